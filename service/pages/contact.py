"""The emergency contact's pages, behind his links: decide, know one's role, report an emergency, resign. No account, on a telephone."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from service.domain.emergency_case import Ground
from service.domain.emergency_contact import ContactState, EmergencyContact
from service.domain.errors import InputRefused
from service.domain.link import LinkPurpose
from service.domain.parties import ContactLevel
from service.pages.rendering import day, render, see_other
from service.pages.words import GROUNDS_OUTSIDE
from service.use_cases.answer_invitation import (
    accept_by_link,
    change_phone_by_link,
    contact_of_link,
    decline_by_link,
    resign_by_link,
)
from service.use_cases.confirm_contact import change_passphrase_by_link, confirm_by_link
from service.use_cases.report_emergency import CaseAlreadyOpen, report_as_contact
from service.web.link_access import LinkAccess, Visitor
from service.web.state import RequestTools

router = APIRouter()
Invited = Annotated[Visitor, Depends(LinkAccess(LinkPurpose.CONTACT_INVITATION))]
Contact = Annotated[Visitor, Depends(LinkAccess(LinkPurpose.CONTACT_ROLE))]
Phone = Annotated[str, Form(max_length=60)]

PLACES = {LinkPurpose.CONTACT_INVITATION: "/einladung", LinkPurpose.CONTACT_ROLE: "/kontakt"}
# What he may do, and what he may not, in plain words.
MAY = {
    ContactLevel.NOTIFY_ONLY: ("Wir sagen Ihnen Bescheid, wenn ein Notfall geprüft wird.",),
    ContactLevel.MAY_REPORT: (
        "Sie dürfen uns einen Notfall melden.",
        "Wir sprechen mit Ihnen darüber, was als Nächstes geschieht.",
    ),
    ContactLevel.MAY_DECIDE: (
        "Sie dürfen uns einen Notfall melden.",
        "Sie dürfen Entscheidungen treffen, die in der unterschriebenen Vollmacht stehen, zum Beispiel ob eine Domain verlängert wird.",
    ),
}
MAY_NOT = (
    "Sie bekommen von uns keine Passwörter und keine Kundenlisten.",
    "Sie werden nicht Vertragspartner und haften nicht für Rechnungen.",
    "Eine Vollmacht ist das nicht: Verträge schließen Sie damit nicht.",
)


@dataclass(frozen=True, slots=True)
class ContactPage:
    """Attributes:
    action: where its forms go.
    may_report: whether he may report an emergency himself.
    wrong: field → what to change, empty where it is right.
    asked_to_confirm: a year has passed: is he still the one?
    locked: his passphrase was said wrongly three times.
    """

    action: str
    given_name: str
    customer: str
    hoster: str
    hotline: str
    may: tuple[str, ...]
    may_not: tuple[str, ...]
    may_report: bool
    phone: str
    grounds: tuple[tuple[str, str], ...]
    wrong: dict[str, str]
    asked_to_confirm: bool
    confirmed_on: str
    locked: bool


@router.get("/einladung/{token}")
def invitation(request: Request, visitor: Invited, tools: RequestTools) -> Response:
    view = _page(visitor, tools)
    return render(request, "invitation.html", f"{view.customer} vertraut Ihnen", page=view)


@router.post("/einladung/{token}/annehmen")
def accept(
    request: Request,
    visitor: Invited,
    tools: RequestTools,
    phone: Phone = "",
    passphrase: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    try:
        contact = accept_by_link(visitor.token, tools, phone=phone, passphrase=passphrase)
    except InputRefused as refused:
        view = _page(visitor, tools, refused=refused, phone=phone)
        return render(request, "invitation.html", f"{view.customer} vertraut Ihnen", status=422, page=view)
    return _thanks(request, contact)


@router.post("/einladung/{token}/ablehnen")
def decline(request: Request, visitor: Invited, tools: RequestTools) -> Response:
    return _thanks(request, decline_by_link(visitor.token, tools))


@router.get("/kontakt/{token}")
def role(request: Request, visitor: Contact, tools: RequestTools) -> Response:
    """His role, and the card for the day X: nothing secret stands on it."""
    view = _page(visitor, tools)
    return render(request, "contact.html", "Meine Aufgabe als Notfallkontakt", page=view, changed=False)


@router.post("/kontakt/{token}/telefon")
def change_phone(request: Request, visitor: Contact, tools: RequestTools, phone: Phone = "") -> Response:
    try:
        change_phone_by_link(visitor.token, tools, phone=phone)
    except InputRefused as refused:
        view = _page(visitor, tools, refused=refused, phone=phone)
        return render(request, "contact.html", "Meine Aufgabe als Notfallkontakt", status=422, page=view, changed=False)
    return see_other(f"/kontakt/{visitor.token}")


@router.post("/kontakt/{token}/bestaetigen")
def confirm(visitor: Contact, tools: RequestTools) -> Response:
    confirm_by_link(visitor.token, tools)
    return see_other(f"/kontakt/{visitor.token}")


@router.post("/kontakt/{token}/kennwort")
def change_passphrase(
    request: Request, visitor: Contact, tools: RequestTools, passphrase: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    try:
        change_passphrase_by_link(visitor.token, tools, passphrase=passphrase)
    except InputRefused as refused:
        view = _page(visitor, tools, refused=refused)
        return render(request, "contact.html", "Meine Aufgabe als Notfallkontakt", status=422, page=view, changed=False)
    view = _page(visitor, tools)
    return render(request, "contact.html", "Meine Aufgabe als Notfallkontakt", page=view, changed=True)


@router.post("/kontakt/{token}/notfall")
def report(request: Request, visitor: Contact, tools: RequestTools, ground: Annotated[Ground, Form()]) -> Response:
    view = _page(visitor, tools)
    try:
        code: str | None = report_as_contact(visitor.token, tools, ground=ground).code
    except CaseAlreadyOpen:
        code = None
    return render(request, "reported.html", "Danke, wir kümmern uns", page=view, code=code)


@router.post("/kontakt/{token}/abgeben")
def resign(request: Request, visitor: Contact, tools: RequestTools) -> Response:
    return _thanks(request, resign_by_link(visitor.token, tools))


def _page(visitor: Visitor, tools: RequestTools, *, refused: InputRefused | None = None, phone: str = "") -> ContactPage:
    contact, customer, hoster, hotline = contact_of_link(visitor.token, visitor.link.purpose, tools)
    level = contact.named.level
    return ContactPage(
        action=f"{PLACES[visitor.link.purpose]}/{visitor.token}",
        given_name=contact.named.given_name,
        customer=customer,
        hoster=hoster,
        hotline=hotline,
        may=MAY[level],
        may_not=MAY_NOT,
        may_report=level is not ContactLevel.NOTIFY_ONLY and contact.state in {ContactState.ACTIVE, ContactState.UNCONFIRMED},
        phone=phone or contact.phone or contact.named.phone,
        grounds=tuple((ground.value, words) for ground, words in GROUNDS_OUTSIDE.items()),
        wrong={"phone": "", "passphrase": ""}
        | {fault.path.removeprefix("$."): fault.text for fault in (refused.faults if refused else ())},
        asked_to_confirm=contact.state is ContactState.UNCONFIRMED or contact.confirmation_asked,
        confirmed_on=day(contact.confirmed_at),
        locked=contact.is_locked,
    )


def _thanks(request: Request, contact: EmergencyContact) -> Response:
    title, text = {
        ContactState.ACTIVE: (
            "Danke, dass Sie da sind",
            "Sie sind jetzt als Notfallkontakt eingetragen. Wir haben Ihnen eine Nachricht mit Ihrem persönlichen Link geschickt; bitte heben Sie sie auf.",
        ),
        ContactState.DECLINED: ("Danke für Ihre Antwort", "Wir haben Ihre Absage weitergegeben. Sie müssen nichts weiter tun."),
    }.get(
        contact.state,
        ("Sie sind nicht mehr Notfallkontakt", "Ihre Aufgabe ist beendet, ab sofort. Danke, dass Sie sie übernommen hatten."),
    )
    return render(request, "thanks.html", title, text=text)
