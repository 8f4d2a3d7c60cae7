"""Real documents of ours to sign: a sole trader's Vollmacht, the GmbH's acceptance; and one of a hundred pages."""

import io
from functools import cache
from pathlib import Path

import pikepdf

from service.documents.sampling import facts_for
from service.documents.writer import FormsWriter
from service.intake import parse_records
from service.settings import settings_from
from service.use_cases.render_record import RecordRendering
from service.wiring.policy import policy_of
from tests.signing.builders import MADE_AT, Authority, issued_pdf

EXAMPLES = Path(__file__).parents[2] / "tests" / "examples"
FIELD = "signature-1"
PAGES = 100


def acceptance() -> bytes:
    rendering = _rendering("gmbh-joint")
    record = parse_records((EXAMPLES / "gmbh-joint.json").read_bytes(), undrawable=FormsWriter().undrawable)[0]
    facts, _ = facts_for("acceptance", rendering.order, record, sample=True)
    return rendering.letter(facts, sample=True)


@cache
def vollmacht() -> bytes:
    """One open field, `signature-1`."""
    return _rendering("sole-trader").main_document()


def hundred_pages() -> bytes:
    """One open field, `signature-1`."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(issued_pdf([FIELD]))) as pdf:
        for number in range(PAGES - len(pdf.pages)):
            pdf.add_blank_page(page_size=(595, 842))
            pdf.pages[-1].Contents = pdf.make_stream(f"BT /F1 12 Tf 72 700 Td (Seite {number}) Tj ET".encode())
            pdf.pages[-1].Resources = pdf.pages[0].Resources
        pdf.save(output, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return output.getvalue()


def finished(authority: Authority, issued: bytes) -> bytes:
    """B-LTA."""
    holder = authority.holder("Zoë Łukaszewicz")
    return authority.sealed(authority.signed(issued, FIELD, "", holder=holder, at=MADE_AT), [holder])


def _rendering(name: str) -> RecordRendering:
    source, writer = (EXAMPLES / f"{name}.json").read_bytes(), FormsWriter()
    record = parse_records(source, undrawable=writer.undrawable)[0]
    return RecordRendering(record, source, writer, policy_of(settings_from({})))
