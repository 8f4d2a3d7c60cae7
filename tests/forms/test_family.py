"""All ten documents: the same text in tree, PDF and page; nothing cut, nothing in the wrong order, nothing unmarked."""

import html
import re

import pytest

from forms import reading
from forms.blocks import Document, Grid, leaves, text_lines
from forms.documents import document_names, form_of
from tests.forms.builders import EXAMPLE_NAMES
from tests.forms.family import LETTERS, family_document, family_input


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def body_of(pdf: bytes, *, footer: str, banner: str | None, repeated: tuple[str, ...] = ()) -> str:
    """The text without what every page bears."""
    pages = reading.page_texts(pdf)
    bodies = []
    for number, page in enumerate(pages, start=1):
        text = squeezed(page)
        assert text.endswith(squeezed(f"{footer}Seite {number} von {len(pages)}"))
        text = text.removesuffix(squeezed(f"{footer}Seite {number} von {len(pages)}"))
        if banner:
            assert text.startswith(squeezed(banner))
            text = text.removeprefix(squeezed(banner))
        for head in repeated:
            text = text.removeprefix(head) if number > 1 else text
        bodies.append(text)
    return "".join(bodies)


def grids(document: Document) -> list[Grid]:
    return [block for block in leaves(document) if isinstance(block, Grid)]


@pytest.mark.parametrize("name", EXAMPLE_NAMES)
@pytest.mark.parametrize("document", document_names())
def test_tree_pdf_and_page_say_the_same_in_the_same_order(name: str, document: str) -> None:
    form, data, tree = form_of(document), family_input(name, document), family_document(name, document)
    lines = squeezed("".join(text_lines(tree)))
    shown = re.sub(r'<p class="banner">.*?</p>', "", form.render_html(data))
    page = squeezed(html.unescape(re.sub(r"<[^>]*>", " ", shown)))
    heads = tuple(squeezed("".join(c.header for c in grid.columns)) for grid in grids(tree))

    assert body_of(form.render_pdf(data), footer=tree.footer, banner=tree.banner, repeated=heads) == lines
    assert page == lines


@pytest.mark.parametrize("document", LETTERS)
def test_made_up_facts_are_marked_on_every_page_and_real_ones_are_not(document: str) -> None:
    data = family_input("gmbh-joint", document)
    pages = reading.page_texts(form_of(document).render_pdf(data))

    assert all(("MUSTER mit erfundenen Angaben" in page) is data.issue.sample for page in pages)
    assert all("TESTDOKUMENT – nicht rechtswirksam" in page for page in pages)


@pytest.mark.parametrize("document", LETTERS)
def test_the_same_input_gives_the_same_bytes(document: str) -> None:
    data = family_input("gbr-partners", document)

    assert form_of(document).render_pdf(data) == form_of(document).render_pdf(data)
