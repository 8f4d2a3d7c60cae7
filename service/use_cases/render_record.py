"""Render documents for one record, as a preview: nothing is stored, no date of today, same record → same bytes."""

import hashlib
from datetime import UTC, datetime
from uuid import UUID

from service.domain.emergency_contact import ContactState, EmergencyContact
from service.domain.ids import DocumentId, EmergencyContactId, PowerOfAttorneyId, ResellerId
from service.domain.parties import ResellerRecord
from service.domain.power_of_attorney import PowerOfAttorney, Signer, State, Terms
from service.domain.representation import default_signature_set
from service.domain.reseller import Reseller
from service.use_cases.document_orders import DOCUMENT_NAMES, Facts, IssueOrder, LetterOrder
from service.use_cases.ports import DocumentWriter, ServicePolicy

NO_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)


class RecordRendering:
    """Documents of the default signature set, made from a record and nothing else.

    Args:
        source: the record's bytes; number and ids derive from their SHA-256. Year 0000 marks a number that was never issued.
        language: "de", or another for which the edition has a translation.
    """

    def __init__(
        self, record: ResellerRecord, source: bytes, documents: DocumentWriter, policy: ServicePolicy, *, language: str = "de"
    ) -> None:
        self._digest = hashlib.sha256(source).digest()
        self._documents = documents
        self._language = language
        self.order = _order(record, self._digest, documents, policy)

    def main_document(self) -> bytes:
        """The unsigned PDF."""
        if self._language != "de":
            return self._documents.translation(self.order, self._language)
        return self._documents.issue(self.order).pdf

    def letter(self, facts: Facts, *, sample: bool) -> bytes:
        """Another document of the family. `sample`: some of the facts are made up."""
        position = 20 + list(DOCUMENT_NAMES).index(type(facts))
        document = DocumentId(_uuid(self._digest, position))
        return self._documents.letter(
            LetterOrder(document=document, about=self.order, facts=facts, sample=sample, language=self._language)
        )


def _order(record: ResellerRecord, digest: bytes, documents: DocumentWriter, policy: ServicePolicy) -> IssueOrder:
    number = f"VM-0000-{int.from_bytes(digest[:8]) % 1_000_000:06d}"
    reseller = Reseller.of(ResellerId(_uuid(digest, 1)), record, NO_INSTANT)
    granted = record.proposal
    signers = tuple(
        Signer(field=f"signature-{position}", representative=person)
        for position, person in enumerate(
            default_signature_set(record.grantor, record.representation, record.representatives), start=1
        )
    )
    power = PowerOfAttorney(
        id=PowerOfAttorneyId(_uuid(digest, 2)),
        reseller=reseller.id,
        number=number,
        state=State.DRAFT,
        terms=Terms(
            scopes=granted.scopes,
            trigger=granted.trigger,
            cost_cap_eur_per_month=granted.cost_cap_eur_per_month,
            term_years=granted.term_years,
            self_dealing_option=granted.self_dealing_option,
            cooling_off=policy.cooling_off,
        ),
        signers=signers,
        created_at=NO_INSTANT,
        edition=documents.edition,
    )
    contacts = tuple(
        EmergencyContact(
            id=EmergencyContactId(_uuid(digest, 10 + order)),
            reseller=reseller.id,
            named=named,
            state=ContactState.DRAFT,
            order=order,
            created_at=NO_INSTANT,
            changed_at=NO_INSTANT,
        )
        for order, named in enumerate(record.emergency_contacts, start=1)
    )
    return IssueOrder(
        document=DocumentId(_uuid(digest, 3)),
        power_of_attorney=power,
        reseller=reseller,
        signers=signers,
        contacts=contacts,
        hoster=policy.hoster or record.hoster,
        verification_url=f"{policy.public_url}/pruefen",
        sandbox=policy.sandbox,
    )


def _uuid(digest: bytes, position: int) -> UUID:
    """A UUID of version 8 (RFC 9562 § 5.8): made from the record, not from time."""
    made = bytearray(hashlib.sha256(digest + bytes([position])).digest()[:16])
    made[6] = (made[6] & 0x0F) | 0x80
    made[8] = (made[8] & 0x3F) | 0x80
    return UUID(bytes=bytes(made))
