"""`DocumentWriter` on `forms`: the documents from domain values."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import uuid5

from forms.documents import document_names, form_for
from forms.editions import load_edition
from forms.errors import EditionUnknown
from forms.errors import InputRefused as FormsRefused
from forms.glyphs import undrawable
from forms.parties import Trigger
from forms.power_of_attorney import PowerOfAttorneyInput, render_html, render_pdf
from service.documents.letters import input_of
from service.documents.marks import marked_document
from service.documents.parties import contact_of, hoster_of, principal_of, signer_of
from service.documents.record import money, record_json
from service.domain.errors import Fault, InputRefused
from service.domain.ids import DocumentId
from service.use_cases.document_orders import IssuedDocument, IssueOrder, LetterOrder

CURRENT_EDITION = "2026-11.2"
DOCUMENTS = document_names()


class FormsWriter:
    """Implements `ports.DocumentWriter`."""

    @property
    def edition(self) -> str:
        return CURRENT_EDITION

    def issue(self, order: IssueOrder) -> IssuedDocument:
        edition = load_edition(order.power_of_attorney.edition)
        record = record_json(order, edition.name, edition.sha256)
        with _faults():
            pdf = render_pdf(_input(order, record))
        return IssuedDocument(pdf=pdf, record=record, edition=edition.name, edition_sha256=edition.sha256)

    def record(self, order: IssueOrder) -> bytes:
        edition = load_edition(order.power_of_attorney.edition)
        return record_json(order, edition.name, edition.sha256)

    def reading_view(self, order: IssueOrder) -> str:
        with _faults():
            return render_html(_input(order, b"{}"))

    def letter(self, order: LetterOrder) -> bytes:
        with _faults():
            data = input_of(order, CURRENT_EDITION)
            return form_for(data).render_pdf(data)

    def letter_view(self, order: LetterOrder) -> str:
        with _faults():
            data = input_of(order, CURRENT_EDITION)
            return form_for(data).render_html(data)

    def translation(self, order: IssueOrder, language: str) -> bytes:
        # An id of its own: the mark of the document itself would have it judged as a changed copy of that.
        own = replace(order, document=DocumentId(uuid5(order.document, language)))
        with _faults():
            return render_pdf(_input(own, b"{}", language))

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


def _input(order: IssueOrder, record: bytes, language: str = "de") -> PowerOfAttorneyInput:
    power, reseller = order.power_of_attorney, order.reseller
    terms = power.terms
    return PowerOfAttorneyInput(
        document_id=str(order.document),
        number=power.number,
        edition=power.edition,
        language=language,
        verification_url=order.verification_url,
        hoster=hoster_of(order.hoster),
        principal=principal_of(reseller.grantor),
        representation=reseller.representation.kind.value,
        signers=tuple(map(signer_of, order.signers)),
        scopes=tuple(scope.value for scope in terms.scopes),
        trigger=Trigger(
            unreachable_days=terms.trigger.unreachable_days,
            attempts=terms.trigger.attempts,
            channels=terms.trigger.channels,
            waiting_days=terms.trigger.waiting_days,
        ),
        cost_cap_eur_per_month=money(terms.cost_cap_eur_per_month),
        term_years=terms.term_years,
        record_json=record,
        sandbox=order.sandbox,
        self_dealing_option=terms.self_dealing_option,
        contacts=tuple(contact_of(contact.named) for contact in order.contacts),
        cooling_off_days=terms.cooling_off.days,
    )
