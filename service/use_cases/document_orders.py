"""What documents are made of: the main one of parties and terms; each of the others of the Vollmacht it speaks of and facts of
its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from service.domain.emergency_case import EmergencyCase
from service.domain.emergency_contact import EmergencyContact
from service.domain.ids import DocumentId
from service.domain.parties import EndCustomer, Hoster, NamedContact, Scope
from service.domain.power_of_attorney import PowerOfAttorney, Signer
from service.domain.reseller import Reseller


@dataclass(frozen=True, slots=True)
class IssueOrder:
    """All the main document says. No end customer stands in it.

    Attributes:
        contacts: in order; part B.
        verification_url: public page printed on the cover, without a code.
    """

    document: DocumentId
    power_of_attorney: PowerOfAttorney
    reseller: Reseller
    signers: tuple[Signer, ...]
    contacts: tuple[EmergencyContact, ...]
    hoster: Hoster
    verification_url: str
    sandbox: bool


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """A rendered, unsigned document, its attached record and the edition of its wording."""

    pdf: bytes
    record: bytes
    edition: str
    edition_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceFacts:
    """Annahme (§§ 662, 675 BGB). `cooling_off_until`: last day, None: waived; all days in Berlin."""

    signed_sha256: str
    declared_on: date
    accepted_on: date
    cooling_off_until: date | None
    effective_on: date
    term_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDeclarationFacts:
    """`declared_at`: when the contact accepted; None: to be filled in."""

    contact: NamedContact
    declared_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCardFacts:
    """`case_code`: of an open case; None: a place to write it."""

    contact: NamedContact
    case_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationFacts:
    """Widerruf. `scopes`: only these; empty: everything."""

    scopes: tuple[Scope, ...] = ()
    declared_by: str | None = None
    capacity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActAfterRevocation:
    """An act after receipt and before recording. `concerning`: a reference, not a name."""

    at: datetime
    scope: Scope
    concerning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationConfirmationFacts:
    """Widerrufsbestätigung. `state`: REVOKED, SUSPENDED_UNVERIFIED_REVOCATION or SUSPENDED_PARTIAL_REVOCATION. `decisions`:
    asked for between receipt and recording."""

    declared_by: str
    received_at: datetime
    recorded_at: datetime
    written_at: datetime
    state: str
    acts: tuple[ActAfterRevocation, ...] = ()
    decisions: int = 0
    case_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerNoticeFacts:
    """Kundeninformation (§ 171 (1), § 174 sentence 2 BGB). `declared_on` None: not signed yet."""

    declared_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstInformationFacts:
    """Erstinformation to one end customer, with his own verification code."""

    declared_on: date
    end_customer: EndCustomer
    written_on: date
    code: str
    code_until: date
    code_days: int
    services_until: date
    reply_until: date
    reference: str
    contact_person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationReportFacts:
    """Prüfbericht. `verdict`: as `verify --json`; `lists`: the trusted lists it rests on, in words."""

    verdict: Mapping[str, object]
    file_bytes: int
    judged_at: datetime
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountedAct:
    """One act of a case. `action`: a scope or a protective action; `end_customer`: his name, None: all."""

    on: date
    action: str
    end_customer: str | None = None
    detail: str | None = None
    cost_eur: Decimal = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFacts:
    """Rechenschaft (§§ 666, 667 BGB) over an ended case. `recipient`: GRANTOR, HEIRS, ADMINISTRATOR, LIQUIDATOR, GUARDIAN."""

    case: EmergencyCase
    ended_at: datetime
    written_on: date
    acts: tuple[AccountedAct, ...]
    recipient: str = "GRANTOR"


Facts = (
    AcceptanceFacts
    | ContactDeclarationFacts
    | ContactCardFacts
    | RevocationFacts
    | RevocationConfirmationFacts
    | CustomerNoticeFacts
    | FirstInformationFacts
    | ValidationReportFacts
    | AccountFacts
)

DOCUMENT_NAMES: Mapping[type[Facts], str] = {
    AcceptanceFacts: "acceptance",
    ContactDeclarationFacts: "contact-declaration",
    RevocationFacts: "revocation",
    RevocationConfirmationFacts: "revocation-confirmation",
    CustomerNoticeFacts: "customer-notice",
    FirstInformationFacts: "first-information",
    ContactCardFacts: "contact-card",
    ValidationReportFacts: "validation-report",
    AccountFacts: "account",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterOrder:
    """One document beside the main one.

    Attributes:
        document: its own id, never the main document's.
        about: the Vollmacht it speaks of, with its parties.
        sample: some of the facts are made up; every page says so.
        language: "de", or another for which the edition has a translation.
    """

    document: DocumentId
    about: IssueOrder
    facts: Facts
    sample: bool = False
    language: str = "de"
