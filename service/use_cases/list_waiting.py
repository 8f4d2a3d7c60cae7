"""What waits for a team lead: emergencies, Vollmachten to accept or that rest, names to compare."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.access import Actor, Role
from service.domain.emergency_case import EmergencyCase
from service.domain.power_of_attorney import PowerOfAttorney, State
from service.domain.reseller import Reseller
from service.domain.signature_request import SignatureState
from service.use_cases.ports import Tools
from service.use_cases.repositories import Work


@dataclass(frozen=True, slots=True)
class WaitingPower:
    power: PowerOfAttorney
    reseller: Reseller


def waiting_cases(actor: Actor, tools: Tools) -> Sequence[EmergencyCase]:
    """Open emergencies that go no further without a team lead."""
    actor.require(Role.TEAM_LEAD)
    with tools.transactions(actor) as work:
        return _cases(work)


def waiting_powers(state: State, actor: Actor, tools: Tools) -> Sequence[WaitingPower]:
    """Those in that state, the oldest first."""
    actor.require(Role.TEAM_LEAD)
    with tools.transactions(actor) as work:
        found = sorted(work.powers_of_attorney.in_state(state), key=lambda power: power.created_at)
        return [WaitingPower(power, work.resellers.get(power.reseller)) for power in found]


def count_waiting(actor: Actor, tools: Tools) -> int:
    """How many things are listed for a team lead."""
    actor.require(Role.TEAM_LEAD)
    with tools.transactions(actor) as work:
        powers = work.powers_of_attorney.in_state(State.UNDER_REVIEW, State.SUSPENDED)
        names = [one for one in work.signature_requests.consented() if one.state is SignatureState.UNDER_NAME_REVIEW]
        return len(_cases(work)) + len(powers) + len(names)


def _cases(work: Work) -> list[EmergencyCase]:
    return [case for case in work.emergency_cases.open() if case.waits_for_team_lead]
