"""Open a link that came by mail. Looking never uses it up: mail scanners look, too."""

from service.domain.access import Actor, Role
from service.domain.link import Link, LinkPurpose, LinkUnknown
from service.use_cases.log_in import SYSTEM, token_hash
from service.use_cases.ports import Tools
from service.use_cases.repositories import Work


def open_link(token: str, purpose: LinkPurpose, tools: Tools) -> Link:
    """Raises LinkUnknown, LinkUsed, LinkExpired."""
    with tools.transactions(SYSTEM) as work:
        return usable_link(work, token, purpose, tools)


def usable_link(work: Work, token: str, purpose: LinkPurpose, tools: Tools, *, for_update: bool = False) -> Link:
    """The same in a transaction under way; `for_update`: of fifty answers at once one goes through."""
    link = work.links.by_token(token_hash(token), for_update=for_update)
    if link is None:
        raise LinkUnknown
    return link.usable(purpose, tools.clock())


def holder_of(link: Link) -> Actor:
    """On whose behalf the holder of a link acts: within one tenant; who may sign or revoke as the representative he is."""
    role = Role.RESELLER if link.purpose in {LinkPurpose.CO_SIGNATURE, LinkPurpose.REVOCATION} else None
    return Actor(label=f"link:{link.id}", role=role, reseller=link.reseller, email=link.recipient)
