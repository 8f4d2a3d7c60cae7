"""The emergency, the contact, the signing leg, the document: their states and who may move them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from service.domain.access import OPERATOR, Actor, Role
from service.domain.document import DocumentState
from service.domain.emergency_case import (
    Approval,
    CaseState,
    ContactAttempt,
    EmergencyCase,
    EvidenceTier,
    Ground,
    InsolvencyCheck,
    InsolvencyFinding,
    attempts_suffice,
    evidence_suffices,
    waiting_period,
)
from service.domain.emergency_contact import ContactState, EmergencyContact
from service.domain.errors import Forbidden, FourEyesRequired, WrongState
from service.domain.parties import Scope
from service.domain.signature_request import FailureCause, Leg, SignatureRequest, SignatureState
from tests.builders import NOW, POWER, RESELLER, TRIGGER, a_case, a_contact, a_document, a_signature_request, evidence

BEFORE = {CaseState.REPORTED, CaseState.UNDER_REVIEW, CaseState.APPROVAL_REQUESTED}
ENDED = {CaseState.CLOSED, CaseState.DISMISSED, CaseState.STOOD_DOWN}
ATTEMPT = ContactAttempt("phone", NOW, "nobody", "user:agent")
CHECK = InsolvencyCheck(InsolvencyFinding.NOTHING_FOUND, NOW, "user:agent")


def approval(by: str = "user:lead") -> Approval:
    return Approval(by, NOW, (Scope.INFORM_END_CUSTOMER,), POWER, "gesehen")


CASE_EVENTS: dict[str, tuple[Callable[[EmergencyCase], EmergencyCase], set[CaseState]]] = {
    "evidence": (lambda case: case.with_evidence(evidence()), BEFORE),
    "insolvency": (lambda case: case.with_insolvency_check(CHECK), set(CaseState) - ENDED),
    "attempt": (lambda case: case.with_attempt(ATTEMPT), {*BEFORE, CaseState.WAITING}),
    "ask": (lambda case: case.approval_requested((), "user:agent", NOW), {CaseState.REPORTED, CaseState.UNDER_REVIEW}),
    "approve": (lambda case: case.approved(approval(), NOW), {CaseState.APPROVAL_REQUESTED}),
    "return": (lambda case: case.returned("Bitte die Urkunde lesbar."), {CaseState.APPROVAL_REQUESTED}),
    "dismiss": (lambda case: case.dismissed("nothing", NOW), BEFORE),
    "activate": (lambda case: case.activated(NOW + timedelta(days=1)), {CaseState.WAITING}),
    "pause": (lambda case: case.paused(NOW), {CaseState.ACTIVE, CaseState.WAITING}),
    "stand down": (lambda case: case.stood_down("alive", NOW), set(CaseState) - ENDED),
}


@pytest.mark.parametrize("event", CASE_EVENTS)
@pytest.mark.parametrize("state", CaseState)
def test_each_event_of_a_case_happens_only_where_it_may(event: str, state: CaseState) -> None:
    act, allowed = CASE_EVENTS[event]

    if state in allowed:
        assert isinstance(act(a_case(state)), EmergencyCase)
    else:
        with pytest.raises(WrongState):
            act(a_case(state))


@pytest.mark.parametrize("approver", ["user:requester", "user:editor"])
def test_requester_and_last_editor_of_the_evidence_do_not_approve(approver: str) -> None:
    case = a_case(CaseState.APPROVAL_REQUESTED, requested_by="user:requester", evidence=(evidence(by="user:editor"),))

    with pytest.raises(FourEyesRequired):
        case.approved(approval(approver), NOW)
    assert case.approved(approval("user:third"), NOW).state is CaseState.WAITING


def test_without_any_evidence_the_requester_still_does_not_approve() -> None:
    case = a_case(CaseState.APPROVAL_REQUESTED, requested_by="user:requester", evidence=())

    with pytest.raises(FourEyesRequired):
        case.approved(approval("user:requester"), NOW)


def test_it_is_active_for_thirty_days_and_not_before_the_waiting_period_ends() -> None:
    waiting = a_case(CaseState.WAITING)
    assert waiting.waiting_ends_at is not None

    with pytest.raises(WrongState, match="Wartezeit"):
        waiting.activated(waiting.waiting_ends_at - timedelta(seconds=1))
    active = waiting.activated(waiting.waiting_ends_at)

    assert active.active_until == waiting.waiting_ends_at + timedelta(days=30)


TIERS = {"A": EvidenceTier.A, "B": EvidenceTier.B, "C": EvidenceTier.C}


@pytest.mark.parametrize(
    ("ground", "tiers", "missing"),
    [
        (Ground.DEATH, "A", None),
        (Ground.DEATH, "BC", None),
        (Ground.DEATH, "B", "EVIDENCE_TIER_TOO_LOW"),
        (Ground.DEATH, "C", "EVIDENCE_TIER_TOO_LOW"),
        (Ground.DEATH, "", "EVIDENCE_TIER_TOO_LOW"),
        (Ground.UNREACHABLE_AND_UNPAID, "C", "CONTACT_ATTEMPTS_MISSING"),
        (Ground.UNREACHABLE_AND_UNPAID, "A", None),
        (Ground.UNREACHABLE, "ABC", "EVIDENCE_TIER_TOO_LOW"),
    ],
)
def test_what_evidence_each_ground_needs(ground: Ground, tiers: str, missing: str | None) -> None:
    case = a_case(ground=ground, evidence=tuple(evidence(TIERS[tier]) for tier in tiers))

    assert evidence_suffices(case, TRIGGER) == missing


def tried(*days: float, channels: str = "phone mail") -> EmergencyCase:
    names = channels.split()
    attempts = [
        ContactAttempt(names[number % len(names)], NOW + timedelta(days=day), "nobody", "x") for number, day in enumerate(days)
    ]
    return a_case(ground=Ground.UNREACHABLE_AND_UNPAID, evidence=(evidence(EvidenceTier.C),), attempts=tuple(attempts))


def test_attempts_count_only_two_days_apart_and_on_two_channels() -> None:
    assert attempts_suffice(tried(0, 2, 4), TRIGGER)
    assert not attempts_suffice(tried(0, 1, 4), TRIGGER)
    assert not attempts_suffice(tried(0, 2), TRIGGER)
    assert not attempts_suffice(tried(0, 2, 4, channels="phone"), TRIGGER)
    assert attempts_suffice(tried(4, 0, 2), TRIGGER)
    assert not attempts_suffice(tried(0, 2, 4), replace(TRIGGER, attempts=4))
    assert evidence_suffices(tried(0, 2, 4), TRIGGER) is None


@pytest.mark.parametrize(
    ("tiers", "agreed", "expected"),
    [
        ("A", 30, timedelta(hours=12)), ("BC", 30, timedelta(days=3)), ("C", 30, timedelta(days=30)), ("C", 14, timedelta(days=14)),
    ],
)  # fmt: skip
def test_how_long_to_wait_for_a_sign_of_life(tiers: str, agreed: int, expected: timedelta) -> None:
    case = a_case(evidence=tuple(evidence(TIERS[tier]) for tier in tiers))

    assert waiting_period(case, replace(TRIGGER, waiting_days=agreed), timedelta(hours=12)) == expected
    assert waiting_period(a_case(), TRIGGER, timedelta(days=9)) == timedelta(hours=24)


CONTACT_EVENTS: dict[str, tuple[Callable[[EmergencyContact], EmergencyContact], set[ContactState]]] = {
    "invite": (lambda contact: contact.invited(NOW), {ContactState.DRAFT, ContactState.INVITED}),
    "accept": (lambda contact: contact.accepted(NOW), {ContactState.INVITED}),
    "decline": (lambda contact: contact.declined(NOW), {ContactState.INVITED}),
    "confirm": (lambda contact: contact.confirmed(NOW), {ContactState.ACTIVE, ContactState.UNCONFIRMED}),
    "fall silent": (lambda contact: contact.unconfirmed(NOW), {ContactState.ACTIVE}),
    "resign": (lambda contact: contact.resigned(NOW), {ContactState.ACTIVE, ContactState.UNCONFIRMED}),
    "remove": (lambda contact: contact.removed(NOW), {state for state in ContactState if a_contact(state).is_open}),
}


@pytest.mark.parametrize("event", CONTACT_EVENTS)
@pytest.mark.parametrize("state", ContactState)
def test_each_event_of_a_contact_happens_only_where_it_may(event: str, state: ContactState) -> None:
    act, allowed = CONTACT_EVENTS[event]

    if state in allowed:
        assert act(a_contact(state)).changed_at == NOW
    else:
        with pytest.raises(WrongState):
            act(a_contact(state))


def test_a_leg_goes_from_prepared_to_complete_and_forgets_its_secrets() -> None:
    begun = a_signature_request().authorising(Leg.SERVICE, "h", b"verifier")
    assert begun.awaits_callback
    redeemed = begun.redeeming()
    assert not redeemed.awaits_callback
    signed = redeemed.authorised(b"token").signed(b"%PDF-signed")
    assert signed.legs == b""

    complete = signed.validated().complete(NOW)

    assert (complete.state, complete.received, complete.is_open) == (SignatureState.COMPLETE, b"", False)


def test_a_failed_leg_is_over_and_says_why() -> None:
    failed = a_signature_request().failed(FailureCause.DECLINED, "abgelehnt")

    assert (failed.failure, failed.failure_text, failed.legs) == (FailureCause.DECLINED, "abgelehnt", b"")
    with pytest.raises(WrongState):
        failed.failed(FailureCause.EXPIRED, "noch einmal")


@pytest.mark.parametrize(
    "act",
    [
        lambda request: request.redeeming(),
        lambda request: request.validated(),
        lambda request: request.complete(NOW),
    ],
)
def test_no_step_of_a_leg_is_skipped(act: Callable[[SignatureRequest], SignatureRequest]) -> None:
    with pytest.raises(WrongState):
        act(a_signature_request())


def test_a_document_counts_its_revisions_and_notes_its_seal() -> None:
    issued = replace(a_document(DocumentState.ISSUED), revision=0)

    sealed = issued.accepted("1" * 64, DocumentState.SIGNED, NOW).accepted("2" * 64, DocumentState.SEALED, NOW)

    assert (sealed.revision, sealed.accepted_sha256, sealed.sealed_at) == (2, "2" * 64, NOW)
    receipt = a_document().archive
    assert receipt is not None
    assert sealed.archived(receipt).state is DocumentState.ARCHIVED


def test_a_reseller_sees_himself_staff_sees_all() -> None:
    own = Actor("user:1", Role.RESELLER, reseller=RESELLER)

    assert own.sees(RESELLER)
    assert not Actor("user:2", Role.RESELLER).sees(RESELLER)
    assert Actor("user:3", Role.AUDITOR).sees(RESELLER)
    assert OPERATOR.is_staff
    assert not own.is_staff


def test_a_role_is_demanded_of_people_not_of_the_system() -> None:
    OPERATOR.require(Role.TEAM_LEAD)
    with pytest.raises(Forbidden):
        Actor("user:1", Role.AGENT).require(Role.TEAM_LEAD)
