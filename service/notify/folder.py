"""The sandbox's post: readable files in a folder, one per notice."""

import os
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from service.domain.notice import Notice
from service.notify.letters import preview_of
from service.notify.message import message_of
from service.use_cases.ports import DeliveredMail, Letterhead

NEWEST = 200


class FolderPost:
    """Implements `ports.Post` and `ports.Mailbox`. The same notice sent twice is one file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def preview(self, notice: Notice, head: Letterhead) -> tuple[str, str]:
        return preview_of(notice, head)

    def send(self, notice: Notice, head: Letterhead) -> None:
        message = message_of(notice, head, sender=head.hoster.email)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._folder / f".{notice.id}.{os.getpid()}"
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(bytes(message))
        part.replace(self._folder / f"{notice.id}.eml")

    def newest(self) -> list[DeliveredMail]:
        """UUIDv7 names rise with time."""
        if not self._folder.is_dir():
            return []
        return [self._read(path) for path in sorted(self._folder.glob("*.eml"), reverse=True)[:NEWEST]]

    @staticmethod
    def _read(path: Path) -> DeliveredMail:
        message = message_from_bytes(path.read_bytes(), policy=default)
        assert isinstance(message, EmailMessage)  # noqa: S101 - the policy makes it one
        body = message.get_body(("plain",))
        return DeliveredMail(
            id=path.stem,
            to=str(message["To"]),
            subject=str(message["Subject"]),
            date=str(message["Date"]),
            text=str(body.get_content()) if body else "",
        )
