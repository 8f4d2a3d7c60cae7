"""The pages of the issued file as images, to be looked at beside its text before signing.

Always of the file as we issued it: what others added to it since is theirs, and is not opened outside the limited child.
"""

from service.domain.access import Actor
from service.domain.errors import NotFound
from service.domain.ids import PowerOfAttorneyId
from service.use_cases.ports import Tools
from service.use_cases.recording import require_tenant

_AS_ISSUED = 0


def count_pages(id: PowerOfAttorneyId, actor: Actor, tools: Tools) -> int:
    """How many pages the issued file has; 0 while nothing was issued."""
    issued = _issued(id, actor, tools)
    return tools.documents.page_count(issued) if issued is not None else 0


def look_at_page(id: PowerOfAttorneyId, number: int, actor: Actor, tools: Tools) -> bytes:
    """One page as PNG; `number` from 1.

    Raises:
        NotFound: nothing was issued yet, or it has no such page.
    """
    issued = _issued(id, actor, tools)
    if issued is None or not 1 <= number <= tools.documents.page_count(issued):
        raise NotFound("Diese Seite gibt es nicht.")
    return tools.documents.page_png(issued, number)


def _issued(id: PowerOfAttorneyId, actor: Actor, tools: Tools) -> bytes | None:
    with tools.transactions(actor) as work:
        power = work.powers_of_attorney.get(id)
        require_tenant(actor, power.reseller)
        document = work.documents.of(id)
        return None if document is None else work.documents.revision(document.id, _AS_ISSUED)
