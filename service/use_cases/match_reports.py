"""Whom a report from outside concerns: exactly one reseller, or a person must look."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from service.domain.access import WORKER, Actor
from service.domain.emergency_case import CaseState, EmergencyCase
from service.domain.emergency_report import CALM_AFTER_SIGN_OF_LIFE, FORGOTTEN_AFTER, EmergencyReport
from service.domain.ids import ResellerId
from service.use_cases.ports import Tools
from service.use_cases.recording import record
from service.use_cases.report_emergency import open_case
from service.use_cases.repositories import Work

ALARMS, MOST_ALARMS, ALARM_WINDOW = "public-report-alarms", 20, timedelta(hours=1)


def match_reports(tools: Tools) -> int:
    """Every report nobody looked at yet, each under its row's lock; and those are forgotten that led nowhere. Safe to run twice."""
    now = tools.clock()
    with tools.transactions(WORKER) as work:
        received = work.emergency_reports.received()
        for report in received:
            work.emergency_reports.save(_matched(work, tools, report, now))
        work.emergency_reports.forget_dismissed(now - FORGOTTEN_AFTER)
    return len(received)


def attach(
    work: Work, tools: Tools, report: EmergencyReport, reseller: ResellerId, actor: Actor, at: datetime
) -> EmergencyReport:
    """To the reseller's open case, or to a new one: protective measures begin, and the reseller is alerted."""
    case = next((one for one in work.emergency_cases.of(reseller) if one.is_open), None)
    if case is None:
        case = open_case(work, tools, reseller, actor, report.ground, "public")
    record(work, tools, "emergency-report:attached", report.id, actor, at, reseller=reseller, case=str(case.id))
    return report.attached(reseller, case.id, actor.label, at)


def _matched(work: Work, tools: Tools, report: EmergencyReport, now: datetime) -> EmergencyReport:
    found = work.resellers.exactly(report.about)
    if len(found) != 1 or _was_well_lately(work.emergency_cases.of(found[0].id), now):
        return report.looked_at()
    # Whoever reports everybody alarms nobody: beyond this a person looks first.
    if work.rate_limits.ask(ALARMS, times=MOST_ALARMS, window=ALARM_WINDOW, at=now) is not None:
        return report.looked_at()
    return attach(work, tools, report, found[0].id, WORKER, now)


def _was_well_lately(cases: Sequence[EmergencyCase], now: datetime) -> bool:
    return any(
        case.state is CaseState.STOOD_DOWN and case.ended_at is not None and now - case.ended_at < CALM_AFTER_SIGN_OF_LIFE
        for case in cases
    )
