"""`DocumentWriter` on `forms`: the documents from domain values."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from uuid import uuid5

from forms.brand import PLAIN, Brand
from forms.documents import document_names, form_for
from forms.editions import load_edition, releases
from forms.errors import EditionUnknown
from forms.errors import InputRefused as FormsRefused
from forms.glyphs import undrawable
from forms.page_images import page_count, page_png
from forms.power_of_attorney import render_html, render_pdf
from service.documents.checking import Confined, record_check
from service.documents.letters import input_of
from service.documents.marks import marked_document
from service.documents.record import main_input, record_json
from service.domain.errors import Fault, InputRefused, Unavailable, WrongState
from service.domain.ids import DocumentId
from service.use_cases.document_orders import IssuedDocument, IssueOrder, LetterOrder

CURRENT_EDITION = "2026-11.2"
DOCUMENTS = document_names()


class FormsWriter:
    """Implements `ports.DocumentWriter`.

    Args:
        confined: runs `confined.check_file` in the limited child; None: this process renders only and checks no file.
        brand: accent colour and logo of the installation.
    """

    def __init__(self, confined: Confined | None = None, brand: Brand = PLAIN) -> None:
        self._confined = confined
        self._brand = brand

    @property
    def edition(self) -> str:
        return CURRENT_EDITION

    def issue(self, order: IssueOrder) -> IssuedDocument:
        edition = load_edition(order.power_of_attorney.edition)
        if not order.sandbox and edition.name not in releases():
            raise WrongState(
                f"Die Fassung {edition.name} des Textes ist ein Entwurf. Ausgestellt wird nur aus einer freigegebenen."
            )
        with _faults():
            pdf, record = render_pdf(main_input(order), self._brand), record_json(order)
        return IssuedDocument(pdf=pdf, record=record, edition=edition.name, edition_sha256=edition.sha256)

    def record(self, order: IssueOrder) -> bytes:
        return record_json(order)

    def reading_view(self, order: IssueOrder) -> str:
        with _faults():
            return render_html(main_input(order))

    def letter(self, order: LetterOrder) -> bytes:
        with _faults():
            data = input_of(order, CURRENT_EDITION)
            return form_for(data).render_pdf(data, self._brand)

    def letter_view(self, order: LetterOrder) -> str:
        with _faults():
            data = input_of(order, CURRENT_EDITION)
            return form_for(data).render_html(data)

    def translation(self, order: IssueOrder, language: str) -> bytes:
        # An id of its own: the mark of the document itself would have it judged as a changed copy of that.
        own = replace(order, document=DocumentId(uuid5(order.document, language)))
        with _faults():
            return render_pdf(main_input(own, language), self._brand)

    def check_record(self, pdf: bytes, issued: bytes | None) -> Mapping[str, object]:
        if self._confined is None:
            raise Unavailable("Hier lässt sich keine Datei prüfen.")
        return record_check(pdf, issued, self._confined)

    def page_count(self, pdf: bytes) -> int:
        return page_count(pdf)

    def page_png(self, pdf: bytes, number: int) -> bytes:
        return page_png(pdf, number - 1)

    def undrawable(self, text: str) -> tuple[str, ...]:
        return undrawable(text)

    def marked(self, pdf: bytes) -> DocumentId | None:
        return marked_document(pdf)


@contextmanager
def _faults() -> Iterator[None]:
    """What forms refuses is an input fault of ours; intake should have found it before."""
    try:
        yield
    except EditionUnknown as unknown:
        text = "Dieses Dokument gibt es nicht in dieser Sprache oder Fassung. Übersetzt sind Vollmacht und Erstinformation (en)."
        raise InputRefused([Fault("$", "EDITION_UNKNOWN", text)]) from unknown
    except FormsRefused as refused:
        text = "Daraus lässt sich kein Dokument erstellen. Bitte das genannte Feld berichtigen."
        raise InputRefused([Fault(f"$.{refused.path}", refused.code.upper().replace("-", "_"), text)]) from refused
