"""A letter as a MIME message (RFC 5322, RFC 3834 for `Auto-Submitted`)."""

from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import idna

from service.domain.errors import MailRejected
from service.domain.notice import Notice
from service.notify.letters import letter_of
from service.use_cases.ports import Letterhead


def message_of(notice: Notice, head: Letterhead, *, sender: str) -> EmailMessage:
    """The same notice is the same message: a repeated one has the same Message-ID.

    Args:
        sender: address in `From`; answers go to the hoster's.

    Raises:
        MailRejected: nobody can write to such an address.
    """
    letter = letter_of(notice, head)
    message = EmailMessage(policy=SMTP.clone(utf8=False))
    message["From"] = Address(f"{head.hoster.name} – Notfallvorsorge", addr_spec=ascii_domain(sender))
    try:
        message["To"] = Address(addr_spec=ascii_domain(notice.recipient))
    except (MessageError, ValueError) as error:  # a local part beyond ASCII or the grammar of RFC 5322
        raise MailRejected("address") from error
    if head.hoster.email != sender:
        message["Reply-To"] = Address(head.hoster.name, addr_spec=ascii_domain(head.hoster.email))
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(notice.created_at)
    message["Message-ID"] = f"<{notice.id}@{ascii_domain(sender).rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "de"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def ascii_domain(address: str) -> str:
    """`post@müller.example` → `post@xn--mller-kva.example`; the part before the @ stays (RFC 6531 servers only)."""
    local, _, domain = address.strip().rpartition("@")
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError:
        return address
