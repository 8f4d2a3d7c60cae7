"""What disturbs or ends a Vollmacht: revocation, suspension and its clearing, notice by the hoster, a ground that is gone."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from pydantic import AwareDatetime, Field

from service.api.bodies import Given, GivenReason, Reason, resource
from service.api.powers_of_attorney import PowerAnswer, current_answer
from service.domain.access import Role
from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import LapseGround, SuspensionGround
from service.use_cases.end_power_of_attorney import lapse_power_of_attorney, terminate_power_of_attorney
from service.use_cases.revoke_power_of_attorney import revoke_power_of_attorney
from service.use_cases.suspend_power_of_attorney import clear_suspension, suspend_power_of_attorney
from service.web.identity import ApiAccess, Identity
from service.web.state import RequestTools

router = resource("powers of attorney")
Parties = Annotated[Identity, Depends(ApiAccess(Role.RESELLER, Role.AGENT, Role.TEAM_LEAD))]
Support = Annotated[Identity, Depends(ApiAccess(Role.AGENT, Role.TEAM_LEAD))]
TeamLead = Annotated[Identity, Depends(ApiAccess(Role.TEAM_LEAD))]


class RevocationGiven(Given):
    """Attributes:
    by: address of whoever revokes; a representative of the record: REVOKED; anybody else: SUSPENDED. None: oneself.
    received_at: when it reached the hoster; None: now.
    """

    by: str | None = Field(default=None, max_length=254)
    received_at: AwareDatetime | None = None
    reason: Reason | None = None


class SuspensionGiven(Given):
    ground: SuspensionGround


class LapseGiven(GivenReason):
    ground: LapseGround


@router.post("/powers-of-attorney/{id}/revocations", status_code=201)
def revoke(id: UUID, given: RevocationGiven, identity: Parties, tools: RequestTools) -> PowerAnswer:
    """A revocation was received: it acts at once, in any form."""
    revoke_power_of_attorney(
        PowerOfAttorneyId(id),
        identity.actor,
        tools,
        declared_by=given.by,
        received_at=given.received_at,
        channel="api",
        reason=given.reason,
    )
    return current_answer(id, identity.actor, tools)


@router.post("/powers-of-attorney/{id}/suspension")
def suspend(id: UUID, given: SuspensionGiven, identity: Support, tools: RequestTools) -> PowerAnswer:
    """Dispute, guardian, register change, integrity failure: suspend first, look after."""
    suspend_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools, ground=given.ground)
    return current_answer(id, identity.actor, tools)


@router.post("/powers-of-attorney/{id}/clearing")
def clear(id: UUID, given: GivenReason, identity: TeamLead, tools: RequestTools) -> PowerAnswer:
    """Two persons, each once: the first asks for it (it still rests), the second brings back the state before."""
    clear_suspension(PowerOfAttorneyId(id), identity.actor, tools, reason=given.reason)
    return current_answer(id, identity.actor, tools)


@router.post("/powers-of-attorney/{id}/termination")
def terminate(id: UUID, given: GivenReason, identity: TeamLead, tools: RequestTools) -> PowerAnswer:
    """The hoster gives notice of the Auftrag (§ 671 BGB): it ends at once, the grantor is told."""
    terminate_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools, reason=given.reason)
    return current_answer(id, identity.actor, tools)


@router.post("/powers-of-attorney/{id}/lapse")
def lapse(id: UUID, given: LapseGiven, identity: TeamLead, tools: RequestTools) -> PowerAnswer:
    """Its ground is gone: insolvency opened, the grantor no more, the contract ended."""
    lapse_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools, ground=given.ground, reason=given.reason)
    return current_answer(id, identity.actor, tools)
