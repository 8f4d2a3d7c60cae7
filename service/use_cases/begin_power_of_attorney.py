"""Begin a draft of the Vollmacht: what is granted, and which set of representatives signs."""

from datetime import timedelta

from service.domain.access import Actor
from service.domain.errors import Fault, InputRefused
from service.domain.ids import PowerOfAttorneyId, ResellerId
from service.domain.parties import Representative, Scope
from service.domain.power_of_attorney import PowerOfAttorney, Signer, State, Terms
from service.domain.representation import default_signature_set, is_sufficient_set
from service.domain.reseller import Reseller
from service.use_cases.ports import Tools
from service.use_cases.recording import record, require_tenant


def begin_power_of_attorney(
    reseller: ResellerId,
    actor: Actor,
    tools: Tools,
    *,
    scopes: tuple[Scope, ...] | None = None,
    cooling_off: timedelta | None = None,
    signer_emails: tuple[str, ...] | None = None,
) -> PowerOfAttorney:
    """Create the DRAFT; nothing is frozen yet.

    Args:
        scopes: what is granted; None: what the record proposes. The other terms are the record's.
        cooling_off: 0 if the grantor chose so (the qualified signature counts as second factor); None: the default.
        signer_emails: one chosen signature set; None: the smallest, in the record's order.

    Raises:
        InputRefused: the chosen set cannot bind the grantor.
    """
    require_tenant(actor, reseller)
    now = tools.clock()
    with tools.transactions(actor) as work:
        principal = work.resellers.get(reseller)
        granted = principal.proposal
        chosen = granted.scopes if scopes is None else tuple(scope for scope in Scope if scope in scopes)
        terms = Terms(
            scopes=chosen,
            trigger=granted.trigger,
            cost_cap_eur_per_month=granted.cost_cap_eur_per_month,
            term_years=granted.term_years,
            # Without the scope it belongs to, the option would allow nothing (domain.md, finding 8).
            self_dealing_option=granted.self_dealing_option and Scope.TAKE_PART_IN_CONTRACT_TRANSFER in chosen,
            cooling_off=tools.policy.cooling_off if cooling_off is None else cooling_off,
        )
        power = PowerOfAttorney(
            id=PowerOfAttorneyId(tools.new_id()),
            reseller=reseller,
            number=work.powers_of_attorney.next_number(now.year),
            state=State.DRAFT,
            terms=terms,
            signers=chosen_signers(principal, signer_emails),
            created_at=now,
            edition=tools.documents.edition,
        )
        work.powers_of_attorney.save(power)
        record(work, tools, "power-of-attorney:begun", power.id, actor, now, reseller=reseller, number=power.number)
    return power


def chosen_signers(principal: Reseller, emails: tuple[str, ...] | None) -> tuple[Signer, ...]:
    """Each bound to its field. Raises InputRefused: they cannot bind the grantor together."""
    people = _signature_set(principal, emails)
    return tuple(Signer(field=f"signature-{position}", representative=person) for position, person in enumerate(people, start=1))


def _signature_set(principal: Reseller, emails: tuple[str, ...] | None) -> tuple[Representative, ...]:
    if emails is None:
        return default_signature_set(principal.grantor, principal.representation, principal.representatives)
    chosen: list[Representative] = []
    for email in emails:
        # An address that two of them share stands for one of them each time.
        known = (one for one in principal.representatives if one.email.casefold() == email.strip().casefold())
        chosen += [one for one in known if one not in chosen][:1]
    if len(chosen) != len(emails) or not is_sufficient_set(
        principal.grantor, principal.representation, principal.representatives, chosen
    ):
        raise InputRefused(
            [Fault("$.signers", "CANNOT_BIND", "Diese Personen können den Vollmachtgeber zusammen nicht wirksam vertreten.")]
        )
    return tuple(one for one in principal.representatives if one in chosen)
