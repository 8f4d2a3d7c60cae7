"""A draft is changed before it is frozen: who signs, what is granted; later, those who have not signed are reminded."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from pydantic import Field

from service.api.bodies import Given, Scopes, resource
from service.api.powers_of_attorney import PowerAnswer, power_answer
from service.domain.access import Role
from service.domain.ids import PowerOfAttorneyId
from service.domain.parties import Scope
from service.domain.power_of_attorney import Terms
from service.use_cases.amend_power_of_attorney import amend_signers, amend_terms
from service.use_cases.remind_of_end import remind_signers
from service.web.identity import ApiAccess, Identity
from service.web.state import RequestTools

router = resource("powers of attorney")
Grantor = Annotated[Identity, Depends(ApiAccess(Role.RESELLER))]


class SignersGiven(Given):
    """`signers`: addresses of one signature set of the representatives."""

    signers: list[Annotated[str, Field(max_length=254)]] = Field(
        min_length=1, max_length=20, examples=[["zoe@pixelwerft.example"]]
    )


class TermsGiven(Given):
    """What is left out stays as it is.

    Attributes:
        cost_cap_eur_per_month: with two digits after the point.
    """

    scopes: Scopes | None = None
    self_dealing_option: bool | None = None
    unreachable_days: int | None = Field(default=None, ge=14, le=180, strict=True, examples=[30])
    waiting_days: int | None = Field(default=None, ge=14, le=90, strict=True, examples=[30])
    cost_cap_eur_per_month: str | None = Field(default=None, pattern=r"^[0-9]{1,7}\.[0-9]{2}$", examples=["250.00"])
    term_years: int | None = Field(default=None, ge=1, le=10, strict=True, examples=[5])
    cooling_off_at_once: bool | None = Field(default=None, description="True: it takes effect with its acceptance.")

    def applied(self, terms: Terms, usual: timedelta) -> Terms:
        trigger = replace(
            terms.trigger,
            unreachable_days=terms.trigger.unreachable_days if self.unreachable_days is None else self.unreachable_days,
            waiting_days=terms.trigger.waiting_days if self.waiting_days is None else self.waiting_days,
        )
        cap, at_once = self.cost_cap_eur_per_month, self.cooling_off_at_once
        return replace(
            terms,
            scopes=terms.scopes if self.scopes is None else tuple(scope for scope in Scope if scope in self.scopes),
            self_dealing_option=terms.self_dealing_option if self.self_dealing_option is None else self.self_dealing_option,
            trigger=trigger,
            cost_cap_eur_per_month=terms.cost_cap_eur_per_month if cap is None else Decimal(cap),
            term_years=terms.term_years if self.term_years is None else self.term_years,
            cooling_off=terms.cooling_off if at_once is None else timedelta(0) if at_once else usual,
        )


@router.put("/powers-of-attorney/{id}/signers")
def choose_signers(id: UUID, body: SignersGiven, identity: Grantor, tools: RequestTools) -> PowerAnswer:
    """Who signs: people who can bind the grantor together."""
    power = amend_signers(PowerOfAttorneyId(id), identity.actor, tools, signer_emails=tuple(body.signers))
    return power_answer(power, sandbox=tools.policy.sandbox)


@router.patch("/powers-of-attorney/{id}/terms")
def change_terms(id: UUID, body: TermsGiven, identity: Grantor, tools: RequestTools) -> PowerAnswer:
    """What is granted, and when it may be used."""
    usual = tools.policy.cooling_off
    power = amend_terms(PowerOfAttorneyId(id), identity.actor, tools, change=lambda terms: body.applied(terms, usual))
    return power_answer(power, sandbox=tools.policy.sandbox)


@router.post("/powers-of-attorney/{id}/reminders")
def remind(id: UUID, identity: Grantor, tools: RequestTools) -> PowerAnswer:
    """Ask those once more who have not signed; at most one letter a day goes out."""
    return power_answer(remind_signers(PowerOfAttorneyId(id), identity.actor, tools), sandbox=tools.policy.sandbox)
