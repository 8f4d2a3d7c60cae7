"""An emergency is reported: a case opens, protective measures that disclose nothing begin, the reseller is alerted."""

import hashlib

from service.domain.access import Actor, Role
from service.domain.emergency_case import CaseState, EmergencyCase, Ground
from service.domain.errors import Conflict
from service.domain.ids import EmergencyCaseId, ResellerId
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record

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
    now = tools.clock()
    with tools.transactions(actor) as work:
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
