"""Staff called back: the report belongs to a customer, or it led nowhere."""

from collections.abc import Sequence

from service.domain.access import Actor, Role
from service.domain.emergency_report import EmergencyReport
from service.domain.errors import Fault, InputRefused
from service.domain.ids import EmergencyReportId
from service.use_cases.match_reports import attach
from service.use_cases.ports import Tools
from service.use_cases.recording import record


def open_reports(actor: Actor, tools: Tools) -> Sequence[EmergencyReport]:
    """Oldest first."""
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    with tools.transactions(actor) as work:
        return work.emergency_reports.open()


def attach_report(id: EmergencyReportId, actor: Actor, tools: Tools, *, customer_no: str) -> EmergencyReport:
    """Raises InputRefused: no such customer; WrongState: somebody was faster."""
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        report = work.emergency_reports.get(id, for_update=True)
        reseller = work.resellers.by_customer_no(customer_no.strip())
        if reseller is None:
            raise InputRefused([Fault("$.customer_no", "UNKNOWN_CUSTOMER_NO", "Diese Kundennummer gibt es nicht.")])
        attached = attach(work, tools, report, reseller.id, actor, now)
        work.emergency_reports.save(attached)
    return attached


def dismiss_report(id: EmergencyReportId, actor: Actor, tools: Tools) -> EmergencyReport:
    """Its personal data are forgotten 30 days later."""
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    now = tools.clock()
    with tools.transactions(actor) as work:
        report = work.emergency_reports.get(id, for_update=True).dismissed(actor.label, now)
        work.emergency_reports.save(report)
        record(work, tools, "emergency-report:dismissed", id, actor, now)
    return report
