"""Valid signed files, changed at random: what is still VALID shows, in the eyes of readers that are not ours, exactly what was signed.

The readers are pdfium (text and picture of each page) and pypdf (values of form fields, title). VOLLMACHT_MUTATIONS=5000 makes a long run of it, each time another.
"""

import io
import os
import warnings
from collections.abc import Callable
from contextlib import closing
from typing import Any, Literal

import pypdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signing.verdict import Overall
from tests.signing.attacks.case import Case
from tests.signing.attacks.disguised import with_store
from tests.signing.attacks.judging import judged
from tests.signing.attacks.raw import update
from tests.signing.attacks.signatures import Recipe
from tests.signing.attacks.workshop import Workshop
from tests.signing.builders import Authority, Document
from tests.signing.fuzz import revisions
from tests.signing.fuzz.target import without_signatures

LONG = int(os.environ.get("VOLLMACHT_MUTATIONS", "0"))
bounded = settings(
    max_examples=LONG or 60,
    derandomize=not LONG,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600 + 2 * LONG)]
HIDDEN = {905: b"<< /Type /Pages /Count 1 /Kids [906 0 R] >>", 906: b"<< /Type /Page /Parent 905 0 R /MediaBox [0 0 300 300] >>"}


@pytest.fixture(scope="module")
def workshop(authority: Authority, document: Document) -> Workshop:
    return Workshop.of(authority, document)


@pytest.fixture(scope="module")
def signed(workshop: Workshop) -> tuple[bytes, ...]:
    """A B-T file of ours, a B-LTA file of ours, and one in which other pages lie that nothing points to."""
    hidden = workshop.signed(update(workshop.alone, HIDDEN), Recipe(workshop.zoe))
    return workshop.alone_signed, workshop.alone_finished, hidden


def shown(pdf: bytes) -> tuple[Any, ...]:
    """Pages as text and pictures, form values, title."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        pages = [_page(document, number) for number in range(len(document))]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = pypdf.PdfReader(io.BytesIO(pdf))
        values = {name: str(field.get("/V")) for name, field in (reader.get_fields() or {}).items() if field.get("/FT") != "/Sig"}
        return pages, values, reader.metadata.title if reader.metadata else None


def _page(document: pypdfium2.PdfDocument, number: int) -> tuple[Any, ...]:
    with closing(document[number]) as page, closing(page.get_textpage()) as text, closing(page.render(scale=0.3)) as picture:
        return page.get_size(), text.get_text_bounded(), bytes(picture.buffer)


def check(shop: Workshop, original: bytes, changed: bytes) -> None:
    sides: tuple[Literal["ours", "foreign"], ...] = ("ours", "foreign")
    for side in sides:
        verdict = judged(shop, Case("mutation", lambda _: changed, "alone"), changed, side)
        if verdict.overall is Overall.VALID and changed != original:
            assert without_signatures(changed).startswith(without_signatures(original).rstrip(b"\r\n")), side
            assert shown(changed) == shown(original), side


@pytest.mark.parametrize(
    ("kind", "which"),
    [
        (revisions.damaged, 0),
        (revisions.damaged, 1),
        (revisions.by_pypdf, 1),
        *((revisions.appended, which) for which in range(3)),
    ],
)
def test_what_is_still_valid_shows_what_was_signed(
    workshop: Workshop, signed: tuple[bytes, ...], kind: Callable[[bytes], st.SearchStrategy[bytes]], which: int
) -> None:
    original = signed[which]

    @bounded
    @given(kind(original))
    def property_holds(changed: bytes) -> None:
        check(workshop, original, changed)

    property_holds()


def test_the_readers_see_a_difference_where_there_is_one_and_a_store_makes_none(signed: tuple[bytes, ...]) -> None:
    plain, _, hidden = signed

    assert shown(with_store(plain)) == shown(plain) == shown(hidden)
    assert shown(with_store(hidden, {"/Pages": b"905 0 R"})) != shown(hidden)
