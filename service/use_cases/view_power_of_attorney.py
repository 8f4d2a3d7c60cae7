"""Look at a Vollmacht: its state, its document, its signing legs; read and download what was issued and signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.domain.access import Actor, Role
from service.domain.audit import AuditEvent
from service.domain.document import PowerOfAttorneyDocument
from service.domain.errors import NotFound
from service.domain.ids import DocumentId, PowerOfAttorneyId
from service.domain.power_of_attorney import LIVE, OPEN, PowerOfAttorney
from service.domain.reseller import Reseller
from service.domain.signature_request import SignatureRequest
from service.domain.verification_code import VerificationLook
from service.use_cases.issue_order import issue_order
from service.use_cases.ports import Tools
from service.use_cases.recording import record, require_tenant
from service.use_cases.repositories import Work

OF_THE_RESELLER = frozenset({"authority:decided", "reseller:opened"})
LOOKS = frozenset({"power-of-attorney:viewed", "document:read", "evidence:exported"}) | OF_THE_RESELLER
LOOKS_SHOWN, LOOKS_SEARCHED = 50, 1000


@dataclass(frozen=True, slots=True)
class PowerOfAttorneyView:
    """All a page or an API answer shows.

    Attributes:
        verdict: `verify --json` of the last accepted revision; None before the first signature.
        events: the audit log of this Vollmacht, oldest first.
        looks: who looked at it, read its document or asked about it, newest first.
        public_looks: end customers who looked on the public page, newest first.
    """

    power: PowerOfAttorney
    document: PowerOfAttorneyDocument | None
    reseller: Reseller
    requests: tuple[SignatureRequest, ...]
    verdict: Mapping[str, object] | None
    events: tuple[AuditEvent, ...]
    looks: tuple[AuditEvent, ...] = ()
    public_looks: tuple[VerificationLook, ...] = ()

    @property
    def revocable(self) -> bool:
        return self.power.state in LIVE | OPEN


def view_power_of_attorney(id: PowerOfAttorneyId, actor: Actor, tools: Tools) -> PowerOfAttorneyView:
    with tools.transactions(actor) as work:
        power = work.powers_of_attorney.get(id)
        require_tenant(actor, power.reseller)
        document = work.documents.of(id)
        return PowerOfAttorneyView(
            power=power,
            document=document,
            reseller=work.resellers.get(power.reseller),
            requests=tuple(work.signature_requests.of(document.id)) if document else (),
            verdict=work.documents.verdict(document.id) if document else None,
            events=tuple(work.audit_log.of(id)),
            looks=_looks(work, power, document),
            public_looks=tuple(work.verification_codes.looks_at(id, limit=LOOKS_SHOWN)),
        )


def _looks(work: Work, power: PowerOfAttorney, document: PowerOfAttorneyDocument | None) -> tuple[AuditEvent, ...]:
    subjects = {power.id, document.id if document else None}
    events = [
        event
        for event in work.audit_log.of_reseller(power.reseller, newest=LOOKS_SEARCHED)
        if event.kind in LOOKS and (event.subject in subjects or event.kind in OF_THE_RESELLER) and event.at >= power.created_at
    ]
    return tuple(sorted(events, key=lambda event: event.at, reverse=True)[:LOOKS_SHOWN])


def list_powers_of_attorney(actor: Actor, tools: Tools) -> Sequence[PowerOfAttorney]:
    """Those the actor may see, newest first: a reseller his own, staff and auditors all."""
    with tools.transactions(actor) as work:
        if actor.role is Role.RESELLER:
            return work.powers_of_attorney.of(actor.reseller) if actor.reseller else ()
        return [power for reseller in work.resellers.all(limit=1000) for power in work.powers_of_attorney.of(reseller.id)]


def read_document(id: PowerOfAttorneyId, actor: Actor, tools: Tools) -> bytes:
    """The last accepted revision, from the archive once it lies there. The access is audited.

    Raises:
        NotFound: nothing was issued yet.
        Unavailable: the archive cannot be read.
    """
    now = tools.clock()
    with tools.transactions(actor) as work:
        document = _document(work, id, actor)
        kept = kept_bytes(work, document)
    content = last_accepted(document, kept, tools)
    with tools.transactions(actor) as work:
        record(
            work,
            tools,
            "document:read",
            document.id,
            actor,
            now,
            reseller=document.reseller,
            revision=document.revision,
            role=_role(actor),
        )
    return content


def kept_bytes(work: Work, document: PowerOfAttorneyDocument) -> bytes | None:
    """Of the last accepted revision; None: they lie in the archive."""
    return work.documents.revision(document.id, document.revision) if document.archive is None else None


def last_accepted(document: PowerOfAttorneyDocument, kept: bytes | None, tools: Tools) -> bytes:
    """The last accepted revision. Asked outside of transactions: a store that hangs holds no connection of the database.

    Args:
        kept: what `kept_bytes` gave.
    """
    if document.archive is not None:
        return tools.archive.read(document.archive)
    assert kept is not None  # noqa: S101 - there is no archived copy
    return kept


def reading_view(id: PowerOfAttorneyId, actor: Actor, tools: Tools) -> str:
    """The document's text as an HTML fragment, for reading on a phone before signing: as issued, or of a draft as it stands."""
    with tools.transactions(actor) as work:
        power = work.powers_of_attorney.get(id)
        require_tenant(actor, power.reseller)
        return issued_text(work, tools, power)


def issued_text(work: Work, tools: Tools, power: PowerOfAttorney) -> str:
    """Everybody who signs reads the same: what was kept with the issued file, whatever changed at the reseller's since."""
    kept = work.documents.reading_view(power.document) if power.document is not None else None
    if kept is not None:
        return kept
    return tools.documents.reading_view(issue_order(work, tools, power, power.document or DocumentId(power.id)))


def _role(actor: Actor) -> str | None:
    return actor.role.value if actor.role else None


def _document(work: Work, id: PowerOfAttorneyId, actor: Actor) -> PowerOfAttorneyDocument:
    power = work.powers_of_attorney.get(id)
    require_tenant(actor, power.reseller)
    document = work.documents.of(id)
    if document is None:
        raise NotFound("Zu dieser Vollmacht ist noch kein Dokument ausgestellt.")
    return document
