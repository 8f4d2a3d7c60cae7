"""An edition's text for one document: blocks whose conditions hold, fields filled, paragraphs numbered."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import cast

from forms.blocks import Block, Heading, ItemList, ListItem, Paragraph, Run, Section, Tone
from forms.wording.edition import Chapter, Clause, Edition, TextBlock, Variant
from forms.wording.template import filled, holds, runs, unbroken

Slot = Callable[[TextBlock], tuple[Block, ...]]
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DASH = "–"
_CHAPTER_LEVEL = 2
_SUBHEADING_LEVEL = 3


class FilledWording:
    """The edition's text with this document's traits and fields."""

    def __init__(self, edition: Edition, traits: frozenset[str], fields: Mapping[str, str]) -> None:
        self.edition = edition
        self._traits = traits
        self._fields = fields

    def plain(self, template: str) -> str:
        """A template as plain text."""
        return filled(template, self._fields)

    def runs(self, template: str) -> tuple[Run, ...]:
        """A template as runs."""
        return runs(template, self._fields)

    def label(self, name: str, **values: str) -> str:
        """A label of the edition, with values of its own beside the document's."""
        return filled(unbroken(self.edition.labels[name]), {**self._fields, **values})

    def chosen(self, variants: Iterable[Variant]) -> Iterator[tuple[Run, ...]]:
        """The variants whose conditions hold, filled."""
        return (self.runs(variant.text) for variant in variants if holds(variant.when, self._traits))

    def chapters(self, slots: Mapping[str, Slot]) -> tuple[Section, ...]:
        """The chapters of the document, in order. `slots`: what stands where the edition leaves a place."""
        return tuple(self._chapter(chapter, slots) for chapter in self.edition.chapters if self._printed(chapter))

    def clause(self, clause: Clause, slots: Mapping[str, Slot]) -> Section:
        """A clause with its hanging number and its statutes."""
        heading = Heading(_SUBHEADING_LEVEL, clause.heading, number=f"§\u00a0{clause.number}")
        statutes = unbroken(self.label("statutes", statutes=", ".join(clause.statutes)))
        basis = Paragraph((Run(statutes),), tone="small", keep_with_next=True)
        return Section((heading, basis, *self._blocks(clause.blocks, slots)))

    def _printed(self, owner: Chapter | TextBlock) -> bool:
        return holds(owner.when, self._traits)

    def _chapter(self, chapter: Chapter, slots: Mapping[str, Slot]) -> Section:
        heading = (Heading(_CHAPTER_LEVEL, self.plain(chapter.heading)),) if chapter.heading else ()
        return Section((*heading, *self._blocks(chapter.blocks, slots)), new_page=chapter.new_page)

    def _blocks(self, blocks: Iterable[TextBlock], slots: Mapping[str, Slot]) -> Iterator[Block]:
        printed = list(filter(self._printed, blocks))
        # A clause of one paragraph has no numbers: there is no "Absatz 1" without an "Absatz 2".
        numbers = sum(block.numbered for block in printed) > 1
        number = 0
        for block in printed:
            if block.slot:
                yield from slots[block.slot](block)
                continue
            number += block.numbered
            yield self._block(block, number if block.numbered and numbers else None)

    def _block(self, block: TextBlock, number: int | None) -> Block:
        if block.heading:
            return Heading(_CHAPTER_LEVEL, self.plain(block.heading))
        if block.subheading:
            return Heading(_SUBHEADING_LEVEL, self.plain(block.subheading))
        if block.dashes:
            return dashed(Paragraph(item) for item in self.chosen(block.dashes))
        if block.items:
            return lettered(Paragraph(item) for item in self.chosen(block.items))
        return Paragraph(
            self.runs(block.text or ""),
            number=f"({number})" if number else None,
            tone=cast(Tone, block.tone),
            keep_with_next=block.keep_with_next,
        )


def dashed(paragraphs: Iterable[Paragraph]) -> ItemList:
    """Paragraphs as a list whose order says nothing."""
    return ItemList(tuple(ListItem(_DASH, (paragraph,)) for paragraph in paragraphs), lettered=False)


def lettered(paragraphs: Iterable[Paragraph]) -> ItemList:
    """Paragraphs as a list a), b), c) …"""
    items = zip(_LETTERS, paragraphs, strict=False)
    return ItemList(tuple(ListItem(f"{letter})", (paragraph,)) for letter, paragraph in items))
