"""Change a draft: who signs, what is granted, from when. Nothing is frozen yet."""

from collections.abc import Callable

from service.domain.access import Actor, Role
from service.domain.errors import InputRefused
from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import PowerOfAttorney, Terms, terms_faults
from service.use_cases.begin_power_of_attorney import chosen_signers
from service.use_cases.ports import Tools
from service.use_cases.recording import record, require_tenant


def amend_terms(id: PowerOfAttorneyId, actor: Actor, tools: Tools, *, change: Callable[[Terms], Terms]) -> PowerOfAttorney:
    """Args:
    change: from the draft's terms to the wished ones.

    Raises:
        InputRefused: what cannot be granted like that; nothing was changed.
        WrongState: it is no draft any more.
    """
    actor.require(Role.RESELLER)
    with tools.transactions(actor) as work:
        draft = work.powers_of_attorney.get(id, for_update=True)
        require_tenant(actor, draft.reseller)
        terms = change(draft.terms)
        if faults := terms_faults(terms):
            raise InputRefused(faults)
        amended = draft.amended(terms, draft.signers)
        work.powers_of_attorney.save(amended)
        record(work, tools, "power-of-attorney:amended", id, actor, tools.clock(), reseller=draft.reseller)
    return amended


def amend_signers(id: PowerOfAttorneyId, actor: Actor, tools: Tools, *, signer_emails: tuple[str, ...]) -> PowerOfAttorney:
    """Raises InputRefused: these people cannot bind the grantor together."""
    actor.require(Role.RESELLER)
    with tools.transactions(actor) as work:
        draft = work.powers_of_attorney.get(id, for_update=True)
        require_tenant(actor, draft.reseller)
        signers = chosen_signers(work.resellers.get(draft.reseller), signer_emails)
        amended = draft.amended(draft.terms, signers)
        work.powers_of_attorney.save(amended)
        record(work, tools, "power-of-attorney:amended", id, actor, tools.clock(), reseller=draft.reseller)
    return amended
