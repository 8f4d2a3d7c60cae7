"""„Meine Vorsorge“: what is done, what is missing, and the one click that stops an emergency."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.emergency_case import EmergencyCase
from service.domain.emergency_contact import ContactState
from service.domain.ids import EmergencyCaseId, ResellerId
from service.domain.power_of_attorney import LIVE, OPEN, PowerOfAttorney, State
from service.pages.rendering import render, see_other
from service.pages.words import CONTACT_STATES, LEVELS, STATES
from service.use_cases.activate_emergency import stand_down_emergency
from service.use_cases.find_reseller import ResellerView, view_reseller
from service.web.identity import Identity, PageAccess
from service.web.state import RequestTools

router = APIRouter()
Grantor = Annotated[Identity, Depends(PageAccess(Role.RESELLER))]


@dataclass(frozen=True, slots=True)
class Block:
    """One building block of the provision. `tone`: good, wait or bad."""

    title: str
    text: str
    tone: str
    href: str | None = None
    action: str | None = None


@dataclass(frozen=True, slots=True)
class PowerLine:
    id: str
    number: str
    label: str
    tone: str
    since: str


@dataclass(frozen=True, slots=True)
class Provision:
    """The status card: `done` of three blocks."""

    name: str
    customer_no: str
    blocks: tuple[Block, ...]
    contacts: tuple[tuple[str, str, str], ...]
    powers: tuple[PowerLine, ...]
    emergencies: tuple[EmergencyCase, ...]

    @property
    def done(self) -> int:
        return sum(block.tone == "good" for block in self.blocks)


@router.get("/vorsorge")
def page(request: Request, identity: Grantor, tools: RequestTools) -> Response:
    seen = view_reseller(_own(identity), identity.actor, tools)
    return render(request, "provision.html", "Meine Vorsorge", provision=provision_of(seen))


@router.post("/notfaelle/{id}/mir-geht-es-gut")
def sign_of_life(id: UUID, identity: Grantor, tools: RequestTools) -> Response:
    """One click stops it."""
    stand_down_emergency(EmergencyCaseId(id), identity.actor, tools, reason="„Mir geht es gut“ im Kundenkonto")
    return see_other("/vorsorge")


def provision_of(seen: ResellerView) -> Provision:
    return Provision(
        name=seen.reseller.grantor.name,
        customer_no=seen.reseller.grantor.customer_no,
        blocks=(_contact_block(seen), _power_block(seen.powers), _customer_block(seen)),
        contacts=tuple(
            (
                f"{one.named.given_name} {one.named.surname}",
                LEVELS[one.named.level],
                CONTACT_STATES[one.state],
            )
            for one in seen.contacts
            if one.is_open
        ),
        powers=tuple(_line(power) for power in seen.powers),
        emergencies=tuple(case for case in seen.cases if case.is_open),
    )


def _contact_block(seen: ResellerView) -> Block:
    title = "Notfallkontakt"
    open_ones = [one for one in seen.contacts if one.is_open]
    active = [one for one in open_ones if one.state is ContactState.ACTIVE]
    if active:
        return Block(
            title, f"{len(active)} Kontakt ist aktiv." if len(active) == 1 else f"{len(active)} Kontakte sind aktiv.", "good"
        )
    if open_ones:
        return Block(title, "Benannt, aber noch nicht bestätigt. Der Notfallkontakt ersetzt die Vollmacht nicht.", "wait")
    return Block(title, "Niemand ist benannt. Bitte melden Sie uns eine Person Ihres Vertrauens.", "bad")


def _power_block(powers: tuple[PowerOfAttorney, ...]) -> Block:
    title = "Vollmacht"
    live = next((power for power in powers if power.state in LIVE), None)
    pending = next((power for power in powers if power.state in OPEN), None)
    if live is not None and live.state is State.EFFECTIVE:
        return Block(title, f"{live.number} ist wirksam.", "good", f"/vollmacht/{live.id}", "Ansehen")
    if live is not None:
        return Block(title, f"{live.number}: {STATES[live.state][0]}.", STATES[live.state][1], f"/vollmacht/{live.id}", "Ansehen")
    if pending is not None:
        text = f"{pending.number}: {STATES[pending.state][0]}."
        return Block(title, text, "wait", f"/vollmacht/{pending.id}", "Weitermachen")
    return Block(
        title,
        "Es gibt noch keine. Ohne sie dürfen wir Ihre Kunden nicht ansprechen.",
        "bad",
        "/vollmacht/neu",
        "Vollmacht vorbereiten",
    )


def _customer_block(seen: ResellerView) -> Block:
    count = len(seen.end_customers)
    text = f"Sie haben {count} Endkunden bei uns. Sagen Sie ihnen vorab, dass es diese Vorsorge gibt (§ 171 BGB)."
    return Block("Kunden informiert", text, "wait")


def _line(power: PowerOfAttorney) -> PowerLine:
    label, tone = STATES[power.state]
    return PowerLine(str(power.id), power.number, label, tone, power.created_at.date().isoformat())


def _own(identity: Identity) -> ResellerId:
    assert identity.user.reseller is not None  # noqa: S101 - every RESELLER has one
    return identity.user.reseller
