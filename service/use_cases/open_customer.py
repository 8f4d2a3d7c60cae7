"""Staff open a customer for a purpose: before that they see no more than a traffic light."""

from enum import StrEnum

from service.domain.access import Actor, Role
from service.domain.ids import ResellerId
from service.use_cases.ports import Tools
from service.use_cases.recording import record


class Purpose(StrEnum):
    """Why somebody looks (Art. 5 (1)(b) GDPR)."""

    CALL = "CALL"
    END_CUSTOMER = "END_CUSTOMER"
    EMERGENCY = "EMERGENCY"
    DOCUMENTS = "DOCUMENTS"


def open_customer(reseller: ResellerId, purpose: Purpose, actor: Actor, tools: Tools) -> None:
    """Noted with the purpose, each time."""
    actor.require(Role.AGENT, Role.TEAM_LEAD, Role.ADMIN)
    with tools.transactions(actor) as work:
        record(
            work, tools, "reseller:opened", reseller, actor, tools.clock(), reseller=reseller, purpose=purpose.value,
            role=actor.role.value if actor.role else None,
        )  # fmt: skip
