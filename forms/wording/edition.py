"""The wording of one document in one edition and one language, as typed values: what `forms/wording/…toml` holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from forms.wording.template import fields_of, traits_of


@dataclass(frozen=True, slots=True)
class Variant:
    """A text that is printed when its conditions hold."""

    text: str
    when: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One block of an edition. Exactly one of text, items, dashes, slot, heading and subheading says what it is; a slot may
    have texts beside it."""

    when: tuple[str, ...]
    text: str | None
    second: str | None
    items: tuple[Variant, ...]
    dashes: tuple[Variant, ...]
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
    """A part of a document that is no clause. `fulfils`: the obligations of a decision that its text meets."""

    key: str
    heading: str | None
    new_page: bool
    when: tuple[str, ...]
    statutes: tuple[str, ...]
    purpose: str | None
    fulfils: tuple[str, ...]
    blocks: tuple[TextBlock, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """The wording of `document` in the edition called `name`.

    Attributes:
        language: BCP 47; German binds, any other is a translation for convenience.
        released_on: the day of its release; the files' own dates derive from it.
        sha256: over the edition, in hex (see `forms.wording.folder`); the same for all its documents and languages.
        sample_banner: said on every page that holds sample data; None: the edition knows no samples.
        translation_banner: said on every page of a translation; None: this is the binding text.
    """

    name: str
    document: str
    language: str
    released_on: date
    sha256: str
    title: str
    sandbox_banner: str
    sample_banner: str | None
    translation_banner: str | None
    footer: str
    codes: Mapping[str, Mapping[str, str]]
    labels: Mapping[str, str]
    chapters: tuple[Chapter, ...]
    clauses: tuple[Clause, ...]


def fields_needed(edition: Edition) -> frozenset[str]:
    """Every field that any text block of the edition needs."""
    blocks = _all_blocks(edition)
    texts = [text for block in blocks for text in (block.text, block.second, block.heading, block.subheading) if text]
    texts += [chapter.heading for chapter in edition.chapters if chapter.heading]
    texts += [variant.text for variant in _all_variants(edition)]
    return frozenset().union(*(fields_of(text) for text in texts))


def traits_needed(edition: Edition) -> frozenset[str]:
    """Every trait that any condition of the edition asks about."""
    conditions = [condition for chapter in edition.chapters for condition in chapter.when]
    conditions += [condition for block in _all_blocks(edition) for condition in block.when]
    conditions += [condition for variant in _all_variants(edition) for condition in variant.when]
    return traits_of(conditions)


def slots_needed(edition: Edition) -> frozenset[str]:
    """Every place that the edition leaves for blocks built from the input."""
    return frozenset(block.slot for block in _all_blocks(edition) if block.slot)


def _all_blocks(edition: Edition) -> tuple[TextBlock, ...]:
    owners: tuple[Chapter | Clause, ...] = (*edition.chapters, *edition.clauses)
    return tuple(block for owner in owners for block in owner.blocks)


def _all_variants(edition: Edition) -> Iterator[Variant]:
    for block in _all_blocks(edition):
        yield from (*block.items, *block.dashes)
    for clause in edition.clauses:
        for grant in clause.grants:
            yield from grant.text
