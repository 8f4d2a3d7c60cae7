"""THE decision: may the hoster do this, for this end customer, at this instant? (types; the rules stand in `authority_rules`)

Default deny. Every rule is evaluated and all failing reasons come back; a missing fact source gives INDETERMINATE,
treated as deny.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from service.domain.access import Role
from service.domain.document import PowerOfAttorneyDocument
from service.domain.emergency_case import EmergencyCase
from service.domain.ids import DecisionId, ResellerId
from service.domain.parties import EndCustomer, Scope
from service.domain.power_of_attorney import PowerOfAttorney

VALIDITY = timedelta(minutes=15)


class DecisionOutcome(StrEnum):
    ALLOW = "ALLOW"
    ALLOW_WITH_OBLIGATIONS = "ALLOW_WITH_OBLIGATIONS"
    DENY = "DENY"
    INDETERMINATE = "INDETERMINATE"


class ReasonOutcome(StrEnum):
    """Precedence FAIL > INDETERMINATE > OBLIGATION > PASS."""

    PASS = "PASS"  # noqa: S105 - a verdict, no password
    OBLIGATION = "OBLIGATION"
    INDETERMINATE = "INDETERMINATE"
    FAIL = "FAIL"


class ActingAs(StrEnum):
    """The hat: in which role of data-protection law the hoster acts."""

    RESELLERS_REPRESENTATIVE = "RESELLERS_REPRESENTATIVE"
    OWN_CONTROLLER = "OWN_CONTROLLER"
    REGISTRY_DUTY = "REGISTRY_DUTY"
    EMERGENCY_CONTINUATION = "EMERGENCY_CONTINUATION"
    PROTECTIVE_MEASURE = "PROTECTIVE_MEASURE"


class ProtectiveAction(StrEnum):
    """What is allowed without any Vollmacht, because it discloses nothing."""

    PROTECT_DELETION_HOLD = "PROTECT_DELETION_HOLD"
    PROTECT_DUNNING_STOP = "PROTECT_DUNNING_STOP"
    PROTECT_DOMAIN_RENEWAL = "PROTECT_DOMAIN_RENEWAL"
    REGISTRY_REMINDER = "REGISTRY_REMINDER"


Action = Scope | ProtectiveAction


class ObligationCode(StrEnum):
    IDENTIFY_AS = "IDENTIFY_AS"
    ATTACH_ART14_NOTICE = "ATTACH_ART14_NOTICE"
    ATTACH_VERIFICATION_CODE = "ATTACH_VERIFICATION_CODE"
    NO_ADVERTISING = "NO_ADVERTISING"
    DISCLOSE_ONLY = "DISCLOSE_ONLY"
    LOG_OUTCOME_WITHIN = "LOG_OUTCOME_WITHIN"


class FactSource(StrEnum):
    """Where facts come from; one that could not be asked gives FACT_SOURCE_UNAVAILABLE.

    DATABASE: who the reseller is, his Vollmacht and its document; PARTIES: who has an interest of his own.
    """

    DATABASE = "DATABASE"
    ARCHIVE = "ARCHIVE"
    SIGNATURES = "SIGNATURES"
    REGISTER = "REGISTER"
    EMERGENCY_CASES = "EMERGENCY_CASES"
    END_CUSTOMERS = "END_CUSTOMERS"
    CONTACT_LOG = "CONTACT_LOG"
    PARTIES = "PARTIES"


class OwnInterest(StrEnum):
    """What somebody who acts for the hoster is himself in this matter: then another one has to decide and to act."""

    GRANTOR = "GRANTOR"
    EMERGENCY_CONTACT = "EMERGENCY_CONTACT"
    END_CUSTOMER = "END_CUSTOMER"


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule's finding; `text` is a German sentence."""

    code: str
    outcome: ReasonOutcome
    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Obligation:
    """What must be done with the permission; `values` holds its parameters, JSON-able."""

    code: ObligationCode
    text: str
    values: Mapping[str, str | int | list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuthorityRequest:
    """Who wants to do what.

    Attributes:
        end_customer: `ref` within the reseller; None if the action names none.
        domain: domain name; None if the action concerns no single domain.
        cost_eur_per_month: what the act would cost; None: nothing beyond the running contract.
        role: of the person who is to act; None for a system with an API token of the hoster.
        shut_out: that person's log-in was disabled.
    """

    action: Action
    end_customer: str | None = None
    domain: str | None = None
    cost_eur_per_month: Decimal | None = None
    channel: str | None = None
    advertising: bool = False
    role: Role | None = None
    shut_out: bool = False


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """What validation said when the document was accepted.

    Attributes:
        verdict: VALID | INVALID | INDETERMINATE.
    """

    verdict: str
    signers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RepresentationFacts:
    """How the right to bind the grantor was shown at acceptance.

    Attributes:
        proven: register extract(s), or the certificate alone, or the GbR's declaration that these are all partners.
        stale: the extract was older than 90 days at `declared_at`.
    """

    proven: bool
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """All a decision may rest on, gathered beforehand.

    Attributes:
        reseller: None: no such customer number.
        power_of_attorney: the live one, else the one that ended or was begun last; None: none was ever begun.
        end_customer: as currently related to the reseller; None: not (or no longer) his customer.
        archive_verified: None: not archived yet or not asked; False: the bytes read do not match.
        case: the open one, else the one that ended last.
        first_contact_done: an Art. 14 notice went to this end customer in this case.
        contacts_in_last_days: how often this end customer was contacted in the last 7 days.
        own_interest: of the person who is to act; None: he is none of those concerned.
        sources_unavailable: could not be asked; what they would have said is None or empty here, and no rule rests on it.
    """

    reseller: ResellerId | None
    grantor_name: str | None = None
    hoster_name: str | None = None
    power_of_attorney: PowerOfAttorney | None = None
    document: PowerOfAttorneyDocument | None = None
    signature: SignatureFacts | None = None
    representation: RepresentationFacts | None = None
    archive_verified: bool | None = None
    case: EmergencyCase | None = None
    end_customer: EndCustomer | None = None
    end_customer_objected: bool = False
    first_contact_done: bool = False
    contacts_in_last_days: int = 0
    own_interest: OwnInterest | None = None
    sources_unavailable: frozenset[FactSource] = frozenset()
    sandbox: bool = True


@dataclass(frozen=True, slots=True)
class Policy:
    """The hoster's own limits.

    Attributes:
        version: stands in every decision.
    """

    version: str = "2026-11"
    contacts_per_week: int = 3
    log_outcome_within: timedelta = timedelta(hours=24)
    hotline: str = ""
    escalate_to: str = "Teamleitung"


@dataclass(frozen=True, slots=True)
class AuthorityDecision:
    """The answer, with everything it rests on. Stored before it is returned; evaluated again when a contact is logged."""

    id: DecisionId
    outcome: DecisionOutcome
    action: Action
    decided_at: datetime
    at: datetime
    valid_until: datetime
    policy_version: str
    acting_as: ActingAs
    processing_basis: str
    reasons: tuple[Reason, ...]
    obligations: tuple[Obligation, ...]
    forbidden_now: tuple[str, ...]
    alternatives: tuple[str, ...]
    staff_message: str
    escalate_to: str
    sandbox: bool
    reseller: ResellerId | None
    customer_no: str
    end_customer: str | None
    domain: str | None
    channel: str | None
    cost_eur_per_month: Decimal | None
    advertising: bool
    power_of_attorney: Mapping[str, object] | None
    emergency_case: Mapping[str, object] | None

    @property
    def allowed(self) -> bool:
        return self.outcome in {DecisionOutcome.ALLOW, DecisionOutcome.ALLOW_WITH_OBLIGATIONS}


def outcome_of(reasons: Iterable[Reason]) -> DecisionOutcome:
    """Combine by precedence; no reason at all is a deny."""
    found = {reason.outcome for reason in reasons}
    if ReasonOutcome.FAIL in found or not found:
        return DecisionOutcome.DENY
    if ReasonOutcome.INDETERMINATE in found:
        return DecisionOutcome.INDETERMINATE
    return DecisionOutcome.ALLOW_WITH_OBLIGATIONS if ReasonOutcome.OBLIGATION in found else DecisionOutcome.ALLOW
