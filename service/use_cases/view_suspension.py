"""Why a Vollmacht rests, who has agreed to its going on, and whose turn it is."""

from dataclasses import dataclass
from uuid import UUID

from service.domain.access import Actor, Role, User
from service.domain.emergency_case import CaseState
from service.domain.errors import NotFound, WrongState
from service.domain.ids import PowerOfAttorneyId, UserId
from service.domain.power_of_attorney import PowerOfAttorney, State
from service.domain.reseller import Reseller
from service.use_cases.ports import Tools
from service.use_cases.repositories import Work
from service.use_cases.suspend_power_of_attorney import is_grantors


@dataclass(frozen=True, slots=True)
class SuspensionView:
    """What two team leads need to see.

    Attributes:
        first: who agreed first; None: nobody yet, or no user of the service (the operator).
        paused_cases: id and code of emergencies that rest.
        is_first: whoever looks agreed first.
        is_grantors: whoever looks has the address of one of the grantor's people.
    """

    power: PowerOfAttorney
    reseller: Reseller
    first: User | None
    paused_cases: tuple[tuple[str, str], ...]
    is_first: bool
    is_grantors: bool


def view_suspension(id: PowerOfAttorneyId, actor: Actor, tools: Tools) -> SuspensionView:
    """Raises WrongState: it does not rest."""
    actor.require(Role.TEAM_LEAD)
    with tools.transactions(actor) as work:
        power = work.powers_of_attorney.get(id)
        if power.state is not State.SUSPENDED:
            raise WrongState(f"Die Vollmacht {power.number} ruht nicht, oder nicht mehr. Es ist nichts aufzuheben.")
        return SuspensionView(
            power=power,
            reseller=work.resellers.get(power.reseller),
            first=_user(work, power.clearing.by) if power.clearing else None,
            paused_cases=tuple(
                (str(case.id), case.code) for case in work.emergency_cases.of(power.reseller) if case.state is CaseState.PAUSED
            ),
            is_first=power.clearing is not None and power.clearing.by == actor.label,
            is_grantors=is_grantors(work, power, actor),
        )


def _user(work: Work, label: str) -> User | None:
    """The user behind an audit label `user:<id>`."""
    kind, _, id = label.partition(":")
    try:
        return work.users.get(UserId(UUID(id))) if kind == "user" else None
    except (ValueError, NotFound):
        return None
