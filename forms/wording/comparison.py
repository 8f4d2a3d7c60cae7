"""Two editions side by side: what was taken away and what was added, clause by clause, in the order of the later text."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from forms.editions import documents_of, load_edition
from forms.wording.edition import Chapter, Clause, Edition, TextBlock, Variant


@dataclass(frozen=True, slots=True)
class Change:
    """What differs at one place of one document.

    Attributes:
        place: "§ 5 Weisung zum Datenschutz", a chapter's heading, "Beschriftungen", or None: the document as a whole.
        removed, added: whole statements, each with its condition.
    """

    document: str
    language: str
    place: str | None
    removed: tuple[str, ...]
    added: tuple[str, ...]


def changes_between(old: str, new: str) -> tuple[Change, ...]:
    """Every change from one edition to the other. Raises EditionUnknown."""
    before, after = documents_of(old), documents_of(new)
    found: list[Change] = []
    for document, language in dict.fromkeys((*after, *before)):
        if (document, language) not in before:
            found.append(Change(document, language, None, (), ("neues Dokument",)))
        elif (document, language) not in after:
            found.append(Change(document, language, None, ("entfallen",), ()))
        else:
            pair = (load_edition(old, document, language), load_edition(new, document, language))
            found += _changes(document, language, *map(_places, pair))
    return tuple(found)


def _changes(document: str, language: str, before: dict[str, "_Place"], after: dict[str, "_Place"]) -> Iterator[Change]:
    for key in dict.fromkeys((*after, *before)):
        old, new = before.get(key, _NOWHERE), after.get(key, _NOWHERE)
        removed: list[str] = []
        added: list[str] = []
        matcher = SequenceMatcher(a=old.statements, b=new.statements, autojunk=False)
        for kind, a_from, a_to, b_from, b_to in matcher.get_opcodes():
            if kind != "equal":
                removed += old.statements[a_from:a_to]
                added += new.statements[b_from:b_to]
        if removed or added:
            yield Change(document, language, new.title or old.title, tuple(removed), tuple(added))


@dataclass(frozen=True, slots=True)
class _Place:
    title: str
    statements: tuple[str, ...]


_NOWHERE = _Place("", ())


def _places(edition: Edition) -> dict[str, _Place]:
    """The document's places by key, each with everything it says."""
    places = {"title": _Place("Titel", (edition.title, edition.footer, edition.sandbox_banner))}
    for chapter in edition.chapters:
        places[f"chapter {chapter.key}"] = _Place(chapter.heading or chapter.key, tuple(_chapter(chapter)))
    for clause in edition.clauses:
        places[f"clause {clause.key}"] = _Place(f"§ {clause.number} {clause.heading}", tuple(_clause(clause)))
    labels = (f"{name}: {text}" for name, text in sorted(edition.labels.items()))
    codes = (f"{table}.{code}: {text}" for table, entries in sorted(edition.codes.items()) for code, text in entries.items())
    places["labels"] = _Place("Beschriftungen", (*labels, *codes))
    return places


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield from filter(None, (chapter.heading, ", ".join(chapter.statutes)))
    for block in chapter.blocks:
        yield from _block(block)


def _clause(clause: Clause) -> Iterator[str]:
    yield clause.heading
    yield ", ".join(clause.statutes)
    for block in clause.blocks:
        yield from _block(block)
    for grant in clause.grants:
        for part in grant.text:
            yield f"{grant.scope} „{grant.title}“: {_conditional(part)}"


def _block(block: TextBlock) -> Iterator[str]:
    for text in filter(None, (block.text, block.second, block.heading, block.subheading)):
        yield _conditional(Variant(text, block.when))
    for variant in (*block.items, *block.dashes):
        yield _conditional(Variant(variant.text, (*block.when, *variant.when)))


def _conditional(variant: Variant) -> str:
    plain = variant.text.replace("\u00a0", " ")
    return f"[{' und '.join(variant.when)}] {plain}" if variant.when else plain
