"""Every kind of notice is a German letter, and hostile values stay text."""

import ast
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from uuid import UUID

import jinja2
import pytest

import service.use_cases
from service.domain.errors import MailRejected
from service.domain.ids import NoticeId, ResellerId
from service.domain.notice import Notice
from service.notify.letters import kinds, letter_of
from service.notify.message import message_of
from service.use_cases.deliver_notices import LINKED
from service.use_cases.ports import Letterhead
from tests.builders import a_hoster

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
VALUES = {
    "number": "VM-2026-000123",
    "sha256": "a" * 64,
    "complete": "true",
    "reason": "Der Registerauszug ist älter als drei Monate.",
    "state": "REVOKED",
    "case": "N-7KQ4-M2XB",
    "last_day": "31.12.2028",
    "days": "14",
}
HEAD = Letterhead(
    hoster=a_hoster(),
    customer="Pixelwerft Groß & Söhne GmbH",
    customer_no="K-10472",
    public_url="https://vorsorge.example",
    sandbox=False,
    token="t0ken",
    token_expires_at=NOW,
)


def a_notice(kind: str = "signature-requested", **values: str) -> Notice:
    return Notice(
        id=NoticeId(UUID(int=1)),
        kind=kind,
        recipient="zoe@pixelwerft.example",
        subject=UUID(int=2),
        key="k",
        values={**VALUES, **values},
        created_at=NOW,
        reseller=ResellerId(UUID(int=3)),
    )


def read(message: EmailMessage) -> EmailMessage:
    """As the recipient's program reads the bytes on the wire."""
    parsed = message_from_bytes(bytes(message), policy=default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def kinds_told() -> set[str]:
    """Every kind the use cases hand to `notify`."""
    told = set()
    for path in Path(service.use_cases.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "notify":
                kind = node.args[2]
                told.add(str(kind.value) if isinstance(kind, ast.Constant) else "")
    # The one kind that is made of an event's name.
    return (told - {""}) | {f"emergency-contact-{answer}" for answer in ("accepted", "declined", "resigned")}


def test_every_kind_told_has_a_text() -> None:
    assert kinds_told() <= kinds()


def test_every_letter_with_a_link_has_a_kind_that_makes_one() -> None:
    with_token = {kind for kind in kinds() if "t0ken" in letter_of(a_notice(kind), HEAD).address}

    assert with_token == set(LINKED)


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_text_and_html_say_the_same(kind: str) -> None:
    letter = letter_of(a_notice(kind), HEAD)
    message = read(message_of(a_notice(kind), HEAD, sender="vorsorge@hoster.example"))
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None

    for paragraph in letter.paragraphs:
        assert paragraph in plain.get_content()
        assert paragraph.replace("&", "&amp;") in html.get_content()
    assert "{{" not in letter.text + letter.html + letter.subject
    assert len(letter.subject) <= 110
    assert "SANDBOX" not in plain.get_content()


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_sandbox_letter_says_so_first(kind: str) -> None:
    letter = letter_of(a_notice(kind), replace(HEAD, sandbox=True))

    assert letter.subject.startswith("[SANDBOX] ")
    assert letter.text.startswith("SANDBOX")


def test_a_value_that_is_missing_is_a_defect_not_a_gap() -> None:
    with pytest.raises(jinja2.UndefinedError):
        letter_of(replace(a_notice(), values={}), HEAD)


def test_what_somebody_typed_breaks_neither_headers_nor_html() -> None:
    hostile = replace(HEAD, customer="Böse\r\nBcc: all@evil.example\n\n<script>alert(1)</script> {{ 7*7 }}")

    message = read(message_of(a_notice("contact-invited"), hostile, sender="vorsorge@hoster.example"))

    assert message["Bcc"] is None
    assert message.keys().count("Subject") == 1
    html = message.get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content()
    assert "{{ 7*7 }}" in html.get_content()


def test_the_same_notice_is_the_same_message() -> None:
    once, again = (message_of(a_notice(), HEAD, sender="vorsorge@hoster.example") for _ in range(2))

    assert once["Message-ID"] == again["Message-ID"] == f"<{UUID(int=1)}@hoster.example>"
    assert once["Auto-Submitted"] == "auto-generated"


def test_a_domain_with_umlauts_goes_out_in_ascii() -> None:
    message = message_of(replace(a_notice(), recipient="post@müller.example"), HEAD, sender="vorsorge@hoster.example")

    assert message["To"] == "post@xn--mller-kva.example"
    bytes(message).decode("ascii")


@pytest.mark.parametrize(
    "address", ["müller@example.org", "a..b@example.org", "a,b@example.org", "a@b@example.org", "a\u202eb@example.org"]
)
def test_an_address_nobody_can_write_to_is_given_up_and_holds_up_no_other(address: str) -> None:
    with pytest.raises(MailRejected):
        message_of(replace(a_notice(), recipient=address), HEAD, sender="post@hoster.example")


def test_no_letter_names_the_emergency_contact_or_an_end_customer() -> None:
    """Values are ids, numbers and reasons; names of third persons do not travel by mail."""
    texts = "".join(letter_of(a_notice(kind), HEAD).text for kind in kinds())

    assert "Erika" not in texts


def test_a_letter_to_the_team_does_not_say_that_its_reader_takes_part_in_the_provision() -> None:
    to_team, to_signer = (letter_of(a_notice(kind), HEAD) for kind in ("name-review-waits", "signature-requested"))

    assert "weil Sie bei" in to_team.text
    assert "an dieser Vorsorge beteiligt" not in to_team.text
    assert "an dieser Vorsorge beteiligt" in to_signer.text
