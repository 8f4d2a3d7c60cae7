"""What a co-signer does by his link: refuse with a reason; and the end of the link once he has signed."""

from service.domain.ids import PowerOfAttorneyId
from service.domain.link import Link, LinkPurpose
from service.domain.power_of_attorney import PowerOfAttorney
from service.use_cases.discard_power_of_attorney import discard_power_of_attorney
from service.use_cases.log_in import SYSTEM
from service.use_cases.open_link import holder_of, usable_link
from service.use_cases.ports import Tools


def refuse_by_link(token: str, tools: Tools, *, reason: str) -> PowerOfAttorney:
    """He does not sign: the draft is discarded, everybody is told why, and his link is used up."""
    link = use_link(token, tools)
    return discard_power_of_attorney(PowerOfAttorneyId(link.subject), holder_of(link), tools, reason=reason)


def use_link(token: str, tools: Tools) -> Link:
    """Of several answers at once one goes through.

    Raises:
        LinkUnknown, LinkUsed, LinkExpired.
    """
    with tools.transactions(SYSTEM) as work:
        link = usable_link(work, token, LinkPurpose.CO_SIGNATURE, tools, for_update=True).used(tools.clock())
        work.links.save(link)
    return link
