"""English beside German: block for block the same, marked as a translation, never signable."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from forms import reading
from forms.blocks import signature_fields
from forms.documents import form_of
from forms.editions import documents_of, load_edition
from forms.wording.edition import Chapter, Clause, Edition, TextBlock, Variant
from forms.wording.template import fields_of
from tests.forms.builders import EDITION, EXAMPLE_NAMES, example
from tests.forms.family import letter

TRANSLATED = ("power-of-attorney", "first-information")
GERMAN_WORDS = re.compile(r"\b(?:und|oder|nicht|wird|werden|die|der|das|Kunden|Vollmacht|Abs\.|Satz|DSGVO|lit\.)\b")


def shape_of(block: TextBlock) -> tuple[object, ...]:
    return (
        block.when,
        block.slot,
        block.numbered,
        block.tone,
        block.keep_with_next,
        bool(block.heading),
        bool(block.subheading),
        [(variant.when, fields_of(variant.text)) for variant in (*block.items, *block.dashes)],
        [fields_of(text) if text else None for text in (block.text, block.second)],
    )


def shape(edition: Edition) -> list[tuple[object, ...]]:
    """Everything but the words."""
    found: list[tuple[object, ...]] = []
    for chapter in edition.chapters:
        found.append((chapter.key, bool(chapter.heading), chapter.new_page, chapter.when, chapter.fulfils))
        found += [shape_of(block) for block in chapter.blocks]
    for clause in edition.clauses:
        grants = [(grant.scope, [(part.when, fields_of(part.text)) for part in grant.text]) for grant in clause.grants]
        found.append((clause.number, clause.key, len(clause.statutes), grants))
        found += [shape_of(block) for block in clause.blocks]
    return found


def texts(edition: Edition) -> Iterator[str]:
    """Every word that may be printed."""

    def of(variants: tuple[Variant, ...]) -> Iterator[str]:
        return (variant.text for variant in variants)

    owners: tuple[Chapter | Clause, ...] = (*edition.chapters, *edition.clauses)
    for owner in owners:
        yield owner.heading or ""
        yield from owner.statutes
        for block in owner.blocks:
            yield from filter(None, (block.text, block.second, block.heading, block.subheading))
            yield from of((*block.items, *block.dashes))
    for clause in edition.clauses:
        for grant in clause.grants:
            yield grant.title
            yield from of(grant.text)
    yield from edition.labels.values()
    for table in edition.codes.values():
        yield from table.values()


def test_the_main_document_and_the_first_letter_are_translated() -> None:
    assert {document for document, language in documents_of(EDITION) if language == "en"} == set(TRANSLATED)


@pytest.mark.parametrize("document", TRANSLATED)
def test_every_german_block_has_its_english_counterpart_with_the_same_conditions_and_fields(document: str) -> None:
    german, english = load_edition(EDITION, document), load_edition(EDITION, document, "en")

    assert shape(english) == shape(german)
    assert {name: set(table) for name, table in english.codes.items()} == {name: set(t) for name, t in german.codes.items()}
    assert {name: fields_of(text) for name, text in english.labels.items()} == {
        name: fields_of(text) for name, text in german.labels.items()
    }
    assert english.sha256 == german.sha256


@pytest.mark.parametrize("document", TRANSLATED)
def test_nothing_german_was_left_in_the_translation(document: str) -> None:
    german = set(filter(GERMAN_WORDS.search, texts(load_edition(EDITION, document))))
    english = [text for text in texts(load_edition(EDITION, document, "en")) if GERMAN_WORDS.search(text)]

    assert len(german) > 50
    assert english == []


@pytest.mark.parametrize("name", EXAMPLE_NAMES)
def test_a_translation_says_so_on_every_page_and_has_neither_fields_nor_record(name: str) -> None:
    data = replace(example(name), language="en")
    form = form_of("power-of-attorney")
    pdf = form.render_pdf(data)

    assert signature_fields(form.build(data)) == ()
    assert reading.attached_record(pdf) is None
    for page in reading.page_texts(pdf):
        assert "TRANSLATION – the German text binds" in page
        assert "Page " in page


def test_the_english_letter_tells_the_end_customer_the_same() -> None:
    german = form_of("first-information").render_html(letter("gmbh-joint", "first-information"))
    english = form_of("first-information").render_html(letter("gmbh-joint", "first-information", language="en"))

    assert 'lang="en"' in english
    for value in ("V-7KQ4-M2XB-9DTW", "N-7KQ4-M2XB", "VM-0000-774294", "Café Größenwahn Inh. Søren Ångström"):
        assert value in german
        assert value in english
