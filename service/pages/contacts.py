"""The reseller's emergency contacts: name one in two steps, with the letter he will get in view; invite again, order, strike off."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.emergency_contact import MOST_CONTACTS, ContactState, EmergencyContact
from service.domain.errors import InputRefused
from service.domain.ids import EmergencyContactId, ResellerId
from service.domain.parties import ContactLevel
from service.intake.contact_form import parse_contact
from service.pages.contact_words import LEVEL_CHOICES, STATE_NOTES
from service.pages.rendering import day, render, see_other
from service.pages.words import CONTACT_STATES, CONTACT_TONES, LEVELS
from service.use_cases.arrange_contacts import move_contact_up
from service.use_cases.find_reseller import ResellerView, view_reseller
from service.use_cases.invite_contact import invite_contact
from service.use_cases.name_contact import name_contact
from service.use_cases.preview_invitation import preview_invitation
from service.use_cases.remove_contact import remove_contact
from service.web.identity import Identity, PageAccess
from service.web.state import RequestTools

router = APIRouter(prefix="/vorsorge/kontakte")
Grantor = Annotated[Identity, Depends(PageAccess(Role.RESELLER))]
Typed = Annotated[str, Form(max_length=300)]


@dataclass(frozen=True, slots=True)
class ContactLine:
    """Attributes:
    note: what this state means for the reseller, and until when.
    invite: what sending the invitation is called now; None: he has answered.
    """

    id: str
    name: str
    relation: str
    reach: str
    level: str
    label: str
    tone: str
    note: str
    invite: str | None
    movable: bool


@dataclass(frozen=True, slots=True)
class ContactList:
    """Attributes:
    past: who was named before, with what became of it.
    """

    lines: tuple[ContactLine, ...]
    past: tuple[tuple[str, str, str], ...]
    room: bool


@dataclass(frozen=True, slots=True)
class ContactForm:
    """Attributes:
    typed: field → what stands in it.
    wrong: field → what to change.
    replaced: whose place he takes, by name; empty: nobody's.
    points: all that is wrong, for the top of the page: the field, or empty, and the sentence.
    """

    typed: dict[str, str]
    wrong: dict[str, str]
    replaces: str
    replaced: str
    levels: tuple[tuple[str, str, str], ...]
    points: tuple[tuple[str, str], ...]


@router.get("")
def listed(request: Request, identity: Grantor, tools: RequestTools) -> Response:
    seen = view_reseller(own(identity), identity.actor, tools)
    return render(request, "contacts.html", "Ihre Notfallkontakte", page=contact_list(seen), most=MOST_CONTACTS)


@router.get("/neu")
def form(request: Request, identity: Grantor, tools: RequestTools, ersetzt: str = "") -> Response:
    seen = view_reseller(own(identity), identity.actor, tools)
    return render(request, "contact-new.html", "Notfallkontakt benennen", page=contact_form(seen, {}, ersetzt))


@router.post("/neu")
def change(
    request: Request, identity: Grantor, tools: RequestTools,
    given_name: Typed = "", surname: Typed = "", relation: Typed = "", phone: Typed = "", email: Typed = "", level: Typed = "",
    ersetzt: Typed = "",
) -> Response:  # fmt: skip
    """Back from the preview, with what was typed."""
    seen = view_reseller(own(identity), identity.actor, tools)
    typed = _typed(given_name, surname, relation, phone, email, level)
    return render(request, "contact-new.html", "Notfallkontakt benennen", page=contact_form(seen, typed, ersetzt))


@router.post("/vorschau")
def preview(
    request: Request, identity: Grantor, tools: RequestTools,
    given_name: Typed = "", surname: Typed = "", relation: Typed = "", phone: Typed = "", email: Typed = "", level: Typed = "",
    ersetzt: Typed = "",
) -> Response:  # fmt: skip
    """Nothing is stored yet: the letter is shown first."""
    typed = _typed(given_name, surname, relation, phone, email, level)
    try:
        named = parse_contact(typed, tools.documents.undrawable)
    except InputRefused as refused:
        return _refused(request, identity, tools, typed, ersetzt, refused)
    subject, text = preview_invitation(own(identity), identity.actor, tools, named=named)
    typed["phone"] = named.phone
    seen = view_reseller(own(identity), identity.actor, tools)
    return render(
        request, "contact-preview.html", "Einladung prüfen", page=contact_form(seen, typed, ersetzt), subject=subject, letter=text,
        name=f"{named.given_name} {named.surname}", chosen=LEVEL_CHOICES[named.level],
    )  # fmt: skip


@router.post("")
def name(
    request: Request, identity: Grantor, tools: RequestTools,
    given_name: Typed = "", surname: Typed = "", relation: Typed = "", phone: Typed = "", email: Typed = "", level: Typed = "",
    ersetzt: Typed = "",
) -> Response:  # fmt: skip
    typed = _typed(given_name, surname, relation, phone, email, level)
    try:
        named = parse_contact(typed, tools.documents.undrawable)
        name_contact(own(identity), identity.actor, tools, named=named, replaces=_replaced(ersetzt))
    except InputRefused as refused:
        return _refused(request, identity, tools, typed, ersetzt, refused)
    return see_other("/vorsorge/kontakte")


@router.post("/{id}/einladen")
def invite(id: UUID, identity: Grantor, tools: RequestTools) -> Response:
    invite_contact(EmergencyContactId(id), identity.actor, tools)
    return see_other("/vorsorge/kontakte")


@router.post("/{id}/nach-oben")
def move_up(id: UUID, identity: Grantor, tools: RequestTools) -> Response:
    move_contact_up(EmergencyContactId(id), identity.actor, tools)
    return see_other("/vorsorge/kontakte")


@router.post("/{id}/streichen")
def remove(id: UUID, identity: Grantor, tools: RequestTools) -> Response:
    remove_contact(EmergencyContactId(id), identity.actor, tools)
    return see_other("/vorsorge/kontakte")


def contact_list(seen: ResellerView) -> ContactList:
    ordered = sorted((one for one in seen.contacts if one.is_open), key=lambda one: (one.order, one.created_at))
    past = sorted((one for one in seen.contacts if not one.is_open), key=lambda one: one.changed_at, reverse=True)
    return ContactList(
        lines=tuple(_line(one, first=index == 0) for index, one in enumerate(ordered)),
        past=tuple((_name(one), CONTACT_STATES[one.state], day(one.changed_at)) for one in past),
        room=len(ordered) < MOST_CONTACTS,
    )


def contact_form(seen: ResellerView, typed: dict[str, str], replaces: str, refused: InputRefused | None = None) -> ContactForm:
    """Args:
    replaces: id of the contact whose place he takes; what is no open contact of this reseller counts as none.
    """
    before = next((one for one in seen.contacts if one.is_open and str(one.id) == replaces), None)
    faults = refused.faults if refused else ()
    fields = ("given_name", "surname", "relation", "phone", "email", "level")
    wrong = dict.fromkeys(fields, "") | {fault.path.removeprefix("$."): fault.text for fault in faults}
    return ContactForm(
        typed=dict.fromkeys(fields, "") | typed,
        wrong=wrong,
        replaces=str(before.id) if before else "",
        replaced=_name(before) if before else "",
        levels=tuple((level.value, *LEVEL_CHOICES[level]) for level in ContactLevel),
        points=tuple((name if name in fields else "", text) for name, text in wrong.items() if text),
    )


def own(identity: Identity) -> ResellerId:
    assert identity.user.reseller is not None  # noqa: S101 - every RESELLER has one
    return identity.user.reseller


def _line(contact: EmergencyContact, *, first: bool) -> ContactLine:
    return ContactLine(
        id=str(contact.id),
        name=_name(contact),
        relation=contact.named.relation or "",
        reach=f"{contact.phone or contact.named.phone} · {contact.named.email}",
        level=LEVELS[contact.named.level],
        label=CONTACT_STATES[contact.state],
        tone=CONTACT_TONES[contact.state],
        note=STATE_NOTES.get(contact.state, "").format(
            until=day(contact.invitation_ends_at), since=day(contact.confirmed_at or contact.changed_at)
        ),
        invite={ContactState.DRAFT: "Jetzt einladen", ContactState.INVITED: "Einladung noch einmal schicken"}.get(contact.state),
        movable=not first,
    )


def _name(contact: EmergencyContact) -> str:
    return f"{contact.named.given_name} {contact.named.surname}"


def _typed(given_name: str, surname: str, relation: str, phone: str, email: str, level: str) -> dict[str, str]:
    return {
        "given_name": given_name, "surname": surname, "relation": relation, "phone": phone, "email": email, "level": level,
    }  # fmt: skip


def _replaced(typed: str) -> EmergencyContactId | None:
    try:
        return EmergencyContactId(UUID(typed))
    except ValueError:
        return None


def _refused(
    request: Request, identity: Identity, tools: RequestTools, typed: dict[str, str], replaces: str, refused: InputRefused
) -> Response:
    seen = view_reseller(own(identity), identity.actor, tools)
    view = contact_form(seen, typed, replaces, refused)
    return render(request, "contact-new.html", "Notfallkontakt benennen", status=422, page=view)
