"""A report from outside is taken down. Whom it concerns is looked up later: the answer takes the same time for everybody."""

from service.domain.access import Actor
from service.domain.emergency_case import Ground
from service.domain.emergency_report import PUBLIC_GROUNDS, EmergencyReport, ReporterKind
from service.domain.errors import Fault, InputRefused
from service.domain.ids import EmergencyReportId
from service.use_cases.answer_invitation import phone_faults
from service.use_cases.ports import Tools
from service.use_cases.recording import record
from service.use_cases.report_emergency import case_code

ANYBODY = Actor(label="public")
LONGEST_NAME, LONGEST_ABOUT = 120, 200


def report_publicly(
    tools: Tools, *, about: str, ground: Ground | None, reporter: ReporterKind | None, name: str, call_back: str
) -> EmergencyReport:
    """Args:
    ground, reporter: None: nothing was chosen.

    Raises:
        InputRefused: every field that is missing or too long.
    """
    about, name, call_back = (" ".join(text.split()) for text in (about, name, call_back))
    faults = _faults(about, ground, reporter, name, call_back)
    if faults or ground is None or reporter is None:
        raise InputRefused(faults)
    now = tools.clock()
    report = EmergencyReport(
        id=EmergencyReportId(tools.new_id()),
        code=case_code(tools.new_token()).replace("N-", "M-", 1),
        about=about,
        ground=ground,
        reporter=reporter,
        name=name,
        call_back=call_back,
        received_at=now,
    )
    with tools.transactions(ANYBODY) as work:
        work.emergency_reports.save(report)
        record(work, tools, "emergency-report:received", report.id, ANYBODY, now)
    return report


def _faults(about: str, ground: Ground | None, reporter: ReporterKind | None, name: str, call_back: str) -> list[Fault]:
    faults = []
    if not about or len(about) > LONGEST_ABOUT:
        faults.append(Fault("$.about", "MISSING", "Bitte schreiben Sie, um wen es geht: Firma, Name oder Website."))
    if ground not in PUBLIC_GROUNDS:
        faults.append(Fault("$.ground", "MISSING", "Bitte wählen Sie, was geschehen ist."))
    if reporter is None:
        faults.append(Fault("$.reporter", "MISSING", "Bitte wählen Sie, wer Sie sind."))
    if not name or len(name) > LONGEST_NAME:
        faults.append(Fault("$.name", "MISSING", "Bitte nennen Sie Ihren Namen."))
    return [*faults, *phone_faults(call_back, "$.call_back")]
