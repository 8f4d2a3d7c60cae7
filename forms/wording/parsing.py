"""Read an edition's TOML. An unknown key, a block that is two things at once, a field that cannot be read: all are errors
of the edition, found when it is loaded and before any document is made."""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, TypeVar

from forms.errors import EditionUnusable
from forms.wording.edition import Chapter, Clause, Edition, Grant, TextBlock, Variant, fields_needed
from forms.wording.template import fields_of, unbroken

Part = TypeVar("Part")
TONES = frozenset({"normal", "small", "lead", "notice"})


def parse_edition(content: bytes, *, shared: bytes = b"", sha256: str) -> Edition:
    """The wording of one document.

    Args:
        content: the bytes of the document's TOML file.
        shared: the bytes of the edition's own file, whose codes and labels all its documents share; empty: all stands in
            `content`.

    Raises:
        EditionUnusable: it cannot be read or contradicts itself.
    """
    try:
        raw = _joined(tomllib.loads(shared.decode("utf-8")), tomllib.loads(content.decode("utf-8")))
        return _edition(raw, sha256)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise EditionUnusable(f"{type(error).__name__}: {error}") from error


def _joined(shared: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Both in one; nothing may stand in both, so that no text silently replaces another."""
    tables = {name: _disjoint(shared.pop(name, {}), own.pop(name, {}), name) for name in ("codes", "labels")}
    return {**_disjoint(shared, own, "edition"), **tables}


def _disjoint(first: dict[str, Any], second: dict[str, Any], where: str) -> dict[str, Any]:
    if twice := first.keys() & second.keys():
        raise ValueError(f"in both files, under {where}: {', '.join(sorted(twice))}")
    return {**first, **second}


def _edition(raw: dict[str, Any], sha256: str) -> Edition:
    edition = Edition(
        name=raw.pop("name"),
        document=raw.pop("document"),
        language=raw.pop("language"),
        released_on=_day(raw.pop("released_on")),
        sha256=sha256,
        title=raw.pop("title"),
        sandbox_banner=raw.pop("sandbox_banner"),
        sample_banner=raw.pop("sample_banner", None),
        translation_banner=raw.pop("translation_banner", None),
        footer=raw.pop("footer"),
        codes=MappingProxyType({name: MappingProxyType(table) for name, table in raw.pop("codes").items()}),
        labels=MappingProxyType(raw.pop("labels")),
        chapters=_each(_chapter, raw.pop("chapter")),
        clauses=_each(_clause, raw.pop("clause", [])),
    )
    _nothing_left(raw, "edition")
    if [clause.number for clause in edition.clauses] != list(range(1, len(edition.clauses) + 1)):
        raise ValueError("clauses are not numbered 1, 2, 3 …")
    fields_needed(edition)
    for template in (edition.title, edition.footer, *edition.labels.values()):
        fields_of(template)
    return edition


def _each(made: Callable[[dict[str, Any]], Part], raw: list[dict[str, Any]]) -> tuple[Part, ...]:
    return tuple(made(part) for part in raw)


def _chapter(raw: dict[str, Any]) -> Chapter:
    chapter = Chapter(
        key=raw.pop("key"),
        heading=raw.pop("heading", None),
        new_page=raw.pop("new_page", False),
        when=tuple(raw.pop("when", ())),
        statutes=tuple(raw.pop("statutes", ())),
        purpose=raw.pop("purpose", None),
        fulfils=tuple(raw.pop("fulfils", ())),
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
        grants=_each(_grant, raw.pop("grant", [])),
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
        items=_each(_variant, raw.pop("items", [])),
        dashes=_each(_variant, raw.pop("dashes", [])),
        slot=raw.pop("slot", None),
        heading=raw.pop("heading", None),
        subheading=raw.pop("subheading", None),
        numbered=raw.pop("numbered", numbered) and text is not None,
        tone=raw.pop("tone", "normal"),
        keep_with_next=raw.pop("keep_with_next", False),
    )
    _nothing_left(raw, "block")
    kinds = [block.text and not block.slot, block.items, block.dashes, block.slot, block.heading, block.subheading]
    if sum(map(bool, kinds)) != 1:
        raise ValueError(f"a block is not exactly one thing: {text or block}")
    if block.tone not in TONES:
        raise ValueError(f"unknown tone {block.tone!r}")
    return block


def _grant(raw: dict[str, Any]) -> Grant:
    grant = Grant(scope=raw.pop("scope"), title=raw.pop("title"), text=_each(_variant, raw.pop("text")))
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


def _nothing_left(raw: Mapping[str, Any], where: str) -> None:
    if raw:
        raise ValueError(f"unknown keys in {where}: {', '.join(sorted(raw))}")
