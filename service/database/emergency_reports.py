"""Reports from outside."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import DateTime, delete, select
from sqlalchemy.engine import Connection, RowMapping

from service.database import compare_and_set
from service.database.codec import from_json, to_json
from service.database.tables import emergency_reports
from service.domain.emergency_report import EmergencyReport, ReportState
from service.domain.ids import EmergencyReportId, ResellerId

AT_ONCE = 100
_OWN = frozenset({"id", "version"})


class EmergencyReportRepository:
    """Implements `repositories.EmergencyReports`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, id: EmergencyReportId, *, for_update: bool = False) -> EmergencyReport:
        return _report(compare_and_set.load(self._connection, emergency_reports, id, for_update=for_update))

    def open(self) -> Sequence[EmergencyReport]:
        query = select(emergency_reports).where(emergency_reports.c.is_open).order_by(emergency_reports.c.created_at)
        return [_report(row) for row in self._connection.execute(query).mappings()]

    def of(self, reseller: ResellerId) -> Sequence[EmergencyReport]:
        query = (
            select(emergency_reports)
            .where(emergency_reports.c.reseller == reseller)
            .order_by(emergency_reports.c.created_at.desc())
        )
        return [_report(row) for row in self._connection.execute(query).mappings()]

    def received(self) -> Sequence[EmergencyReport]:
        query = (
            select(emergency_reports)
            .where(emergency_reports.c.is_open, emergency_reports.c.body["state"].astext == ReportState.RECEIVED.value)
            .order_by(emergency_reports.c.created_at)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        return [_report(row) for row in self._connection.execute(query).mappings()]

    def save(self, report: EmergencyReport) -> None:
        values = {
            "reseller": report.reseller,
            "is_open": report.is_open,
            "created_at": report.received_at,
            "body": to_json(report, leave_out=_OWN),
        }
        compare_and_set.save(self._connection, emergency_reports, report, values)

    def forget_dismissed(self, before: datetime) -> None:
        body = emergency_reports.c.body
        self._connection.execute(
            delete(emergency_reports).where(
                body["state"].astext == ReportState.DISMISSED.value,
                body["handled_at"].astext.cast(DateTime(timezone=True)) < before,
            )
        )


def _report(row: RowMapping) -> EmergencyReport:
    return from_json(EmergencyReport, row["body"], id=EmergencyReportId(row["id"]), version=row["version"])
