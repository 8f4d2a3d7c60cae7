"""The emergency (Notfall): reported, evidenced, approved by a second person, active for a while.

It belongs to the reseller and may exist without a Vollmacht; its approved scopes name the Vollmacht they rest on.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from service.domain.errors import FourEyesRequired, WrongState
from service.domain.ids import EmergencyCaseId, EvidenceId, PowerOfAttorneyId, ResellerId
from service.domain.parties import Scope, Trigger
from service.domain.power_of_attorney import BERLIN, months_later

ACTIVE_PERIOD = timedelta(days=30)
# However often it is renewed, one approval carries no further; then two persons decide anew.
LONGEST_ACTIVE = timedelta(days=90)
WAITING_AFTER_A_SIGN = timedelta(hours=24)
INSOLVENCY_CHECK_LIFETIME = timedelta(hours=24)
DEED_WAITING_MAXIMUM = timedelta(hours=24)
STATEMENT_WAITING = timedelta(days=3)
SILENCE_WAITING = timedelta(days=14)
EVIDENCE_KEPT_MONTHS = 6


class CaseState(StrEnum):
    REPORTED = "REPORTED"
    UNDER_REVIEW = "UNDER_REVIEW"
    APPROVAL_REQUESTED = "APPROVAL_REQUESTED"
    WAITING = "WAITING"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    WINDING_DOWN = "WINDING_DOWN"
    ACCOUNTING = "ACCOUNTING"
    CLOSED = "CLOSED"
    DISMISSED = "DISMISSED"
    STOOD_DOWN = "STOOD_DOWN"


ENDED = frozenset({CaseState.CLOSED, CaseState.DISMISSED, CaseState.STOOD_DOWN})
BEFORE_APPROVAL = frozenset({CaseState.REPORTED, CaseState.UNDER_REVIEW, CaseState.APPROVAL_REQUESTED})


class Ground(StrEnum):
    """What happened, as a code: never a diagnosis, never a medical document (Art. 9 GDPR)."""

    DEATH = "DEATH"
    ACCIDENT_ILLNESS = "ACCIDENT_ILLNESS"
    INCAPACITY = "INCAPACITY"
    UNREACHABLE_AND_UNPAID = "UNREACHABLE_AND_UNPAID"
    UNREACHABLE = "UNREACHABLE"


class EvidenceTier(StrEnum):
    """A: deed. B: statement of a verified contact, lawyer or tax adviser. C: silence, returned mail, arrears."""

    A = "A"
    B = "B"
    C = "C"


class InsolvencyFinding(StrEnum):
    NOTHING_FOUND = "NOTHING_FOUND"
    OPENED = "OPENED"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence.

    Attributes:
        sha256: hex of the file; the bytes are kept apart and deleted by their own clock.
        dated_on: date of the deed, ISO; shown, not trusted.
        recorded_by: audit label of who put it in.
        erased_at: when the file and its name were deleted; None: they are here.
    """

    id: EvidenceId
    tier: EvidenceTier
    kind: str
    file_name: str
    sha256: str
    recorded_by: str
    recorded_at: datetime
    erased_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class InsolvencyCheck:
    """A look into the insolvency register (§ 9 InsO); valid 24 h."""

    finding: InsolvencyFinding
    checked_at: datetime
    checked_by: str


@dataclass(frozen=True, slots=True)
class ContactAttempt:
    """One attempt to reach the reseller himself."""

    channel: str
    at: datetime
    outcome: str
    made_by: str


@dataclass(frozen=True, slots=True)
class Approval:
    """The second person's yes."""

    approved_by: str
    approved_at: datetime
    scopes: tuple[Scope, ...]
    power_of_attorney: PowerOfAttorneyId
    reason: str


@dataclass(frozen=True, slots=True)
class Expense:
    """Aufwendung (§§ 670, 683 BGB): what was spent in the grantor's name, and for what.

    Attributes:
        on: the day, in Berlin.
        end_customer: reference of the end customer it was for; None: for all.
        what: a domain, or a few words without names; never a diagnosis.
    """

    on: date
    action: Scope
    end_customer: str | None
    what: str
    cost_eur: Decimal
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Pause:
    """One time during which the case rested. `until`: when it went on; None: it rests, or it ended from there."""

    since: datetime
    until: datetime | None = None

    def covers(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class EmergencyCase:
    """Notfall of one reseller.

    Attributes:
        code: short case code for callers, `N-7KQ4-M2XB`; no secret.
        reported_by: audit label; what the reporter said of himself stays in `reporter`.
        returned_reason: what the second person wants before deciding; None: nothing was sent back, or it was asked for anew.
        renewal_requested_by: audit label of who asked for another 30 days; None: nobody.
        resumes_to: with PAUSED: the state before.
        pauses: every time it rested, for questions as of then.
        wound_down_at: from then on nothing more was done in his name.
        account_to: who got the account of §§ 666, 667 BGB: GRANTOR, HEIRS, ADMINISTRATOR; None: nobody yet.
    """

    id: EmergencyCaseId
    reseller: ResellerId
    code: str
    state: CaseState
    ground: Ground
    reporter: str
    reported_by: str
    reported_at: datetime
    evidence: tuple[Evidence, ...] = ()
    insolvency_checks: tuple[InsolvencyCheck, ...] = ()
    attempts: tuple[ContactAttempt, ...] = ()
    requested_scopes: tuple[Scope, ...] = ()
    requested_by: str | None = None
    requested_at: datetime | None = None
    approval: Approval | None = None
    waiting_ends_at: datetime | None = None
    active_from: datetime | None = None
    active_until: datetime | None = None
    ended_at: datetime | None = None
    ended_reason: str | None = None
    renewal_requested_by: str | None = None
    returned_reason: str | None = None
    resumes_to: CaseState | None = None
    pauses: tuple[Pause, ...] = ()
    wound_down_at: datetime | None = None
    expenses: tuple[Expense, ...] = ()
    account_to: str | None = None
    version: int = 0

    def with_evidence(self, evidence: Evidence) -> "EmergencyCase":
        self._only_in("Nachweis hinzufügen", *BEFORE_APPROVAL)
        return replace(self, evidence=(*self.evidence, evidence), state=CaseState.UNDER_REVIEW)

    def with_insolvency_check(self, check: InsolvencyCheck) -> "EmergencyCase":
        if self.state in ENDED:
            raise WrongState(f"Der Notfall {self.id} ist beendet.")
        return replace(self, insolvency_checks=(*self.insolvency_checks, check))

    def with_attempt(self, attempt: ContactAttempt) -> "EmergencyCase":
        self._only_in("Kontaktversuch festhalten", *BEFORE_APPROVAL, CaseState.WAITING)
        return replace(self, attempts=(*self.attempts, attempt))

    def approval_requested(self, scopes: tuple[Scope, ...], by: str, at: datetime) -> "EmergencyCase":
        self._only_in("Freigabe beantragen", CaseState.REPORTED, CaseState.UNDER_REVIEW)
        requested = replace(self, requested_scopes=scopes, requested_by=by, requested_at=at, returned_reason=None)
        return replace(requested, state=CaseState.APPROVAL_REQUESTED)

    def approved(self, approval: Approval, waiting_ends_at: datetime) -> "EmergencyCase":
        """Requester ≠ approver ≠ last editor of the evidence; whether the evidence suffices is `evidence_suffices`."""
        self._only_in("Freigeben", CaseState.APPROVAL_REQUESTED)
        last_editor = self.evidence[-1].recorded_by if self.evidence else None
        if approval.approved_by in {self.requested_by, last_editor}:
            raise FourEyesRequired(
                "Freigeben muss eine zweite Person: nicht, wer die Freigabe beantragt oder den Nachweis zuletzt bearbeitet hat."
            )
        return replace(self, state=CaseState.WAITING, approval=approval, waiting_ends_at=waiting_ends_at)

    def returned(self, reason: str) -> "EmergencyCase":
        """The second person wants more: back to review."""
        self._only_in("Zurückgeben", CaseState.APPROVAL_REQUESTED)
        asked_anew = replace(self, requested_by=None, requested_at=None, requested_scopes=(), returned_reason=reason)
        return replace(asked_anew, state=CaseState.UNDER_REVIEW)

    def dismissed(self, reason: str, at: datetime) -> "EmergencyCase":
        self._only_in("Verwerfen", *BEFORE_APPROVAL)
        return replace(self, state=CaseState.DISMISSED, ended_at=at, ended_reason=reason)

    def activated(self, at: datetime) -> "EmergencyCase":
        """The waiting period is over without a sign of life."""
        self._only_in("Freischalten", CaseState.WAITING)
        if self.waiting_ends_at is None or at < self.waiting_ends_at:
            raise WrongState("Die Wartezeit läuft noch.")
        return replace(self, state=CaseState.ACTIVE, active_from=at, active_until=at + ACTIVE_PERIOD)

    @property
    def waits_for_team_lead(self) -> bool:
        """An approval, a renewal, or a decision whether it was a sign of life is asked for."""
        return self.state in {CaseState.APPROVAL_REQUESTED, CaseState.PAUSED} or self.renewal_requested_by is not None

    @property
    def renewable(self) -> bool:
        """Whether another renewal has any time left to give."""
        if self.state is not CaseState.ACTIVE or self.active_from is None or self.active_until is None:
            return False
        return self.active_until < self.active_from + LONGEST_ACTIVE

    def renewal_requested(self, by: str) -> "EmergencyCase":
        """One person asks for another 30 days."""
        self._only_in("Verlängern", CaseState.ACTIVE)
        if not self.renewable:
            raise WrongState("Nach 90 Tagen braucht es eine neue Freigabe; verlängern geht nicht mehr.")
        return replace(self, renewal_requested_by=by)

    def renewed(self, by: str) -> "EmergencyCase":
        """Another person agrees: 30 days more, 90 at most since it became active."""
        self._only_in("Verlängern", CaseState.ACTIVE)
        if self.renewal_requested_by is None or self.active_from is None or self.active_until is None:
            raise WrongState("Um eine Verlängerung hat niemand gebeten.")
        if by == self.renewal_requested_by:
            raise FourEyesRequired("Verlängern muss eine zweite Person.")
        until = min(self.active_until + ACTIVE_PERIOD, self.active_from + LONGEST_ACTIVE)
        return replace(self, active_until=until, renewal_requested_by=None)

    def paused(self, at: datetime) -> "EmergencyCase":
        """A sign of life, or the Vollmacht rests."""
        self._only_in("Anhalten", CaseState.ACTIVE, CaseState.WAITING)
        rests = replace(self, state=CaseState.PAUSED, resumes_to=self.state, renewal_requested_by=None)
        return replace(rests, pauses=(*self.pauses, Pause(at)))

    def resumed(self, at: datetime) -> "EmergencyCase":
        """It was no sign of life after all. A waiting period leaves at least a day more to show one."""
        self._only_in("Fortsetzen", CaseState.PAUSED)
        before = self.resumes_to or CaseState.WAITING
        waiting = self.waiting_ends_at
        if before is CaseState.WAITING:
            waiting = max(waiting or at, at + WAITING_AFTER_A_SIGN)
        pauses = tuple(replace(one, until=at) if one.until is None else one for one in self.pauses)
        return replace(self, state=before, resumes_to=None, waiting_ends_at=waiting, pauses=pauses)

    def wound_down(self, at: datetime) -> "EmergencyCase":
        """Nothing more is done in his name; what was done is put together."""
        self._only_in("Abwickeln", CaseState.ACTIVE, CaseState.PAUSED)
        ended = replace(self, state=CaseState.WINDING_DOWN, resumes_to=None, renewal_requested_by=None)
        return replace(ended, wound_down_at=at)

    def with_expense(self, expense: Expense) -> "EmergencyCase":
        """Spent while it was active; bills may come later, as long as no account was given."""
        self._only_in("Auslage", CaseState.ACTIVE, CaseState.PAUSED, CaseState.WINDING_DOWN)
        return replace(self, expenses=(*self.expenses, expense))

    def accounted(self, to: str) -> "EmergencyCase":
        """The account of §§ 666, 667 BGB was given."""
        self._only_in("Abrechnen", CaseState.WINDING_DOWN)
        return replace(self, state=CaseState.ACCOUNTING, account_to=to)

    def closed(self, reason: str, at: datetime) -> "EmergencyCase":
        self._only_in("Abschließen", CaseState.ACCOUNTING)
        return replace(self, state=CaseState.CLOSED, ended_at=at, ended_reason=reason)

    def stood_down(self, reason: str, at: datetime) -> "EmergencyCase":
        """The grantor's word ends it at once."""
        if self.state in ENDED:
            raise WrongState(f"Der Notfall {self.id} ist schon beendet.")
        return replace(self, state=CaseState.STOOD_DOWN, ended_at=at, ended_reason=reason)

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    def was_open(self, at: datetime) -> bool:
        return self.reported_at <= at and (self.ended_at is None or at < self.ended_at)

    def state_at(self, at: datetime) -> CaseState:
        """How it stood then. Where its times were not kept (cases of earlier versions): as it stands now."""
        if (self.ended_at is not None and at >= self.ended_at) or not self._times_kept:
            return self.state
        if self.wound_down_at is not None and at >= self.wound_down_at:
            return self.state if self.is_open else CaseState.WINDING_DOWN
        if any(one.covers(at) for one in self.pauses):
            return CaseState.PAUSED
        state = self.resumes_to or self.state
        if self.is_open and (self.active_from is None or state in {*BEFORE_APPROVAL, CaseState.WAITING}):
            return state
        if self.active_from is not None and at >= self.active_from:
            return CaseState.ACTIVE
        approved = self.approval is not None and self.approval.approved_at <= at
        return CaseState.WAITING if approved else CaseState.UNDER_REVIEW

    @property
    def _times_kept(self) -> bool:
        match self.state:
            case CaseState.PAUSED:
                return bool(self.pauses)
            case CaseState.WINDING_DOWN | CaseState.ACCOUNTING:
                return self.wound_down_at is not None
            case CaseState.CLOSED:
                return self.wound_down_at is not None and self.ended_at is not None
            case CaseState.DISMISSED | CaseState.STOOD_DOWN:
                return self.ended_at is not None
        return True

    def evidence_due(self, at: datetime) -> bool:
        """Deeds are kept for six months after the end of the case: what they proved stands in the case."""
        kept = any(piece.erased_at is None for piece in self.evidence)
        if not kept or self.is_open or self.ended_at is None:
            return False
        return at.astimezone(BERLIN).date() > months_later(self.ended_at.astimezone(BERLIN).date(), EVIDENCE_KEPT_MONTHS)

    def without_evidence_files(self, at: datetime) -> "EmergencyCase":
        """Kind, tier and digest stay; the file's name may tell who it was."""
        gone = tuple(replace(piece, file_name="", erased_at=piece.erased_at or at) for piece in self.evidence)
        return replace(self, evidence=gone)

    def defers_expiry(self, last_day: date | None, at: datetime) -> bool:
        """Whether it lets a Vollmacht with that last day go on: it became active in time and still runs."""
        if last_day is None or self.active_from is None or self.active_until is None:
            return False
        runs = self.state_at(at) in {CaseState.ACTIVE, CaseState.PAUSED} and at < self.active_until
        return runs and self.active_from.astimezone(BERLIN).date() <= last_day

    def _only_in(self, act: str, *states: CaseState) -> None:
        if self.state not in states:
            raise WrongState(
                f"„{act}“ ist nicht mehr oder noch nicht möglich: Der Notfall {self.code} hat den Stand {self.state}. "
                "Bitte laden Sie die Seite neu; sie zeigt, was jetzt geht."
            )


def evidence_suffices(case: EmergencyCase, trigger: Trigger) -> str | None:
    """None if the evidence carries the case, else the decision's reason code for what is missing.

    Needed: A; B + C; C alone for UNREACHABLE_AND_UNPAID after all attempts. UNREACHABLE alone never activates.
    """
    tiers = {piece.tier for piece in case.evidence}
    if case.ground is Ground.UNREACHABLE:
        return "EVIDENCE_TIER_TOO_LOW"
    if EvidenceTier.A in tiers or {EvidenceTier.B, EvidenceTier.C} <= tiers:
        return None
    if case.ground is Ground.UNREACHABLE_AND_UNPAID and EvidenceTier.C in tiers:
        return None if attempts_suffice(case, trigger) else "CONTACT_ATTEMPTS_MISSING"
    return "EVIDENCE_TIER_TOO_LOW"


def attempts_suffice(case: EmergencyCase, trigger: Trigger) -> bool:
    """Enough attempts on enough channels, each counted one at least two days after the one before."""
    counted: list[datetime] = []
    for attempt in sorted(case.attempts, key=lambda attempt: attempt.at):
        if not counted or attempt.at - counted[-1] >= timedelta(days=2):
            counted.append(attempt.at)
    channels = {attempt.channel.strip().casefold() for attempt in case.attempts}
    return len(counted) >= max(3, trigger.attempts) and len(channels) >= max(2, trigger.channels)


def waiting_period(case: EmergencyCase, trigger: Trigger, deed_waiting: timedelta) -> timedelta:
    """How long to wait for a sign of life: A up to 24 h by policy, B 3 days, C the longer of 14 days and the agreed value."""
    tiers = {piece.tier for piece in case.evidence}
    if EvidenceTier.A in tiers:
        return min(deed_waiting, DEED_WAITING_MAXIMUM)
    if EvidenceTier.B in tiers:
        return STATEMENT_WAITING
    return max(SILENCE_WAITING, timedelta(days=trigger.waiting_days))
