"""Which Vollmacht is meant: by its id, or by the number printed on it."""

from uuid import UUID

from service.domain.access import Actor, Role
from service.domain.errors import NotFound
from service.domain.ids import PowerOfAttorneyId
from service.use_cases.ports import Tools


def find_power_of_attorney(reference: UUID | str, actor: Actor, tools: Tools) -> PowerOfAttorneyId:
    """Staff and auditors only. A number is `VM-2026-000123`.

    Raises:
        NotFound: no Vollmacht has that number. An id is not looked up: whoever uses it does.
    """
    actor.require(Role.AGENT, Role.TEAM_LEAD, Role.AUDITOR, Role.ADMIN)
    if isinstance(reference, UUID):
        return PowerOfAttorneyId(reference)
    with tools.transactions(actor) as work:
        try:
            return work.powers_of_attorney.numbered(reference).id
        except NotFound as error:
            raise NotFound(f"Eine Vollmacht mit der Nummer {reference} gibt es hier nicht.") from error
