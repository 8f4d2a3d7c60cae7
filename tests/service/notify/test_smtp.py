"""Letters through a real SMTP server on loopback: away and back, for now and for good, with and without TLS."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from service.domain.errors import MailRejected, Unavailable
from service.notify.smtp import SmtpPost, SmtpServer
from tests.certificates import server_certificate
from tests.service.notify.test_letters import HEAD, a_notice


class Letterbox:
    """What arrived; `answer` is the server's word on the next letter's content, `recipient_answer` on its recipient."""

    def __init__(self) -> None:
        self.arrived: list[Message] = []
        self.answer = "250 kept"
        self.recipient_answer = "250 known"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if self.recipient_answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answer.startswith("2"):
            self.arrived.append(envelope.content)
        return self.answer


@contextmanager
def mail_server(letterbox: Letterbox, port: int = 0, **options: Any) -> Iterator[int]:
    chosen = port or free_port()
    controller = Controller(letterbox, hostname="127.0.0.1", port=chosen, **options)
    controller.start()
    try:
        yield chosen
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def post_at(port: int) -> SmtpPost:
    return SmtpPost(SmtpServer.of(f"smtp://127.0.0.1:{port}", "vorsorge@hoster.example"))


def test_a_letter_arrives() -> None:
    letterbox = Letterbox()
    with mail_server(letterbox) as port:
        post_at(port).send(a_notice(), HEAD)

    assert b"Message-ID: <00000000-0000-0000-0000-000000000001@hoster.example>" in letterbox.arrived[0]  # type: ignore[operator]


def test_a_server_that_is_away_is_for_now_and_back_again_takes_it() -> None:
    letterbox, port = Letterbox(), free_port()
    with pytest.raises(Unavailable):
        post_at(port).send(a_notice(), HEAD)
    with mail_server(letterbox, port):
        post_at(port).send(a_notice(), HEAD)

    assert len(letterbox.arrived) == 1


@pytest.mark.parametrize(
    ("recipient", "content", "error"),
    [
        ("450 4.2.1 greylisted", "250 kept", Unavailable),
        ("550 5.1.1 no such user", "250 kept", MailRejected),
        ("250 known", "451 4.3.0 later", Unavailable),
        ("250 known", "554 5.7.1 refused", MailRejected),
    ],
)
def test_what_the_server_says_is_for_now_or_for_good(recipient: str, content: str, error: type[Exception]) -> None:
    letterbox = Letterbox()
    letterbox.recipient_answer, letterbox.answer = recipient, content
    with mail_server(letterbox) as port, pytest.raises(error):
        post_at(port).send(a_notice(), HEAD)

    assert letterbox.arrived == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_wrong_password_is_ours_to_mend_and_loses_no_letter() -> None:
    letterbox = Letterbox()
    with (
        mail_server(letterbox, auth_required=True, auth_require_tls=False, authenticator=lambda *_: _refused()) as port,
        pytest.raises(Unavailable),
    ):
        SmtpPost(SmtpServer.of(f"smtp://u:wrong@127.0.0.1:{port}", None)).send(a_notice(), HEAD)


def test_tls_is_demanded_and_the_server_must_be_who_it_says(tmp_path: Path) -> None:
    letterbox = Letterbox()
    ours, trust = server_certificate(tmp_path, "127.0.0.1")
    server = SmtpServer.of("smtps://127.0.0.1:1", None)
    with mail_server(letterbox, ssl_context=ours) as port:
        there = SmtpServer(server.host, port, tls=True, user=None, password=None, sender="vorsorge@hoster.example")
        with pytest.raises(Unavailable):
            SmtpPost(there, trust=ssl.create_default_context()).send(a_notice(), HEAD)
        SmtpPost(there, trust=trust).send(a_notice(), HEAD)

    assert len(letterbox.arrived) == 1


def test_only_loopback_may_go_without_tls() -> None:
    assert SmtpServer.of("smtp://127.0.0.1:25", None).may_be_plain
    assert not SmtpServer.of("smtp://mail.example.org:587", None).may_be_plain
    assert SmtpServer.of("smtps://mail.example.org", None).port == 465


def _refused() -> Any:
    return AuthResult(success=False, handled=False)
