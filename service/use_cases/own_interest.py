"""Nobody decides or acts for the hoster in a matter of his own: not for himself as grantor, contact or end customer."""

from service.domain.access import Actor
from service.domain.authority import OwnInterest
from service.domain.errors import Forbidden
from service.domain.ids import ResellerId
from service.domain.parties import EndCustomer
from service.use_cases.repositories import Work


class ConflictOfInterest(Forbidden):
    """Another person of the hoster has to do it."""

    code = "conflict-of-interest"

    def __init__(self) -> None:
        super().__init__("In eigener Sache entscheidet niemand: Bitte übergeben Sie das einer anderen Person aus dem Team.")


def own_interest(work: Work, reseller: ResellerId, email: str | None, customer: EndCustomer | None = None) -> OwnInterest | None:
    """By the address alone: the record of today, the signers of every Vollmacht that is on its way or live, the contacts in office.

    Args:
        email: of the person who is to act; None: a system, which is nobody's party.
        customer: the end customer it is about; None: nobody certain.
    """
    if not email:
        return None
    his = _key(email)
    unended = (power for power in work.powers_of_attorney.of(reseller) if power.ended_at is None)
    signers = (signer.representative.email for power in unended for signer in power.signers)
    if his in {_key(one) for one in (*work.resellers.get(reseller).all_addresses, *signers)}:
        return OwnInterest.GRANTOR
    if any(one.is_open and _key(one.named.email) == his for one in work.emergency_contacts.of(reseller)):
        return OwnInterest.EMERGENCY_CONTACT
    if customer is not None and customer.email is not None and _key(customer.email) == his:
        return OwnInterest.END_CUSTOMER
    return None


def require_disinterested(work: Work, reseller: ResellerId, actor: Actor) -> None:
    """For what one person decides about a reseller; any of his end customers has an interest in it, too.

    Raises:
        ConflictOfInterest: he is one of those concerned.
    """
    if actor.email is None:
        return
    his = _key(actor.email)
    theirs = (one for one in work.end_customers.of(reseller) if one.email is not None and _key(one.email) == his)
    if own_interest(work, reseller, actor.email, next(theirs, None)) is not None:
        raise ConflictOfInterest


def _key(email: str) -> str:
    return email.strip().casefold()
