"""The documents beside the Vollmacht: each is issued once, sealed if the hoster has a seal, and kept. Who asks again gets the same
bytes, whatever has changed since."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid5

from service.domain.access import Actor
from service.domain.emergency_contact import ContactState, EmergencyContact
from service.domain.errors import NotFound, Unavailable
from service.domain.ids import DocumentId, EmergencyContactId, PowerOfAttorneyId, ResellerId
from service.domain.link import LinkPurpose
from service.domain.power_of_attorney import BERLIN, PowerOfAttorney, State, SuspensionGround, last_day_of_term
from service.use_cases.answer_invitation import LINK_READER
from service.use_cases.document_orders import (
    DOCUMENT_NAMES,
    AcceptanceFacts,
    ContactCardFacts,
    ContactDeclarationFacts,
    Facts,
    LetterOrder,
    RevocationConfirmationFacts,
    ValidationReportFacts,
)
from service.use_cases.issue_order import issue_order
from service.use_cases.open_link import usable_link
from service.use_cases.ports import Tools
from service.use_cases.recording import record, require_tenant
from service.use_cases.repositories import Work

_REASONS: Mapping[str, str] = {
    "acceptance": "Annahme des Auftrags",
    "revocation-confirmation": "Widerrufsbestätigung",
    "validation-report": "Prüfbericht",
    "contact-declaration": "Erklärung des Notfallkontakts",
    "account": "Rechenschaft",
    "first-information": "Erstinformation",
}
_STATES: Mapping[SuspensionGround, str] = {
    SuspensionGround.UNVERIFIED_REVOCATION: "SUSPENDED_UNVERIFIED_REVOCATION",
    SuspensionGround.PARTIAL_REVOCATION: "SUSPENDED_PARTIAL_REVOCATION",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """`name`: of the file, without personal data."""

    name: str
    content: bytes


def acceptance(id: PowerOfAttorneyId, actor: Actor, tools: Tools) -> Letter:
    """Annahme (§§ 662, 675 BGB), naming the SHA-256 of the signed file. Raises NotFound: not accepted yet."""
    with tools.transactions(actor) as work:
        power = _own(work, id, actor)
        document = work.documents.of(id)
        if power.accepted_at is None or power.declared_at is None or document is None:
            raise NotFound("Diese Vollmacht ist noch nicht angenommen.")
        ends_at = power.cooling_off_ends_at or power.accepted_at
        waits = ends_at > power.accepted_at
        facts = AcceptanceFacts(
            signed_sha256=document.accepted_sha256,
            declared_on=_day(power.declared_at),
            accepted_on=_day(power.accepted_at),
            cooling_off_until=_day(ends_at) if waits else None,
            effective_on=_day(ends_at),
            term_until=last_day_of_term(ends_at, power.terms.term_years),
        )
        order = letter_order(work, tools, power, facts, subject=id)
        kept = work.letters.get("acceptance", id)
    return issued(order, kept, id, power.reseller, actor, tools)


def revocation_confirmation(id: PowerOfAttorneyId, actor: Actor, tools: Tools) -> Letter:
    """Widerrufsbestätigung of the newest revocation, for the state the Vollmacht is in. Raises NotFound: nobody revoked."""
    with tools.transactions(actor) as work:
        power = _own(work, id, actor)
        if not power.revocations:
            raise NotFound("Zu dieser Vollmacht ist kein Widerruf eingegangen.")
        revocation = power.revocations[-1]
        state = _STATES.get(power.suspension, "REVOKED") if power.suspension else "REVOKED"
        if power.state is State.SUSPENDED and power.suspension not in _STATES:
            raise NotFound("Die Vollmacht ruht aus einem anderen Grund als einem Widerruf.")
        cases = [case for case in work.emergency_cases.of(power.reseller) if case.is_open]
        facts = RevocationConfirmationFacts(
            declared_by=revocation.declared_by,
            received_at=revocation.received_at,
            recorded_at=revocation.recorded_at,
            written_at=tools.clock(),
            state=state,
            decisions=work.decisions.count_since(power.reseller, revocation.received_at)
            if revocation.received_at < revocation.recorded_at
            else 0,
            case_code=cases[0].code if cases else None,
        )
        subject = uuid5(revocation.id, state)
        order = letter_order(work, tools, power, facts, subject=subject)
        kept = work.letters.get("revocation-confirmation", subject)
    return issued(order, kept, subject, power.reseller, actor, tools)


def validation_report(id: PowerOfAttorneyId, actor: Actor, tools: Tools) -> Letter:
    """Prüfbericht on the last accepted revision, as judged when it was accepted. Raises NotFound: nothing was signed yet."""
    with tools.transactions(actor) as work:
        power = _own(work, id, actor)
        document = work.documents.of(id)
        verdict = work.documents.verdict(document.id) if document else None
        if document is None or verdict is None:
            raise NotFound("Zu dieser Vollmacht gibt es noch keine Unterschrift.")
        facts = ValidationReportFacts(
            verdict=verdict,
            file_bytes=0,
            judged_at=datetime.fromisoformat(str(verdict["at"])) if verdict.get("at") else tools.clock(),
        )
        # Another revision, or another verdict on it, is another report.
        subject = uuid5(document.id, f"{verdict['sha256']} {verdict.get('at')}")
        order = letter_order(work, tools, power, facts, subject=subject)
        kept = work.letters.get("validation-report", subject)
        stored = work.documents.revision(document.id, document.revision) if document.archive is None else None
    if kept is None:
        # Outside the transaction: a store that hangs holds no connection of the database.
        content = tools.archive.read(document.archive) if document.archive is not None else stored or b""
        order = replace(order, facts=replace(facts, file_bytes=len(content)))
    return issued(order, kept, subject, power.reseller, actor, tools)


def contact_declaration(token: str, tools: Tools) -> Letter:
    """What he declared when he accepted, for his own papers. Raises NotFound: he has not."""
    with tools.transactions(LINK_READER) as work:
        contact, power = _contact(work, token, tools)
        if contact.confirmed_at is None:
            raise NotFound("Sie haben die Aufgabe noch nicht angenommen.")
        subject = uuid5(contact.id, contact.confirmed_at.isoformat())
        facts = ContactDeclarationFacts(contact=contact.named, declared_at=contact.confirmed_at)
        order = letter_order(work, tools, power, facts, subject=subject)
        kept = work.letters.get("contact-declaration", subject)
    return issued(order, kept, subject, contact.reseller, LINK_READER, tools)


def contact_card(token: str, tools: Tools) -> Letter:
    """Notfallkarte to print; nothing is declared in it, so it is neither kept nor sealed."""
    with tools.transactions(LINK_READER) as work:
        contact, power = _contact(work, token, tools)
        order = letter_order(work, tools, power, ContactCardFacts(contact=contact.named), subject=contact.id)
    return Letter("notfallkarte.pdf", tools.documents.letter(order))


def _own(work: Work, id: PowerOfAttorneyId, actor: Actor) -> PowerOfAttorney:
    power = work.powers_of_attorney.get(id)
    require_tenant(actor, power.reseller)
    return power


def _contact(work: Work, token: str, tools: Tools) -> tuple[EmergencyContact, PowerOfAttorney]:
    """The contact behind the link, and the Vollmacht that names him: the newest that was issued."""
    link = usable_link(work, token, LinkPurpose.CONTACT_ROLE, tools)
    contact = work.emergency_contacts.get(EmergencyContactId(link.subject))
    issued = [power for power in work.powers_of_attorney.of(contact.reseller) if power.document is not None]
    if not issued or contact.state not in {ContactState.ACTIVE, ContactState.UNCONFIRMED}:
        raise NotFound("Dieses Dokument gibt es, sobald die Vollmacht ausgestellt und Ihre Aufgabe angenommen ist.")
    return contact, issued[0]


def letter_order(work: Work, tools: Tools, power: PowerOfAttorney, facts: Facts, *, subject: UUID) -> LetterOrder:
    """What a document beside the Vollmacht is made of; `subject`: what it is about, and its own id follows from that."""
    about = issue_order(work, tools, power, power.document or DocumentId(power.id))
    return LetterOrder(document=DocumentId(uuid5(subject, DOCUMENT_NAMES[type(facts)])), about=about, facts=facts)


def issued(order: LetterOrder, kept: bytes | None, subject: UUID, reseller: ResellerId, actor: Actor, tools: Tools) -> Letter:
    """Make, seal and keep it, unless it is there already. Sealing asks others and so stands outside the transaction."""
    kind = DOCUMENT_NAMES[type(order.facts)]
    name = f"{kind}-{subject}.pdf"
    if kept is not None:
        return Letter(name, kept)
    now = tools.clock()
    made, is_sealed = sealed(tools.documents.letter(order), kind, now, tools)
    if not is_sealed and tools.seals is not None:
        # The seal is away for the moment: a reading copy now, the sealed one when it is asked for again.
        return Letter(name, made)
    with tools.transactions(actor) as work:
        if work.letters.add(kind, subject, reseller, made, now):
            about = order.about.power_of_attorney.id
            record(work, tools, "letter:issued", about, actor, now, reseller=reseller, letter=kind, sealed=is_sealed)
            return Letter(name, made)
        first = work.letters.get(kind, subject)
    return Letter(name, first or made)


def sealed(pdf: bytes, kind: str, at: datetime, tools: Tools) -> tuple[bytes, bool]:
    """The file with the hoster's seal, and whether it has it: without, if there is no seal or it does not answer."""
    if tools.seals is None:
        return pdf, False
    try:
        return tools.seals.sealed(pdf, reason=_REASONS[kind], at=at), True
    except Unavailable:
        return pdf, False


def _day(at: datetime) -> date:
    return at.astimezone(BERLIN).date()
