"""One Vollmacht: its state, who signs, its text, its history, and the revocation that is always within reach."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.document import DocumentState
from service.domain.ids import PowerOfAttorneyId
from service.domain.power_of_attorney import LIVE, SIGNABLE, PowerOfAttorney, State
from service.pages.looks import looks_at
from service.pages.rendering import attachment, png, render, see_other, trusted_html
from service.pages.scope_words import granted
from service.pages.vollmacht_words import SUSPENDABLE, SUSPENSIONS, name_under_review, next_step
from service.pages.words import DOCUMENT_STATES, EVENTS, FUNCTIONS, STATES
from service.use_cases.discard_power_of_attorney import discard_power_of_attorney
from service.use_cases.look_at_pages import count_pages, look_at_page
from service.use_cases.note_look import note_look
from service.use_cases.ports import Tools
from service.use_cases.remind_of_end import remind_signers
from service.use_cases.revoke_power_of_attorney import revoke_power_of_attorney
from service.use_cases.submit_power_of_attorney import submit_power_of_attorney
from service.use_cases.view_power_of_attorney import (
    PowerOfAttorneyView,
    read_document,
    reading_view,
    view_power_of_attorney,
)
from service.web.identity import Identity, PageAccess
from service.web.state import RequestTools

router = APIRouter()
Reader = Annotated[Identity, Depends(PageAccess(Role.RESELLER, Role.AGENT, Role.TEAM_LEAD, Role.AUDITOR))]
Party = Annotated[Identity, Depends(PageAccess(Role.RESELLER, Role.AGENT, Role.TEAM_LEAD))]
Grantor = Annotated[Identity, Depends(PageAccess(Role.RESELLER))]


@dataclass(frozen=True, slots=True)
class SignerLine:
    name: str
    function: str
    signed: bool
    is_me: bool
    under_review: bool = False


@dataclass(frozen=True, slots=True)
class RestedLine:
    """Attributes:
    reasons: of those who cleared it, the first one's first.
    """

    ground: str
    since: datetime
    until: datetime
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VollmachtPage:
    """Attributes:
    my_turn: whoever looks is asked to sign.
    as_representative: whoever looks may revoke and discard as the grantor.
    discard: what giving it up is called for whoever looks; None: not possible any more.
    waits: the page loads itself until the document is archived.
    looks: when, who (as a role) and what, newest first; for the grantor.
    names_to_compare: a signature waits for two of the hoster's people, and whoever looks is one of them.
    remindable: somebody else has not signed yet, and may be asked again.
    resting: it is suspended.
    suspendable, clearable, endable: whoever looks may make it rest, help to clear that, end it from the hoster's side.
    rested: every time it rested and was cleared, with both reasons; for staff and auditors.
    ended_because: the hoster's reason; None: none was given, or it is not the looker's to read (the grantor reads why it was rejected).
    ended_inside: that reason is for staff and auditors only.
    providers: whom the signer may choose to sign with; empty: there is one.
    """

    id: str
    number: str
    grantor: str
    customer_no: str
    label: str
    tone: str
    next_step: str
    signers: tuple[SignerLine, ...]
    scopes: tuple[tuple[str, str], ...]
    document_state: str | None
    sha256: str | None
    is_draft: bool
    my_turn: bool
    as_representative: bool
    revocable: bool
    discard: str | None
    uploadable: bool
    has_verdict: bool
    accepted: bool
    revoked: bool
    exportable: bool
    waits: bool
    last_day: object
    providers: tuple[tuple[str, str], ...]
    events: tuple[tuple[datetime, str], ...]
    looks: tuple[tuple[datetime, str, str], ...]
    remindable: bool
    names_to_compare: bool
    resting: bool
    suspendable: bool
    clearable: bool
    endable: bool
    ended_because: str | None
    ended_inside: bool
    rested: tuple[RestedLine, ...]


@router.get("/vollmacht/{id}")
def page(id: UUID, request: Request, identity: Reader, tools: RequestTools) -> Response:
    seen = view_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools)
    note_look(PowerOfAttorneyId(id), identity.actor, tools)
    view = vollmacht_page(seen, identity, providers_of(tools))
    refresh_s = 2 if view.waits else None
    return render(request, "vollmacht.html", f"Vollmacht {view.number}", refresh_s=refresh_s, page=view, grounds=SUSPENDABLE)


@router.get("/vollmacht/{id}/lesen")
def read(id: UUID, request: Request, identity: Reader, tools: RequestTools) -> Response:
    """The document's own words, for reading on a phone."""
    seen = view_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools)
    text = trusted_html(reading_view(PowerOfAttorneyId(id), identity.actor, tools))
    pages = count_pages(PowerOfAttorneyId(id), identity.actor, tools)
    title, view = f"Vollmacht {seen.power.number} lesen", vollmacht_page(seen, identity)
    return render(request, "reading.html", title, page=view, text=text, pages=pages)


@router.get("/vollmacht/{id}/seiten/{number}")
def page_image(id: UUID, number: int, identity: Reader, tools: RequestTools) -> Response:
    """What the issued file's page looks like."""
    return png(look_at_page(PowerOfAttorneyId(id), number, identity.actor, tools))


@router.get("/vollmacht/{id}/dokument")
def document(id: UUID, identity: Reader, tools: RequestTools) -> Response:
    content = read_document(PowerOfAttorneyId(id), identity.actor, tools)
    return attachment(content, "application/pdf", f"vollmacht-{id}.pdf")


@router.post("/vollmacht/{id}/einreichen")
def submit(id: UUID, identity: Party, tools: RequestTools) -> Response:
    submit_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools)
    return see_other(f"/vollmacht/{id}")


@router.post("/vollmacht/{id}/erinnern")
def remind(id: UUID, identity: Grantor, tools: RequestTools) -> Response:
    """Ask those once more who have not signed; at most one letter a day goes out."""
    remind_signers(PowerOfAttorneyId(id), identity.actor, tools)
    return see_other(f"/vollmacht/{id}")


@router.post("/vollmacht/{id}/verwerfen")
def discard(id: UUID, identity: Grantor, tools: RequestTools, reason: Annotated[str, Form(max_length=2000)] = "") -> Response:
    """Also how a second signer refuses, with a reason."""
    discard_power_of_attorney(PowerOfAttorneyId(id), identity.actor, tools, reason=reason.strip() or "ohne Angabe")
    return see_other(f"/vollmacht/{id}")


@router.post("/vollmacht/{id}/widerrufen")
def revoke(
    id: UUID,
    identity: Party,
    tools: RequestTools,
    reason: Annotated[str, Form(max_length=2000)] = "",
    declared_by: Annotated[str, Form(max_length=254)] = "",
) -> Response:
    """One step, the reason is optional (§ 168 BGB). Staff type in who declared it."""
    revoke_power_of_attorney(
        PowerOfAttorneyId(id),
        identity.actor,
        tools,
        declared_by=None if identity.user.role is Role.RESELLER else declared_by,
        reason=reason.strip() or None,
    )
    return see_other(f"/vollmacht/{id}")


def providers_of(tools: Tools) -> tuple[tuple[str, str], ...]:
    """Name and label of the signature providers, the usual one first; empty where there is nothing to choose."""
    offered = tools.signatures.offered()
    return tuple((one.name, one.label) for one in offered) if len(offered) > 1 else ()


def vollmacht_page(seen: PowerOfAttorneyView, identity: Identity, providers: tuple[tuple[str, str], ...] = ()) -> VollmachtPage:
    power, document = seen.power, seen.document
    label, tone = STATES[power.state]
    mine = identity.user.email.casefold()
    my_fields = [one for one in power.signers if one.representative.email.casefold() == mine]
    me = next((one for one in my_fields if one.field not in power.signed_fields), next(iter(my_fields), None))
    is_grantor = identity.user.role is Role.RESELLER
    mine_label = identity.actor.label
    compared = name_under_review(seen)
    done = {*power.signed_fields, compared}
    my_turn = is_grantor and power.state in SIGNABLE and me is not None and me.field not in done
    waits = document is not None and document.state in {DocumentState.AWAITING_TIMESTAMP, DocumentState.SEALED}
    return VollmachtPage(
        id=str(power.id),
        number=power.number,
        grantor=seen.reseller.grantor.name,
        customer_no=seen.reseller.grantor.customer_no,
        label=label,
        tone=tone,
        next_step=next_step(seen, is_grantor=is_grantor, my_turn=my_turn, waits=waits),
        signers=tuple(
            SignerLine(
                one.representative.full_name,
                FUNCTIONS[one.representative.function],
                one.field in power.signed_fields,
                one is me and is_grantor,
                one.field == compared,
            )
            for one in power.signers
        ),
        scopes=granted(power.terms.scopes, for_grantor=is_grantor),
        document_state=DOCUMENT_STATES[document.state] if document else None,
        sha256=document.accepted_sha256 if document else None,
        is_draft=power.state is State.DRAFT,
        my_turn=my_turn,
        as_representative=is_grantor,
        revocable=_offers_revocation(seen, identity.user.role),
        discard=_discard(power.state, my_turn=my_turn) if is_grantor else None,
        uploadable=power.state in SIGNABLE and identity.user.role is not Role.AUDITOR,
        has_verdict=seen.verdict is not None,
        accepted=power.accepted_at is not None,
        revoked=bool(power.revocations),
        exportable=identity.user.role in {Role.AUDITOR, Role.TEAM_LEAD} and document is not None and document.archive is not None,
        waits=waits,
        last_day=power.last_day,
        providers=providers,
        events=tuple((event.at, EVENTS[event.kind]) for event in reversed(seen.events) if event.kind in EVENTS),
        looks=looks_at(seen, mine_label) if is_grantor else (),
        remindable=is_grantor
        and power.state in SIGNABLE
        and any(one.field not in {*done, me.field if me else None} for one in power.signers),
        names_to_compare=compared is not None and identity.user.role in {Role.AGENT, Role.TEAM_LEAD},
        resting=power.state is State.SUSPENDED,
        suspendable=power.state in LIVE and identity.user.role in {Role.AGENT, Role.TEAM_LEAD},
        clearable=power.state is State.SUSPENDED and identity.user.role is Role.TEAM_LEAD,
        endable=power.state in LIVE and identity.user.role is Role.TEAM_LEAD,
        ended_because=power.ended_because if power.state is State.REJECTED or not is_grantor else None,
        ended_inside=power.state is not State.REJECTED,
        rested=() if is_grantor else _rested(power),
    )


def _rested(power: PowerOfAttorney) -> tuple[RestedLine, ...]:
    return tuple(
        RestedLine(
            SUSPENSIONS[one.ground],
            one.since,
            one.until,
            tuple(reason for reason in (one.asked.reason if one.asked else None, one.cleared_because) if reason),
        )
        for one in power.rests
        if one.until is not None
    )


def _offers_revocation(seen: PowerOfAttorneyView, role: Role) -> bool:
    """Before the last signature the grantor gives it up by discarding it: two buttons for one thing would only puzzle him."""
    unfinished = seen.power.state in ({State.DRAFT, *SIGNABLE} if role is Role.RESELLER else {State.DRAFT})
    return seen.revocable and not unfinished and role is not Role.AUDITOR


def _discard(state: State, *, my_turn: bool) -> str | None:
    if state is State.DRAFT:
        return "Entwurf verwerfen"
    if state in SIGNABLE:
        return "Ich unterschreibe nicht" if my_turn else "Vollmacht zurückziehen"
    return None
