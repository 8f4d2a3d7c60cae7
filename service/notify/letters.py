"""A notice becomes a letter: German text and HTML from the same paragraphs (`texts.toml`)."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from service.domain.notice import Notice
from service.domain.power_of_attorney import BERLIN
from service.use_cases.ports import Letterhead

GREETING = "Guten Tag,"
INVOLVED = "Sie bekommen diese Nachricht, weil Sie an dieser Vorsorge beteiligt sind. Fragen? Rufen Sie uns an."
SANDBOX = "SANDBOX: Diese Nachricht hat keine rechtliche Bedeutung."


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person reads.

    Attributes:
        address: where the button leads; empty: there is nothing to do.
        sandbox: the warning on top; empty in production.
    """

    subject: str
    paragraphs: tuple[str, ...]
    button: str
    address: str
    closing: str
    footer: tuple[str, ...]
    sandbox: str
    greeting: str = GREETING

    @property
    def text(self) -> str:
        return _layout().get_template("letter.txt").render(letter=self)

    @property
    def html(self) -> str:
        return _layout().get_template("letter.html").render(letter=self)


def letter_of(notice: Notice, head: Letterhead) -> Letter:
    """Raises KeyError: nobody wrote a text for this kind; a test walks all kinds."""
    told = _texts()[notice.kind]
    known: dict[str, Any] = {
        "hoster": head.hoster.name,
        "hotline": head.hoster.phone,
        "customer": head.customer,
        "customer_no": head.customer_no,
        "subject": str(notice.subject),
        "token": head.token,
        "link_valid_until": _berlin(head.token_expires_at),
        **notice.values,
    }

    def fill(text: str) -> str:
        # One line: neither a header nor a paragraph is broken open by what somebody typed into a name.
        return " ".join(_words().from_string(text).render(known).split())

    path = told.get("path", "")
    warning = SANDBOX if head.sandbox else ""
    hoster = head.hoster
    return Letter(
        subject=("[SANDBOX] " if head.sandbox else "") + fill(told["subject"]),
        paragraphs=tuple(fill(one) for one in told["paragraphs"]),
        button=told.get("button", ""),
        address=head.public_url + fill(path) if path else "",
        closing=f"Mit freundlichen Grüßen, {hoster.name}",
        footer=(
            hoster.name,
            f"{hoster.street}, {hoster.postal_code} {hoster.city}",
            f"Telefon {hoster.phone} · {hoster.website}",
            fill(told.get("why", INVOLVED)),
        ),
        sandbox=warning,
    )


def preview_of(notice: Notice, head: Letterhead) -> tuple[str, str]:
    """Subject and text."""
    letter = letter_of(notice, head)
    return letter.subject, letter.text


def kinds() -> frozenset[str]:
    """Every kind somebody wrote a text for."""
    return frozenset(_texts())


def _berlin(at: datetime | None) -> str:
    return f"{at.astimezone(BERLIN):%d.%m.%Y, %H:%M Uhr}" if at else ""


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads((files("service.notify") / "texts.toml").read_text("utf-8"))


@cache
def _words() -> Environment:
    return Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701 - plain text; the HTML layout escapes


@cache
def _layout() -> Environment:
    return Environment(
        loader=PackageLoader("service.notify", "layout"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"], default=False),
    )
