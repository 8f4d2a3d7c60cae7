"""What no document can be made of, whichever it is: text that cannot be drawn, blanks, ids and addresses that are none."""

import re
from collections.abc import Iterator
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from urllib.parse import urlsplit

from forms.errors import InputRefused, UndrawableText
from forms.glyphs import undrawable

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MONEY = re.compile(r"-?[0-9]{1,7}\.[0-9]{2}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def texts_of(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text within an input, with its path: `("signers[0].surname", "Șerbănescu")`."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from texts_of(item, f"{path}[{position}]")
    elif is_dataclass(value):
        for field in dataclass_fields(value):
            yield from texts_of(getattr(value, field.name), f"{path}.{field.name}".lstrip("."))


def refuse_texts(data: object) -> None:
    """Raises UndrawableText or InputRefused at the first text that cannot stand in a document."""
    for path, text in texts_of(data):
        if characters := undrawable(text):
            raise UndrawableText(path, characters)
        if not text.strip():
            raise InputRefused(path, "blank")


def refuse_unless_uuid(path: str, text: str) -> None:
    if not _UUID.fullmatch(text):
        raise InputRefused(path, "must be a UUID in lower case")


def refuse_unless_money(path: str, text: str) -> None:
    if not _MONEY.fullmatch(text):
        raise InputRefused(path, "must be like 250.00")


def refuse_unless_sha256(path: str, text: str | None) -> None:
    if text is not None and not _SHA256.fullmatch(text):
        raise InputRefused(path, "must be a SHA-256 in hex, lower case")


def refuse_unless_web_address(path: str, text: str) -> None:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise InputRefused(path, "must be a web address")
