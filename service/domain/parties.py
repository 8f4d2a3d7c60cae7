"""Who takes part: the hoster, the reseller (grantor), those who represent him, his contacts and end customers."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class LegalForm(StrEnum):
    """Rechtsform of the grantor; codes of the reseller record."""

    NATURAL_PERSON = "NATURAL_PERSON"
    FREELANCER = "FREELANCER"
    SOLE_TRADER = "SOLE_TRADER"
    EK = "EK"
    GMBH = "GMBH"
    UG = "UG"
    AG = "AG"
    GMBH_CO_KG = "GMBH_CO_KG"
    OHG = "OHG"
    KG = "KG"
    GBR = "GBR"
    EGBR = "EGBR"
    EV = "EV"


class Function(StrEnum):
    """The office a representative (organschaftlicher Vertreter, Prokurist) holds."""

    PRINCIPAL = "PRINCIPAL"
    OWNER = "OWNER"
    MANAGING_DIRECTOR = "MANAGING_DIRECTOR"
    BOARD_MEMBER = "BOARD_MEMBER"
    PARTNER = "PARTNER"
    GENERAL_PARTNER = "GENERAL_PARTNER"
    PROKURIST = "PROKURIST"


class RepresentationKind(StrEnum):
    SOLE = "SOLE"
    JOINT = "JOINT"
    REGISTER_SILENT = "REGISTER_SILENT"


class Scope(StrEnum):
    """What the Vollmacht may allow, in the record schema's order: one letter each of the document's § 4."""

    INFORM_END_CUSTOMER = "INFORM_END_CUSTOMER"
    ANSWER_ABOUT_OWN_SERVICES = "ANSWER_ABOUT_OWN_SERVICES"
    CONTINUE_HOSTING = "CONTINUE_HOSTING"
    RENEW_DOMAIN = "RENEW_DOMAIN"
    GIVE_AUTH_CODE_TO_HOLDER = "GIVE_AUTH_CODE_TO_HOLDER"
    RETURN_OWN_DATA = "RETURN_OWN_DATA"
    TECHNICAL_EMERGENCY_MEASURE = "TECHNICAL_EMERGENCY_MEASURE"
    OFFER_DIRECT_CONTRACT = "OFFER_DIRECT_CONTRACT"
    TAKE_PART_IN_CONTRACT_TRANSFER = "TAKE_PART_IN_CONTRACT_TRANSFER"
    COORDINATE_WITH_CONTACT = "COORDINATE_WITH_CONTACT"


class DomainHolder(StrEnum):
    """Who is registered as the domain's holder: decides almost everything about it."""

    END_CUSTOMER = "END_CUSTOMER"
    RESELLER = "RESELLER"
    HOSTER = "HOSTER"
    UNKNOWN = "UNKNOWN"


class ContactLevel(StrEnum):
    """What an emergency contact may do; MAY_DECIDE only by the grantor's signed part B (§ 167 (1) Alt. 2 BGB)."""

    NOTIFY_ONLY = "NOTIFY_ONLY"
    MAY_REPORT = "MAY_REPORT"
    MAY_DECIDE = "MAY_DECIDE"


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """Entry in the commercial, company or association register.

    Attributes:
        extract_on: date of the extract at hand; None: none seen yet.
    """

    court: str
    number: str
    extract_on: date | None = None


@dataclass(frozen=True, slots=True)
class Hoster:
    """The hosting company: the attorney (Bevollmächtigter)."""

    name: str
    legal_form: str
    street: str
    postal_code: str
    city: str
    country: str
    phone: str
    email: str
    website: str
    register: RegisterEntry | None = None
    data_protection_officer: str | None = None


@dataclass(frozen=True, slots=True)
class GeneralPartner:
    """Komplementärin of a GmbH & Co. KG."""

    name: str
    legal_form: LegalForm
    register: RegisterEntry


@dataclass(frozen=True, slots=True)
class Grantor:
    """The reseller as party to the Vollmacht: the principal (Vollmachtgeber)."""

    customer_no: str
    legal_form: LegalForm
    name: str
    street: str
    postal_code: str
    city: str
    country: str
    email: str
    phone: str
    register: RegisterEntry | None = None
    general_partner: GeneralPartner | None = None


@dataclass(frozen=True, slots=True)
class Representation:
    """What the register or the statute says about who binds the grantor.

    Attributes:
        required: with JOINT only: how many must act together, ≥ 2.
    """

    kind: RepresentationKind
    required: int | None = None


@dataclass(frozen=True, slots=True)
class Representative:
    """One who holds an office; `email` is his key within the record."""

    given_name: str
    surname: str
    function: Function
    email: str
    title: str | None = None
    birth_name: str | None = None

    @property
    def full_name(self) -> str:
        """Name as printed, title first: `Dr. Jürgen Maximilian Groß-Weiß`."""
        return " ".join(part for part in (self.title, self.given_name, self.surname) if part)


@dataclass(frozen=True, slots=True)
class Trigger:
    """The grantor's terms for ground "silence": days, attempts, channels, waiting days (record schema)."""

    unreachable_days: int
    attempts: int
    channels: int
    waiting_days: int


@dataclass(frozen=True, slots=True)
class NamedContact:
    """An emergency contact as the record names him; his life is `emergency_contact.EmergencyContact`."""

    given_name: str
    surname: str
    level: ContactLevel
    email: str
    phone: str
    relation: str | None = None


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain name run at the hoster.

    Attributes:
        name: as given; compared as A-label.
        expires_on: last day, Europe/Berlin; past is no fault, it is the most urgent.
        monthly_eur: what the hosting costs a month, two digits.
    """

    name: str
    holder: DomainHolder
    expires_on: date | None = None
    monthly_eur: Decimal | None = None


@dataclass(frozen=True, slots=True)
class EndCustomer:
    """A customer of the reseller whose services run at the hoster; `ref` is unique within the reseller."""

    ref: str
    name: str
    is_consumer: bool
    email: str | None = None
    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    domains: tuple[Domain, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the record would grant: the start of a draft, no Vollmacht yet."""

    scopes: tuple[Scope, ...]
    trigger: Trigger
    cost_cap_eur_per_month: Decimal
    term_years: int
    self_dealing_option: bool = False


@dataclass(frozen=True, slots=True)
class ResellerRecord:
    """One parsed and checked input record: one reseller and all that hangs on him."""

    hoster: Hoster
    grantor: Grantor
    representation: Representation
    representatives: tuple[Representative, ...]
    proposal: Proposal
    emergency_contacts: tuple[NamedContact, ...] = ()
    end_customers: tuple[EndCustomer, ...] = field(default=())
