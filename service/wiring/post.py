"""Where letters go: a mail server, or in the sandbox a folder."""

from service.notify.folder import FolderPost
from service.notify.smtp import SmtpPost, SmtpServer
from service.settings import Settings, SettingsError
from service.use_cases.ports import Mailbox, Post


def post_of(settings: Settings) -> tuple[Post, Mailbox | None]:
    """Raises SettingsError: production without a mail server."""
    if settings.smtp_url is not None:
        return SmtpPost(SmtpServer.of(settings.smtp_url, settings.mail_from)), None
    if not settings.sandbox:
        raise SettingsError("Production sends mail: set VOLLMACHT_SMTP_URL, such as smtp://user:password@mail.example.org:587")
    folder = FolderPost(settings.mail_directory)
    return folder, folder
