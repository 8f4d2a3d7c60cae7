"""A sign of life pauses a case at once; a person decides whether it was one. His own word, by contrast, ends it."""

from enum import StrEnum

from service.domain.access import WORKER, Actor, Role
from service.domain.emergency_case import CaseState, EmergencyCase
from service.domain.errors import Fault, InputRefused, WrongState
from service.domain.ids import EmergencyCaseId, ResellerId
from service.domain.power_of_attorney import State
from service.use_cases.own_interest import require_disinterested
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record
from service.use_cases.repositories import Work

PAUSABLE = frozenset({CaseState.WAITING, CaseState.ACTIVE})


class SignOfLife(StrEnum):
    """What somebody noticed."""

    LOG_IN = "LOG_IN"
    PAYMENT = "PAYMENT"
    CALL = "CALL"
    MAIL = "MAIL"


def pause_emergency(id: EmergencyCaseId, actor: Actor, tools: Tools, *, sign: SignOfLife) -> EmergencyCase:
    """Raises WrongState: it neither waits nor is active."""
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    with tools.transactions(actor) as work:
        return _paused(work, tools, work.emergency_cases.get(id, for_update=True), actor, sign)


def rest_cases(work: Work, tools: Tools, reseller: ResellerId, actor: Actor) -> None:
    """The Vollmacht rests or has ended, and with it what is done in its name. In a transaction that holds its row: that one comes first."""
    for id in [case.id for case in work.emergency_cases.of(reseller) if case.is_open]:
        case = work.emergency_cases.get(id, for_update=True)
        if case.state in PAUSABLE:
            work.emergency_cases.save(case.paused(tools.clock()))
            record(work, tools, "emergency-case:paused", id, actor, tools.clock(), reseller=reseller)


def note_sign_of_life(reseller: ResellerId, tools: Tools) -> int:
    """A representative has logged in: every case of his that waits or is active rests until somebody has looked."""
    with tools.transactions(WORKER) as work:
        found = [case.id for case in work.emergency_cases.of(reseller) if case.state in PAUSABLE]
        for id in found:
            case = work.emergency_cases.get(id, for_update=True)
            if case.state in PAUSABLE:
                _paused(work, tools, case, WORKER, SignOfLife.LOG_IN)
    return len(found)


def resume_emergency(id: EmergencyCaseId, actor: Actor, tools: Tools, *, reason: str) -> EmergencyCase:
    """It was no sign of life of the grantor.

    Raises:
        WrongState: it does not rest, or the Vollmacht it was approved for has ended or rests itself.
        InputRefused: without a reason.
        ConflictOfInterest: he is one of those concerned.
    """
    actor.require(Role.TEAM_LEAD)
    if not reason.strip():
        raise InputRefused([Fault("$.reason", "MISSING", "Bitte begründen Sie, warum es kein Lebenszeichen war.")])
    now = tools.clock()
    with tools.transactions(actor) as work:
        _require_power(work, work.emergency_cases.get(id))
        case = work.emergency_cases.get(id, for_update=True).resumed(now)
        require_disinterested(work, case.reseller, actor)
        work.emergency_cases.save(case)
        record(work, tools, "emergency-case:resumed", id, actor, now, reseller=case.reseller, reason_given=True)
    return case


def _require_power(work: Work, case: EmergencyCase) -> None:
    """Locked before its case, as everywhere: a revocation that comes right now waits, and then finds the case as it is."""
    if case.approval is None:
        return
    power = work.powers_of_attorney.get(case.approval.power_of_attorney, for_update=True)
    if power.state is State.SUSPENDED:
        raise WrongState("Die Vollmacht ruht. Bitte erst ihre Aussetzung klären; dann lässt sich der Notfall fortsetzen.")
    if power.state is not State.EFFECTIVE:
        raise WrongState("Die Vollmacht, für die der Notfall freigegeben wurde, ist beendet. Bitte wickeln Sie ihn ab.")


def _paused(work: Work, tools: Tools, case: EmergencyCase, actor: Actor, sign: SignOfLife) -> EmergencyCase:
    now = tools.clock()
    paused = case.paused(now)
    work.emergency_cases.save(paused)
    notify(
        work, tools, "emergency-paused", work.resellers.get(case.reseller).all_addresses, case.id, now,
        occasion=now.isoformat(), reseller=case.reseller, values={"case": case.code},
    )  # fmt: skip
    record(work, tools, "emergency-case:paused", case.id, actor, now, reseller=case.reseller, sign=sign.value)
    return paused
