"""An emergency is reported: a case opens, protective measures that disclose nothing begin, the reseller is alerted."""

import hashlib

from service.domain.access import Actor, Role
from service.domain.emergency_case import CaseState, EmergencyCase, Ground
from service.domain.emergency_contact import ContactState
from service.domain.errors import Conflict, Forbidden
from service.domain.ids import EmergencyCaseId, EmergencyContactId, ResellerId
from service.domain.link import LinkPurpose
from service.domain.parties import ContactLevel
from service.use_cases.open_link import holder_of, usable_link
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record
from service.use_cases.repositories import Work

CODE_SYMBOLS = "36789BDFGHJKMPQRTVWXY"


class CaseAlreadyOpen(Conflict):
    """The reseller has an open case: go on there."""

    code = "case-already-open"


def report_emergency(reseller: ResellerId, actor: Actor, tools: Tools, *, ground: Ground, reporter: str) -> EmergencyCase:
    """Open the case, alert the reseller on every channel, hold deletion and dunning at once, Vollmacht or not.

    Args:
        reporter: who reports, as a role: `agent`, `contact`, `heir`, `administrator`, `end_customer`, `monitor`.
    """
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    with tools.transactions(actor) as work:
        return open_case(work, tools, reseller, actor, ground, reporter)


def report_as_contact(token: str, tools: Tools, *, ground: Ground) -> EmergencyCase:
    """An emergency contact reports by his own link, without an account.

    Raises:
        Forbidden: he is only to be notified, or his role has ended.
        CaseAlreadyOpen: somebody was faster; nothing more is needed.
    """
    with tools.transactions(Actor(label="link")) as work:
        link = usable_link(work, token, LinkPurpose.CONTACT_ROLE, tools)
        contact = work.emergency_contacts.get(EmergencyContactId(link.subject))
        if (
            contact.state not in {ContactState.ACTIVE, ContactState.UNCONFIRMED}
            or contact.named.level is ContactLevel.NOTIFY_ONLY
        ):
            raise Forbidden("Sie sind hier nur zur Benachrichtigung eingetragen. Bitte rufen Sie uns an.")
        return open_case(work, tools, contact.reseller, holder_of(link), ground, "contact")


def open_case(work: Work, tools: Tools, reseller: ResellerId, actor: Actor, ground: Ground, reporter: str) -> EmergencyCase:
    """In a transaction under way. Raises CaseAlreadyOpen."""
    now = tools.clock()
    affected = work.resellers.get(reseller)
    if any(case.is_open for case in work.emergency_cases.of(reseller)):
        raise CaseAlreadyOpen("Zu diesem Kunden läuft schon ein Notfall. Bitte dort weiterarbeiten.")
    case = EmergencyCase(
        id=EmergencyCaseId(tools.new_id()),
        reseller=reseller,
        code=case_code(tools.new_token()),
        state=CaseState.REPORTED,
        ground=ground,
        reporter=reporter,
        reported_by=actor.label,
        reported_at=now,
    )
    work.emergency_cases.save(case)
    for measure in ("deletion-hold", "dunning-stop", "domain-renewal"):
        record(work, tools, f"protective-measure:{measure}", case.id, actor, now, reseller=reseller)
    notify(
        work, tools, "emergency-reported",
        affected.all_addresses, case.id, now,
        occasion="reported", reseller=reseller, values={"case": case.code},
    )  # fmt: skip
    record(work, tools, "emergency-case:reported", case.id, actor, now, reseller=reseller, ground=ground.value)
    return case


def case_code(token: str) -> str:
    """`N-7KQ4-M2XB` from a random token: for callers; no secret, no vowels."""
    number = int.from_bytes(hashlib.sha256(token.encode()).digest())
    symbols = ""
    for _ in range(8):
        number, position = divmod(number, len(CODE_SYMBOLS))
        symbols += CODE_SYMBOLS[position]
    return f"N-{symbols[:4]}-{symbols[4:]}"
