"""Reports from outside, in numbers: whoever reports everybody alarms nobody."""

from service.domain.emergency_case import Ground
from service.domain.emergency_report import ReporterKind, ReportState
from service.use_cases.handle_report import attach_report
from service.use_cases.match_reports import MOST_ALARMS, match_reports
from service.use_cases.report_publicly import report_publicly
from tests.fakes.world import World
from tests.service.use_cases.story import AGENT, imported


def reported(world: World, about: str) -> None:
    report_publicly(
        world.tools(), about=about, ground=Ground.DEATH, reporter=ReporterKind.OTHER, name="Jemand", call_back="0221 123456"
    )


def test_beyond_so_many_an_hour_a_person_looks_first() -> None:
    world = World()
    imported(world)
    for _ in range(MOST_ALARMS + 5):
        reported(world, "K-10472")
    match_reports(world.tools())

    states = [report.state for report in world.work.emergency_reports.rows.values()]
    assert states.count(ReportState.ATTACHED) == MOST_ALARMS
    assert states.count(ReportState.OPEN) == 5


def test_who_put_it_to_the_customer_stands_in_the_log() -> None:
    world = World()
    imported(world)
    reported(world, "die Agentur")
    match_reports(world.tools())
    report = next(iter(world.work.emergency_reports.rows.values()))
    attached = attach_report(report.id, AGENT, world.tools(), customer_no="K-10472")

    assert attached.handled_by == AGENT.label
    opened = next(event for event in world.work.audit_log.rows if event.kind == "emergency-case:reported")
    assert opened.actor == AGENT.label
