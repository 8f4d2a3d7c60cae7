"""The Vollmacht and its life: one value, one verb per event, each refusing what the state does not allow.

Terminal states never reopen. A valid Vollmacht is not usable outside an emergency: `authority` decides that.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from service.domain.errors import Fault, FourEyesRequired, WrongState
from service.domain.ids import DocumentId, PowerOfAttorneyId, ResellerId, RevocationId
from service.domain.parties import Representative, Scope, Trigger

BERLIN = ZoneInfo("Europe/Berlin")
SIGNING_PERIOD = timedelta(days=30)
DEFAULT_COOLING_OFF = timedelta(days=14)
# Days before the end of the term, and before the deadline of the signatures.
ENDING_REMINDERS, SIGNING_REMINDERS = (90, 30, 7), (14, 3)
DEFERRED_MONTHS = 6


class PowerOfAttorneyState(StrEnum):
    DRAFT = "DRAFT"
    AWAITING_SIGNATURES = "AWAITING_SIGNATURES"
    PARTIALLY_SIGNED = "PARTIALLY_SIGNED"
    UNDER_REVIEW = "UNDER_REVIEW"
    COOLING_OFF = "COOLING_OFF"
    EFFECTIVE = "EFFECTIVE"
    SUSPENDED = "SUSPENDED"
    REVOKED = "REVOKED"
    LAPSED = "LAPSED"
    EXPIRED = "EXPIRED"
    SUPERSEDED = "SUPERSEDED"
    TERMINATED = "TERMINATED"
    DISCARDED = "DISCARDED"
    REJECTED = "REJECTED"


State = PowerOfAttorneyState
LIVE = frozenset({State.COOLING_OFF, State.EFFECTIVE, State.SUSPENDED})
SIGNABLE = frozenset({State.AWAITING_SIGNATURES, State.PARTIALLY_SIGNED})
OPEN = frozenset({State.DRAFT, *SIGNABLE, State.UNDER_REVIEW})


# What the Vollmacht is for (tell the customers, keep things running); everything else is ticked by the grantor himself (§ 305c BGB).
CORE_SCOPES = (Scope.INFORM_END_CUSTOMER, Scope.CONTINUE_HOSTING, Scope.RENEW_DOMAIN)


class SuspensionGround(StrEnum):
    """Why a live Vollmacht rests. The decision's reason is `POWER_OF_ATTORNEY_SUSPENDED_<ground>`."""

    UNVERIFIED_REVOCATION = "UNVERIFIED_REVOCATION"
    PARTIAL_REVOCATION = "PARTIAL_REVOCATION"
    DISPUTE = "DISPUTE"
    GUARDIAN = "GUARDIAN"
    REGISTER_CHANGE = "REGISTER_CHANGE"
    INTEGRITY = "INTEGRITY"


class LapseGround(StrEnum):
    INSOLVENCY = "INSOLVENCY"
    ENTITY_GONE = "ENTITY_GONE"
    CONTRACT_END = "CONTRACT_END"


@dataclass(frozen=True, slots=True)
class Signer:
    """One of the chosen signature set, bound to a pre-created field of the frozen document."""

    field: str
    representative: Representative


@dataclass(frozen=True, slots=True)
class Terms:
    """What is granted, as frozen in the document."""

    scopes: tuple[Scope, ...]
    trigger: Trigger
    cost_cap_eur_per_month: Decimal
    term_years: int
    self_dealing_option: bool
    cooling_off: timedelta = DEFAULT_COOLING_OFF


UNREACHABLE_DAYS, WAITING_DAYS, TERM_YEARS = range(14, 181), range(14, 91), range(1, 11)
COST_CAP_MAXIMUM = Decimal("9999999.99")


def terms_faults(terms: Terms) -> tuple[Fault, ...]:
    """What cannot be granted like that: the bounds of the record schema, in words for people."""
    faults = []
    if not terms.scopes:
        faults.append(Fault("$.scopes", "MISSING", "Bitte kreuzen Sie mindestens eine Befugnis an."))
    if terms.trigger.unreachable_days not in UNREACHABLE_DAYS:
        faults.append(Fault("$.unreachable_days", "OUT_OF_BOUNDS", "Bitte wählen Sie 14 bis 180 Tage."))
    if terms.trigger.waiting_days not in WAITING_DAYS:
        faults.append(Fault("$.waiting_days", "OUT_OF_BOUNDS", "Bitte wählen Sie 14 bis 90 Tage."))
    if not 0 <= terms.cost_cap_eur_per_month <= COST_CAP_MAXIMUM:
        faults.append(Fault("$.cost_cap", "OUT_OF_BOUNDS", "Bitte geben Sie einen Betrag ab 0 Euro an."))
    if terms.term_years not in TERM_YEARS:
        faults.append(Fault("$.term_years", "OUT_OF_BOUNDS", "Bitte wählen Sie 1 bis 10 Jahre."))
    if terms.self_dealing_option and Scope.TAKE_PART_IN_CONTRACT_TRANSFER not in terms.scopes:
        text = "Die Befreiung von § 181 BGB gibt es nur zusammen mit der Mitwirkung an einer Vertragsübernahme."
        faults.append(Fault("$.self_dealing_option", "SELF_DEALING_WITHOUT_TRANSFER", text))
    return tuple(faults)


@dataclass(frozen=True, slots=True)
class Revocation:
    """Widerruf (§§ 168, 671 BGB): acts on receipt, formless.

    Attributes:
        received_at: when it reached the hoster: effective from here, even if typed in later.
        recorded_at: when it was typed in.
        verified: the revoker's right is established; else the Vollmacht only rests.
    """

    id: RevocationId
    declared_by: str
    received_at: datetime
    recorded_at: datetime
    verified: bool
    channel: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Clearing:
    """The word of the first of two who clear a suspension. `by`: audit label."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Rest:
    """One time during which it rested.

    Attributes:
        since: from the receipt of what made it rest, even if typed in later.
        until: when it was cleared; None: it rests, or it ended without having been cleared.
        cleared_because: the reason of the second person, who cleared it.
        asked: what the first person had said.
    """

    ground: SuspensionGround
    since: datetime
    until: datetime | None = None
    cleared_because: str | None = None
    asked: Clearing | None = None

    def covers(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class PowerOfAttorney:
    """Vollmacht with the Auftrag it rests on (§§ 167, 662 BGB).

    Attributes:
        number: printed, `VM-2026-000123`.
        declared_at: last signature's trusted time. None before.
        effective_at: start of EFFECTIVE; the term runs from its Berlin day (§§ 187 (1), 188 (2) BGB).
        resumes_to: with SUSPENDED: the state before.
        rests: every time it rested, for questions as of then.
        clearing: what the first of the two said who clear a suspension; None: nobody yet.
        ended_because: the reason of whoever rejected it, which the grantor reads, or ended it from the hoster's side, which is for staff.
        reminded: days before the deadline or the end that the last reminder was for; None: none went out since the state changed.
        version: compare-and-set; counts saves.
    """

    id: PowerOfAttorneyId
    reseller: ResellerId
    number: str
    state: State
    terms: Terms
    signers: tuple[Signer, ...]
    created_at: datetime
    edition: str
    document: DocumentId | None = None
    deadline_at: datetime | None = None
    declared_at: datetime | None = None
    accepted_at: datetime | None = None
    cooling_off_ends_at: datetime | None = None
    effective_at: datetime | None = None
    last_day: date | None = None
    ended_at: datetime | None = None
    suspension: SuspensionGround | None = None
    lapse: LapseGround | None = None
    resumes_to: State | None = None
    signed_fields: tuple[str, ...] = ()
    revocations: tuple[Revocation, ...] = ()
    rests: tuple[Rest, ...] = ()
    clearing: Clearing | None = None
    ended_because: str | None = None
    reminded: int | None = None
    version: int = 0

    # -- towards the signature ------------------------------------------------------------------------------------

    def amended(self, terms: Terms, signers: tuple[Signer, ...]) -> "PowerOfAttorney":
        """Another wish, while nothing is frozen."""
        self._only_in("Ändern", State.DRAFT)
        return replace(self, terms=terms, signers=signers)

    def submitted(self, document: DocumentId, at: datetime) -> "PowerOfAttorney":
        """Freeze: the document is issued, 30 days to sign."""
        self._only_in("Freigeben", State.DRAFT)
        return replace(self, state=State.AWAITING_SIGNATURES, document=document, deadline_at=at + SIGNING_PERIOD)

    def signed(self, field: str, declared_at: datetime) -> "PowerOfAttorney":
        """One accepted signature; complete when every signer of the chosen set has signed."""
        self._only_in("Unterschreiben", *SIGNABLE)
        if field not in {signer.field for signer in self.signers}:
            raise WrongState(f"Das Feld {field} gehört nicht zu dieser Vollmacht.")
        if field in self.signed_fields:
            raise WrongState(f"Das Feld {field} ist schon unterschrieben.")
        done = (*self.signed_fields, field)
        if len(done) < len(self.signers):
            return replace(self, state=State.PARTIALLY_SIGNED, signed_fields=done)
        return replace(self, state=State.UNDER_REVIEW, signed_fields=done, declared_at=declared_at, reminded=None)

    def discarded(self, at: datetime) -> "PowerOfAttorney":
        """Deadline passed, discarded by the grantor, or a signer refused."""
        self._only_in("Verwerfen", State.DRAFT, *SIGNABLE)
        return replace(self, state=State.DISCARDED, ended_at=at)

    # -- acceptance -----------------------------------------------------------------------------------------------

    def accepted(self, at: datetime) -> "PowerOfAttorney":
        """Annahme of the Auftrag: the cooling-off period starts."""
        self._only_in("Annehmen", State.UNDER_REVIEW)
        return replace(self, state=State.COOLING_OFF, accepted_at=at, cooling_off_ends_at=at + self.terms.cooling_off)

    def with_cooling_off(self, period: timedelta) -> "PowerOfAttorney":
        """Another cooling-off period than the one asked for; only before acceptance."""
        self._only_in("Bedenkzeit festlegen", State.UNDER_REVIEW)
        return replace(self, terms=replace(self.terms, cooling_off=period))

    def rejected(self, at: datetime, reason: str | None = None) -> "PowerOfAttorney":
        self._only_in("Ablehnen", State.UNDER_REVIEW)
        return self._ended(State.REJECTED, at, reason)

    def effective(self, at: datetime) -> "PowerOfAttorney":
        """The cooling-off period is over and nobody objected."""
        self._only_in("Wirksam werden", State.COOLING_OFF)
        if self.cooling_off_ends_at is None or at < self.cooling_off_ends_at:
            raise WrongState("Die Karenzzeit läuft noch.")
        return replace(
            self, state=State.EFFECTIVE, effective_at=at, last_day=last_day_of_term(at, self.terms.term_years), reminded=None
        )

    # -- disturbance and end --------------------------------------------------------------------------------------

    def revoked(self, revocation: Revocation) -> "PowerOfAttorney":
        """A revocation was received: at once it rests; REVOKED when the revoker's right is verified.

        Before acceptance it ends the matter: REJECTED under review, DISCARDED while signing.
        """
        noted = replace(self, revocations=(*self.revocations, revocation))
        if self.state in {State.DRAFT, *SIGNABLE}:
            return replace(noted, state=State.DISCARDED, ended_at=revocation.received_at)
        if self.state is State.UNDER_REVIEW:
            return replace(noted, state=State.REJECTED, ended_at=revocation.received_at)
        self._only_in("Widerrufen", *LIVE)
        if revocation.verified:
            return replace(noted, state=State.REVOKED, ended_at=revocation.received_at, suspension=None, resumes_to=None)
        return noted.suspended(SuspensionGround.UNVERIFIED_REVOCATION, revocation.received_at)

    def suspended(self, ground: SuspensionGround, at: datetime) -> "PowerOfAttorney":
        self._only_in("Aussetzen", *LIVE)
        before = self.resumes_to if self.state is State.SUSPENDED else self.state
        rests = (*self.rests, Rest(ground, at))
        return replace(self, state=State.SUSPENDED, suspension=ground, resumes_to=before, rests=rests, clearing=None)

    def clearing_asked(self, by: str, at: datetime, reason: str) -> "PowerOfAttorney":
        """The first of two persons found the ground of the suspension gone."""
        self._only_in("Aussetzung aufheben", State.SUSPENDED)
        return replace(self, clearing=Clearing(by, at, reason))

    def cleared(self, by: str, at: datetime, reason: str) -> "PowerOfAttorney":
        """The second person found so, too: back to the state before.

        Raises:
            FourEyesRequired: nobody else has asked for it.
        """
        self._only_in("Aussetzung aufheben", State.SUSPENDED)
        if self.clearing is None:
            raise FourEyesRequired("Eine Aussetzung heben zwei Personen auf; noch hat niemand zugestimmt.")
        if self.clearing.by == by:
            raise FourEyesRequired(
                "Sie haben schon zugestimmt. Eine Aussetzung heben zwei Personen auf: Jetzt muss eine andere Teamleitung zustimmen."
            )
        assert self.resumes_to is not None  # noqa: S101 - SUSPENDED always knows the state before
        rests = tuple(
            replace(one, until=at, cleared_because=reason, asked=self.clearing) if one.until is None else one
            for one in self.rests
        )
        return replace(self, state=self.resumes_to, suspension=None, resumes_to=None, rests=rests, clearing=None)

    def lapsed(self, ground: LapseGround, at: datetime, reason: str | None = None) -> "PowerOfAttorney":
        self._only_in("Erlöschen", *LIVE)
        return replace(self._ended(State.LAPSED, at, reason), lapse=ground)

    def terminated(self, at: datetime, reason: str | None = None) -> "PowerOfAttorney":
        """Kündigung by the hoster (§ 671 BGB)."""
        self._only_in("Kündigen", *LIVE)
        return self._ended(State.TERMINATED, at, reason)

    def expired(self, at: datetime) -> "PowerOfAttorney":
        """The term is over; it ended with its last day, however late somebody notices, or with the case that deferred it."""
        self._only_in("Ablaufen", State.EFFECTIVE, State.SUSPENDED)
        return replace(self, state=State.EXPIRED, ended_at=at, suspension=None, resumes_to=None)

    def superseded(self, at: datetime) -> "PowerOfAttorney":
        """A successor of the same reseller took effect, in the same transaction."""
        self._only_in("Ersetzen", State.EFFECTIVE, State.SUSPENDED)
        return replace(self, state=State.SUPERSEDED, ended_at=at, suspension=None, resumes_to=None)

    def with_reminder(self, days: int) -> "PowerOfAttorney":
        """That reminder has gone out."""
        return replace(self, reminded=days)

    # -- claims ---------------------------------------------------------------------------------------------------

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def issued_at(self) -> datetime | None:
        """When the document was frozen: the time to sign runs from there."""
        return self.deadline_at - SIGNING_PERIOD if self.deadline_at is not None else None

    def rested(self, at: datetime) -> SuspensionGround | None:
        """Why it rested at that instant; None: it did not."""
        found = next((one.ground for one in reversed(self.rests) if one.covers(at)), None)
        if found is not None or self.rests or self.state is not State.SUSPENDED:
            return found
        # Suspended before its times were kept: only a revocation tells since when.
        since = min((one.received_at for one in self.revocations), default=None)
        return None if since is not None and at < since else self.suspension or SuspensionGround.DISPUTE

    def was_in_effect(self, at: datetime) -> bool:
        """As of `at`: took effect before, had not ended and did not rest. The term is asked for apart, for a case may defer it."""
        started = self.effective_at is not None and self.effective_at <= at
        return started and (self.ended_at is None or at < self.ended_at) and self.rested(at) is None

    def next_signer(self) -> Signer | None:
        """Who signs next, in the record's order; None when all have."""
        return next((signer for signer in self.signers if signer.field not in self.signed_fields), None)

    def term_ended(self, at: datetime, *, deferred: bool = False) -> bool:
        """The last day counts in full in Berlin.

        Args:
            deferred: an emergency that began in time still runs: at most six months more (§ 9 of the document).
        """
        if self.last_day is None:
            return False
        last = months_later(self.last_day, DEFERRED_MONTHS) if deferred else self.last_day
        return at.astimezone(BERLIN).date() > last

    @property
    def term_ends_at(self) -> datetime | None:
        """The first instant after the last day; None: it has no term yet."""
        if self.last_day is None:
            return None
        return datetime.combine(self.last_day + timedelta(days=1), time(), BERLIN).astimezone(UTC)

    def reminder_due(self, at: datetime) -> int | None:
        """Which reminder is due: so many days before the deadline of the signatures, or before the end of the term; None: none."""
        if self.state in SIGNABLE and self.deadline_at is not None:
            left, steps = (self.deadline_at - at).days, frozenset(SIGNING_REMINDERS)
        elif self.state in {State.EFFECTIVE, State.SUSPENDED} and self.last_day is not None:
            left, steps = (self.last_day - at.astimezone(BERLIN).date()).days, frozenset(ENDING_REMINDERS)
        else:
            return None
        reached = [days for days in steps if left <= days]
        due = min(reached, default=None)
        return due if due is not None and left >= 0 and (self.reminded is None or due < self.reminded) else None

    def _ended(self, state: State, at: datetime, reason: str | None) -> "PowerOfAttorney":
        return replace(self, state=state, ended_at=at, ended_because=reason, suspension=None, resumes_to=None, clearing=None)

    def _only_in(self, act: str, *states: State) -> None:
        if self.state not in states:
            raise WrongState(
                f"„{act}“ ist nicht mehr oder noch nicht möglich: Die Vollmacht {self.number} hat den Stand {self.state}. "
                "Bitte laden Sie die Seite neu; sie zeigt, was jetzt geht."
            )


def months_later(day: date, months: int) -> date:
    """The day of the same number; the last one of a month that has none (§ 188 (3) BGB)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day_of_term(effective_at: datetime, years: int) -> date:
    """Last day of the term (§§ 187 (1), 188 (2) BGB): the day of the same name; 29 Feb → 28 Feb."""
    start = effective_at.astimezone(BERLIN).date()
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return date(start.year + years, 2, 28)
