"""„Meine Vorsorge“: what is done, what is missing, and the one click that stops an emergency."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.customer_notice import informed_count
from service.domain.emergency_case import EmergencyCase
from service.domain.emergency_contact import ContactState
from service.domain.ids import EmergencyCaseId, ResellerId
from service.domain.power_of_attorney import BERLIN, LIVE, OPEN, SIGNABLE, PowerOfAttorney, State
from service.pages.rendering import day, render, see_other
from service.pages.words import CONTACT_STATES, LEVELS, STATES
from service.use_cases.activate_emergency import stand_down_emergency
from service.use_cases.check_provision import confirm_provision
from service.use_cases.find_reseller import ResellerView, view_reseller
from service.web.identity import Identity, PageAccess
from service.web.state import RequestTools

router = APIRouter()
Grantor = Annotated[Identity, Depends(PageAccess(Role.RESELLER))]


@dataclass(frozen=True, slots=True)
class Block:
    """One building block of the provision. `tone`: good, wait or bad; `label` says the same in a word."""

    title: str
    text: str
    tone: str
    label: str
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
    check_due: bool
    checked_on: str

    @property
    def done(self) -> int:
        return sum(block.tone == "good" for block in self.blocks)


@router.get("/vorsorge")
def page(request: Request, identity: Grantor, tools: RequestTools) -> Response:
    seen = view_reseller(_own(identity), identity.actor, tools)
    return render(request, "provision.html", "Meine Vorsorge", provision=provision_of(seen, identity.user.email, tools.clock()))


@router.post("/vorsorge/geprueft")
def confirm(identity: Grantor, tools: RequestTools) -> Response:
    """The yearly check: everything is still right."""
    confirm_provision(_own(identity), identity.actor, tools)
    return see_other("/vorsorge")


@router.post("/notfaelle/{id}/mir-geht-es-gut")
def sign_of_life(id: UUID, identity: Grantor, tools: RequestTools) -> Response:
    """One click stops it."""
    stand_down_emergency(EmergencyCaseId(id), identity.actor, tools, reason="„Mir geht es gut“ im Kundenkonto")
    return see_other("/vorsorge")


def provision_of(seen: ResellerView, email: str, at: datetime | None = None) -> Provision:
    """Args:
    email: of whoever looks: is it his turn to sign?
    at: now, for the yearly check; None: it is not asked for.
    """
    live = next((power for power in seen.powers if power.state is State.EFFECTIVE), None)
    return Provision(
        name=seen.reseller.grantor.name,
        customer_no=seen.reseller.grantor.customer_no,
        blocks=(_contact_block(seen), _power_block(seen.powers, email), _customer_block(seen)),
        contacts=tuple(
            (f"{one.named.given_name} {one.named.surname}", LEVELS[one.named.level], CONTACT_STATES[one.state])
            for one in sorted(seen.contacts, key=lambda one: one.order)
            if one.is_open
        ),
        powers=tuple(_line(power) for power in seen.powers),
        emergencies=tuple(case for case in seen.cases if case.is_open),
        check_due=at is not None and seen.reseller.check_due(live.effective_at if live else None, at),
        checked_on=day(seen.reseller.checked_at) if seen.reseller.checked_at else "",
    )


def _contact_block(seen: ResellerView) -> Block:
    title, href = "Notfallkontakt", "/vorsorge/kontakte"
    open_ones = [one for one in seen.contacts if one.is_open]
    active = [one for one in open_ones if one.state is ContactState.ACTIVE]
    if active:
        count = "Ein Kontakt ist aktiv." if len(active) == 1 else f"{len(active)} Kontakte sind aktiv."
        return Block(title, count, "good", "erledigt", href, "Ansehen")
    if any(one.state is ContactState.UNCONFIRMED for one in open_ones):
        text = "Ihr Kontakt hat auf unsere jährliche Nachfrage nicht geantwortet."
        return Block(title, text, "wait", "unbestätigt", href, "Nachsehen")
    if any(one.state is ContactState.INVITED for one in open_ones):
        text = "Eingeladen, aber noch nicht bestätigt. Denken Sie daran: Der Notfallkontakt ersetzt die Vollmacht nicht."
        return Block(title, text, "wait", "offen", href, "Nachsehen")
    if open_ones:
        text = "Benannt, aber noch nicht eingeladen. Denken Sie daran: Der Notfallkontakt ersetzt die Vollmacht nicht."
        return Block(title, text, "wait", "offen", href, "Jetzt einladen")
    text = "Niemand ist benannt. Mit wem dürfen wir sprechen, wenn wir Sie nicht erreichen?"
    return Block(title, text, "bad", "fehlt", "/vorsorge/kontakte/neu", "Notfallkontakt benennen")


def _power_block(powers: tuple[PowerOfAttorney, ...], email: str) -> Block:
    title = "Vollmacht"
    live = next((power for power in powers if power.state in LIVE), None)
    pending = next((power for power in powers if power.state in OPEN), None)
    if pending is not None and pending.state in SIGNABLE and (live is None or _is_asked(pending, email)):
        return _signable_block(title, pending, email)
    if live is not None:
        label, tone = STATES[live.state]
        text = {
            State.EFFECTIVE: f"{live.number} ist wirksam bis einschließlich {day(live.last_day)}.",
            State.COOLING_OFF: f"{live.number} ist angenommen und wird am {day(live.cooling_off_ends_at)} von selbst wirksam.",
            State.SUSPENDED: f"{live.number} ruht, bis geklärt ist, ob sie widerrufen wurde.",
        }[live.state]
        short = {"good": "erledigt", "wait": "läuft"}.get(tone, label)
        return Block(title, text, tone, short, f"/vollmacht/{live.id}", "Ansehen")
    if pending is not None and pending.state is State.DRAFT:
        text = f"{pending.number} ist erst ein Entwurf."
        return Block(title, text, "wait", "offen", f"/vollmacht/{pending.id}", "Weitermachen")
    if pending is not None:
        text = f"{pending.number} ist unterschrieben. Wir prüfen sie und melden uns."
        return Block(title, text, "wait", "wird geprüft", f"/vollmacht/{pending.id}", "Ansehen")
    text = "Es gibt noch keine. Ohne sie dürfen wir Ihre Kunden nicht ansprechen."
    return Block(title, text, "bad", "fehlt", "/vollmacht/neu", "Vollmacht vorbereiten")


def _signable_block(title: str, power: PowerOfAttorney, email: str) -> Block:
    until = f" Frist: {day(power.deadline_at)}." if power.deadline_at else ""
    if _is_asked(power, email):
        text = f"{power.number} wartet auf Ihre Unterschrift.{until}"
        return Block(title, text, "wait", "Sie sind dran", f"/vollmacht/{power.id}", "Lesen und unterschreiben")
    missing = [one.representative.full_name for one in power.signers if one.field not in power.signed_fields]
    text = f"{power.number} wartet auf: {', '.join(missing)}.{until}"
    return Block(title, text, "wait", "offen", f"/vollmacht/{power.id}", "Ansehen")


def _is_asked(power: PowerOfAttorney, email: str) -> bool:
    wanted = email.casefold()
    return any(one.representative.email.casefold() == wanted and one.field not in power.signed_fields for one in power.signers)


def _customer_block(seen: ResellerView) -> Block:
    title, count = "Kunden informiert", len(seen.end_customers)
    told = informed_count(seen.end_customers, seen.notices)
    href = "/vorsorge/kunden"
    if not count:
        return Block(
            title,
            "Bei uns ist kein Endkunde von Ihnen geführt; hier ist nichts zu tun.",
            "good",
            "nichts zu tun",
            href,
            "Ansehen",
        )
    label = f"{told} von {count}"
    if told == count:
        return Block(title, "Alle Ihre Endkunden wissen von Ihrer Vorsorge.", "good", label, href, "Ansehen")
    advice = "Sagen Sie Ihren Kunden vorab, dass es diese Vorsorge gibt: Dann hält später niemand unsere Nachricht für Betrug."
    return Block(title, advice, "wait" if told else "bad", label, href, "Kunden informieren")


def _line(power: PowerOfAttorney) -> PowerLine:
    label, tone = STATES[power.state]
    return PowerLine(str(power.id), power.number, label, tone, power.created_at.astimezone(BERLIN).date().isoformat())


def _own(identity: Identity) -> ResellerId:
    assert identity.user.reseller is not None  # noqa: S101 - every RESELLER has one
    return identity.user.reseller
