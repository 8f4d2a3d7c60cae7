"""Mail by SMTP, with TLS. Synchronous outside: each letter is one connection of at most a minute."""

import asyncio
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

from service.domain.errors import MailRejected, Unavailable
from service.domain.notice import Notice
from service.notify.letters import preview_of
from service.notify.message import message_of
from service.use_cases.ports import Letterhead

TIMEOUT_S = 30
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Attributes:
    tls: from the first byte (`smtps`); otherwise STARTTLS is demanded, except on loopback.
    sender: None: the hoster's own address.
    """

    host: str
    port: int
    tls: bool
    user: str | None
    password: str | None
    sender: str | None

    @classmethod
    def of(cls, url: str, sender: str | None) -> "SmtpServer":
        """`smtp://user:password@host:587`, `smtps://…:465`."""
        parts = urlsplit(url)
        tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname or "localhost",
            port=parts.port or (465 if tls else 587),
            tls=tls,
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            sender=sender,
        )

    @property
    def may_be_plain(self) -> bool:
        return self.host in LOOPBACK


class SmtpPost:
    """Implements `ports.Post`.

    Args:
        trust: certificate authorities of the mail server; None: the system's.
    """

    def __init__(self, server: SmtpServer, *, trust: ssl.SSLContext | None = None) -> None:
        self._server, self._trust = server, trust or ssl.create_default_context()

    def preview(self, notice: Notice, head: Letterhead) -> tuple[str, str]:
        return preview_of(notice, head)

    def send(self, notice: Notice, head: Letterhead) -> None:
        message = message_of(notice, head, sender=self._server.sender or head.hoster.email)
        try:
            asyncio.run(self._send(message))
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = {one.code for one in error.recipients}
            raise _verdict(max(codes, default=550)) from error
        except (aiosmtplib.SMTPDataError, aiosmtplib.SMTPRecipientRefused) as error:
            raise _verdict(error.code) from error
        except aiosmtplib.SMTPResponseException as error:  # log-in, sender, greeting: ours to mend, not the letter's fault
            raise Unavailable(f"SMTP {error.code}") from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
            raise Unavailable(type(error).__name__) from error

    async def _send(self, message: EmailMessage) -> None:
        server = self._server
        await aiosmtplib.send(
            message,
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.tls,
            start_tls=None if server.tls or server.may_be_plain else True,
            tls_context=self._trust,
            timeout=TIMEOUT_S,
        )


def _verdict(code: int) -> MailRejected | Unavailable:
    """5xx is for good, 4xx for now (RFC 5321 § 4.2.1)."""
    return MailRejected(f"SMTP {code}") if code >= 500 else Unavailable(f"SMTP {code}")
