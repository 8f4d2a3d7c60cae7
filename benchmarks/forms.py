"""The GmbH's Vollmacht against the same lines drawn by bare, untagged reportlab."""

import io
from pathlib import Path

from pypdf import PdfReader
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.timing import ratio
from service.documents.drawable import undrawable
from service.documents.writer import FormsWriter
from service.intake import parse_records
from service.use_cases.ports import ServicePolicy
from service.use_cases.render_record import render_record

ROOT = Path(__file__).parents[1]
RECORD = ROOT / "tests" / "examples" / "gmbh-joint.json"
FONT = ROOT / "forms" / "fonts" / "NotoSans-Regular.ttf"


def run() -> str:
    source = RECORD.read_bytes()
    (record,) = parse_records(source, undrawable=undrawable)
    writer, policy = FormsWriter(), ServicePolicy()

    def ours() -> bytes:
        return render_record(record, source, writer, policy)

    pages = [page.extract_text().splitlines() for page in PdfReader(io.BytesIO(ours())).pages]
    pdfmetrics.registerFont(TTFont("rival", str(FONT)))

    def bare() -> bytes:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=A4)
        for lines in pages:
            canvas.setFont("rival", 9)
            for number, line in enumerate(lines):
                canvas.drawString(60, 790 - 12 * number, line)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    own, other, quotient = ratio(ours, bare, rounds=15)
    return f"forms      {own:8.1f} ms a document, bare reportlab {other:8.1f} ms: {quotient:.2f} x ({len(pages)} pages)"
