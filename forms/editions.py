"""Editions: the wording of a document as data, fixed for ever once released.

The edition's name and SHA-256 are stored with every document. What is read here is checked when loaded: an unknown
key, a field nobody fills or a condition nobody decides is an error of the edition, found before any document is made.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from forms.errors import EditionUnknown, EditionUnusable
from forms.wording.template import fields_of, traits_of, unbroken

_FOLDER = Path(__file__).parent / "wording"


@dataclass(frozen=True, slots=True)
class Variant:
    """A text that is printed when its conditions hold."""

    text: str
    when: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One block of an edition. Exactly one of text, items, slot, heading and subheading says what it is; a slot may
    have texts beside it."""

    when: tuple[str, ...]
    text: str | None
    second: str | None
    items: tuple[Variant, ...]
    slot: str | None
    heading: str | None
    subheading: str | None
    numbered: bool
    tone: str
    keep_with_next: bool


@dataclass(frozen=True, slots=True)
class Grant:
    """One letter of the scope clause: it grants `scope` and nothing else."""

    scope: str
    title: str
    text: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause (§): its statutes and its purpose are for readers of the wording, its blocks are the text."""

    number: int
    key: str
    heading: str
    statutes: tuple[str, ...]
    purpose: str
    blocks: tuple[TextBlock, ...]
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    key: str
    heading: str | None
    new_page: bool
    when: tuple[str, ...]
    blocks: tuple[TextBlock, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """`released_on` is its release, `withdrawn_on` the first day on which no new draft may use it (None: in use).
    `sha256`: of the file's bytes, in hex."""

    name: str
    document: str
    language: str
    released_on: date
    withdrawn_on: date | None
    sha256: str
    title: str
    sandbox_banner: str
    footer: str
    codes: Mapping[str, Mapping[str, str]]
    labels: Mapping[str, str]
    chapters: tuple[Chapter, ...]
    clauses: tuple[Clause, ...]

    def in_use(self, on: date) -> bool:
        """Whether a new draft may use this edition on that day."""
        return self.released_on <= on and (self.withdrawn_on is None or on < self.withdrawn_on)


def edition_names() -> tuple[str, ...]:
    """All editions of all documents, oldest first by name."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def load_edition(name: str) -> Edition:
    """The edition of that name.

    Raises:
        EditionUnknown: there is none.
        EditionUnusable: it cannot be read or contradicts itself.
    """
    if name not in edition_names():
        raise EditionUnknown(name)
    return parse_edition((_FOLDER / f"{name}.toml").read_bytes())


def parse_edition(content: bytes) -> Edition:
    """An edition from the bytes of its TOML file. Raises EditionUnusable."""
    try:
        return _edition(tomllib.loads(content.decode("utf-8")), hashlib.sha256(content).hexdigest())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise EditionUnusable(f"{type(error).__name__}: {error}") from error


def fields_needed(edition: Edition) -> frozenset[str]:
    """Every field that any text block of the edition needs."""
    blocks = _all_blocks(edition)
    texts = [text for block in blocks for text in (block.text, block.second, block.heading, block.subheading) if text]
    texts += [item.text for block in blocks for item in block.items]
    texts += [part.text for clause in edition.clauses for grant in clause.grants for part in grant.text]
    return frozenset().union(*(fields_of(text) for text in texts))


def traits_needed(edition: Edition) -> frozenset[str]:
    """Every trait that any condition of the edition asks about."""
    blocks = _all_blocks(edition)
    conditions = [condition for chapter in edition.chapters for condition in chapter.when]
    conditions += [condition for block in blocks for condition in block.when]
    conditions += [condition for block in blocks for item in block.items for condition in item.when]
    conditions += [
        condition for clause in edition.clauses for grant in clause.grants for part in grant.text for condition in part.when
    ]
    return traits_of(conditions)


def _all_blocks(edition: Edition) -> tuple[TextBlock, ...]:
    owners: tuple[Chapter | Clause, ...] = (*edition.chapters, *edition.clauses)
    return tuple(block for owner in owners for block in owner.blocks)


def _edition(raw: dict[str, Any], sha256: str) -> Edition:
    edition = Edition(
        name=raw.pop("name"),
        document=raw.pop("document"),
        language=raw.pop("language"),
        released_on=_day(raw.pop("released_on")),
        withdrawn_on=_day(raw.pop("withdrawn_on")) if "withdrawn_on" in raw else None,
        sha256=sha256,
        title=raw.pop("title"),
        sandbox_banner=raw.pop("sandbox_banner"),
        footer=raw.pop("footer"),
        codes=MappingProxyType({name: MappingProxyType(table) for name, table in raw.pop("codes").items()}),
        labels=MappingProxyType(raw.pop("labels")),
        chapters=tuple(_chapter(chapter) for chapter in raw.pop("chapter")),
        clauses=tuple(_clause(clause) for clause in raw.pop("clause")),
    )
    _nothing_left(raw, "edition")
    if [clause.number for clause in edition.clauses] != list(range(1, len(edition.clauses) + 1)):
        raise ValueError("clauses are not numbered 1, 2, 3 …")
    fields_needed(edition)
    for template in (edition.footer, *edition.labels.values()):
        fields_of(template)
    return edition


def _chapter(raw: dict[str, Any]) -> Chapter:
    chapter = Chapter(
        key=raw.pop("key"),
        heading=raw.pop("heading", None),
        new_page=raw.pop("new_page", False),
        when=tuple(raw.pop("when", ())),
        blocks=tuple(_block(block, numbered=False) for block in raw.pop("block")),
    )
    _nothing_left(raw, chapter.key)
    return chapter


def _clause(raw: dict[str, Any]) -> Clause:
    clause = Clause(
        number=raw.pop("number"),
        key=raw.pop("key"),
        heading=raw.pop("heading"),
        statutes=tuple(raw.pop("statutes")),
        purpose=raw.pop("purpose"),
        blocks=tuple(_block(block, numbered=True) for block in raw.pop("block")),
        grants=tuple(_grant(grant) for grant in raw.pop("grant", ())),
    )
    _nothing_left(raw, clause.key)
    return clause


def _block(raw: dict[str, Any], *, numbered: bool) -> TextBlock:
    text = raw.pop("text", None)
    second = raw.pop("second", None)
    block = TextBlock(
        when=tuple(raw.pop("when", ())),
        text=unbroken(text) if text else None,
        second=unbroken(second) if second else None,
        items=tuple(_variant(item) for item in raw.pop("items", ())),
        slot=raw.pop("slot", None),
        heading=raw.pop("heading", None),
        subheading=raw.pop("subheading", None),
        numbered=raw.pop("numbered", numbered) and text is not None,
        tone=raw.pop("tone", "normal"),
        keep_with_next=raw.pop("keep_with_next", False),
    )
    _nothing_left(raw, "block")
    kinds = [block.text and not block.slot, block.items, block.slot, block.heading, block.subheading]
    if sum(map(bool, kinds)) != 1:
        raise ValueError(f"a block is not exactly one thing: {text or block}")
    return block


def _grant(raw: dict[str, Any]) -> Grant:
    grant = Grant(scope=raw.pop("scope"), title=raw.pop("title"), text=tuple(_variant(part) for part in raw.pop("text")))
    _nothing_left(raw, grant.scope)
    return grant


def _variant(raw: dict[str, Any]) -> Variant:
    variant = Variant(text=unbroken(raw.pop("text")), when=tuple(raw.pop("when", ())))
    _nothing_left(raw, "variant")
    return variant


def _day(value: object) -> date:
    if type(value) is not date:
        raise ValueError(f"not a day: {value!r}")
    return value


def _nothing_left(raw: dict[str, Any], where: str) -> None:
    if raw:
        raise ValueError(f"unknown keys in {where}: {', '.join(sorted(raw))}")
