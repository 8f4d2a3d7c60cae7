"""`DocumentWriter` on `forms`: the main document from domain values."""

from collections.abc import Iterator
from contextlib import contextmanager

from forms.editions import load_edition
from forms.errors import InputRefused as FormsRefused
from forms.glyphs import undrawable
from forms.parties import Contact, GeneralPartner, Hoster, Principal, Register, Signer, Trigger
from forms.power_of_attorney import PowerOfAttorneyInput, render_html, render_pdf
from service.documents.marks import marked_document
from service.documents.record import money, record_json
from service.domain import parties
from service.domain.errors import Fault, InputRefused
from service.domain.ids import DocumentId
from service.use_cases.ports import IssuedDocument, IssueOrder

CURRENT_EDITION = "2026-11"
DOCUMENTS = ("power-of-attorney",)


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

    def undrawable(self, text: str) -> tuple[str, ...]:
        return undrawable(text)

    def marked(self, pdf: bytes) -> DocumentId | None:
        return marked_document(pdf)


@contextmanager
def _faults() -> Iterator[None]:
    """What forms refuses is an input fault of ours; intake should have found it before."""
    try:
        yield
    except FormsRefused as refused:
        text = "Daraus lässt sich kein Dokument erstellen. Bitte das genannte Feld berichtigen."
        raise InputRefused([Fault(f"$.{refused.path}", refused.code.upper().replace("-", "_"), text)]) from refused


def _input(order: IssueOrder, record: bytes) -> PowerOfAttorneyInput:
    power, reseller = order.power_of_attorney, order.reseller
    terms = power.terms
    return PowerOfAttorneyInput(
        document_id=str(order.document),
        number=power.number,
        edition=power.edition,
        verification_url=order.verification_url,
        hoster=_hoster(order.hoster),
        principal=_principal(reseller.grantor),
        representation=reseller.representation.kind.value,
        signers=tuple(
            Signer(
                given_name=signer.representative.given_name,
                surname=signer.representative.surname,
                function=signer.representative.function.value,
                title=signer.representative.title,
                birth_name=signer.representative.birth_name,
            )
            for signer in order.signers
        ),
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
        contacts=tuple(
            Contact(
                given_name=contact.named.given_name,
                surname=contact.named.surname,
                level=contact.named.level.value,
                email=contact.named.email,
                phone=contact.named.phone,
                relation=contact.named.relation,
            )
            for contact in order.contacts
        ),
        cooling_off_days=terms.cooling_off.days,
    )


def _register(entry: parties.RegisterEntry | None) -> Register | None:
    return None if entry is None else Register(court=entry.court, number=entry.number)


def _hoster(hoster: parties.Hoster) -> Hoster:
    return Hoster(
        name=hoster.name,
        legal_form=hoster.legal_form,
        street=hoster.street,
        postal_code=hoster.postal_code,
        city=hoster.city,
        country=hoster.country,
        phone=hoster.phone,
        email=hoster.email,
        website=hoster.website,
        register=_register(hoster.register),
        data_protection_officer=hoster.data_protection_officer,
    )


def _principal(grantor: parties.Grantor) -> Principal:
    partner = grantor.general_partner
    return Principal(
        customer_no=grantor.customer_no,
        legal_form=grantor.legal_form.value,
        name=grantor.name,
        street=grantor.street,
        postal_code=grantor.postal_code,
        city=grantor.city,
        country=grantor.country,
        email=grantor.email,
        phone=grantor.phone,
        register=_register(grantor.register),
        general_partner=None
        if partner is None
        else GeneralPartner(
            name=partner.name,
            legal_form=partner.legal_form.value,
            register=Register(court=partner.register.court, number=partner.register.number),
        ),
    )
