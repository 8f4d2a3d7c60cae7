"""A draft as it would be issued, beside the version before it. Nothing is stored."""

from dataclasses import dataclass

from service.domain.access import Actor
from service.domain.errors import WrongState
from service.domain.ids import DocumentId, PowerOfAttorneyId
from service.domain.power_of_attorney import PowerOfAttorney, State
from service.use_cases.issue_order import issue_order
from service.use_cases.ports import Tools
from service.use_cases.recording import require_tenant
from service.use_cases.repositories import Work
from service.use_cases.view_power_of_attorney import issued_text


@dataclass(frozen=True, slots=True)
class Version:
    """Attributes:
    html: the text to read.
    record: what it says, as data (JSON).
    """

    number: str
    html: str
    record: bytes


@dataclass(frozen=True, slots=True)
class Preview:
    """Attributes:
    before: the last one that everybody signed; None: this is the first.
    """

    draft: Version
    before: Version | None


def preview_power_of_attorney(id: PowerOfAttorneyId, actor: Actor, tools: Tools) -> Preview:
    """Raises WrongState: it is no draft any more: then the issued document is the thing to read."""
    with tools.transactions(actor) as work:
        draft = _draft(work, id, actor)
        order = issue_order(work, tools, draft, DocumentId(draft.id))
        earlier = next(
            (one for one in work.powers_of_attorney.of(draft.reseller) if one.id != id and one.declared_at is not None), None
        )
        document = work.documents.of(earlier.id) if earlier is not None else None
        before = None
        if earlier is not None and document is not None:
            before = Version(earlier.number, issued_text(work, tools, earlier), work.documents.record(document.id))
    return Preview(Version(draft.number, tools.documents.reading_view(order), tools.documents.record(order)), before)


def preview_pdf(id: PowerOfAttorneyId, actor: Actor, tools: Tools) -> bytes:
    """The same as a file, with empty signature fields; it is not kept, and nobody can sign it here."""
    with tools.transactions(actor) as work:
        order = issue_order(work, tools, _draft(work, id, actor), DocumentId(id))
    return tools.documents.issue(order).pdf


def _draft(work: Work, id: PowerOfAttorneyId, actor: Actor) -> PowerOfAttorney:
    power = work.powers_of_attorney.get(id)
    require_tenant(actor, power.reseller)
    if power.state is not State.DRAFT:
        raise WrongState("Diese Vollmacht ist schon freigegeben; an ihr ändert sich nichts mehr.")
    return power
