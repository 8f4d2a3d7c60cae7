"""Emergency contacts, cases, and the files that prove something."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import DateTime, delete, func, insert, select, text
from sqlalchemy.engine import Connection, RowMapping

from service.database import compare_and_set
from service.database.codec import from_json, to_json
from service.database.tables import emergency_cases, emergency_contacts, evidence_files, register_extracts
from service.domain.emergency_case import EmergencyCase
from service.domain.emergency_contact import EmergencyContact
from service.domain.errors import NotFound
from service.domain.ids import EmergencyCaseId, EmergencyContactId, EvidenceId, ResellerId
from service.domain.register_extract import RegisterExtract

AT_ONCE = 100
_OWN = frozenset({"id", "version"})


class EmergencyContactRepository:
    """Implements `repositories.EmergencyContacts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, id: EmergencyContactId, *, for_update: bool = False) -> EmergencyContact:
        return _contact(compare_and_set.load(self._connection, emergency_contacts, id, for_update=for_update))

    def of(self, reseller: ResellerId) -> Sequence[EmergencyContact]:
        query = (
            select(emergency_contacts)
            .where(emergency_contacts.c.reseller == reseller)
            .order_by(emergency_contacts.c.created_at, emergency_contacts.c.id)
        )
        return [_contact(row) for row in self._connection.execute(query).mappings()]

    def due(self, at: datetime) -> Sequence[EmergencyContact]:
        due_at = emergency_contacts.c.body["due_at"].astext.cast(DateTime(timezone=True))
        query = select(emergency_contacts).where(due_at <= at).order_by(due_at).limit(AT_ONCE).with_for_update(skip_locked=True)
        return [_contact(row) for row in self._connection.execute(query).mappings()]

    def save(self, contact: EmergencyContact) -> None:
        values = {
            "reseller": contact.reseller,
            "created_at": contact.created_at,
            "body": to_json(contact, leave_out=_OWN),
        }
        compare_and_set.save(self._connection, emergency_contacts, contact, values)


class EmergencyCaseRepository:
    """Implements `repositories.EmergencyCases`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, id: EmergencyCaseId, *, for_update: bool = False) -> EmergencyCase:
        return _case(compare_and_set.load(self._connection, emergency_cases, id, for_update=for_update))

    def of(self, reseller: ResellerId) -> Sequence[EmergencyCase]:
        query = (
            select(emergency_cases)
            .where(emergency_cases.c.reseller == reseller)
            .order_by(emergency_cases.c.created_at.desc(), emergency_cases.c.id.desc())
        )
        return [_case(row) for row in self._connection.execute(query).mappings()]

    def open(self) -> Sequence[EmergencyCase]:
        query = select(emergency_cases).where(emergency_cases.c.is_open).order_by(emergency_cases.c.created_at)
        return [_case(row) for row in self._connection.execute(query).mappings()]

    def ended_with_files(self, before: datetime) -> Sequence[EmergencyCase]:
        ended_at = emergency_cases.c.body["ended_at"].astext.cast(DateTime(timezone=True))
        kept = func.jsonb_path_exists(
            emergency_cases.c.body, text("'$.evidence[*] ? (!exists(@.erased_at) || @.erased_at == null)'")
        )
        query = (
            select(emergency_cases).where(~emergency_cases.c.is_open, ended_at < before, kept).order_by(ended_at).limit(AT_ONCE)
        )
        return [_case(row) for row in self._connection.execute(query.with_for_update(skip_locked=True)).mappings()]

    def save(self, case: EmergencyCase) -> None:
        values = {
            "reseller": case.reseller,
            "is_open": case.is_open,
            "created_at": case.reported_at,
            "body": to_json(case, leave_out=_OWN),
        }
        compare_and_set.save(self._connection, emergency_cases, case, values)


class EvidenceFileRepository:
    """Implements `repositories.EvidenceFiles`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, id: EvidenceId, reseller: ResellerId, content: bytes, media_type: str, at: datetime) -> None:
        self._connection.execute(
            insert(evidence_files).values(id=id, reseller=reseller, content=content, media_type=media_type, created_at=at)
        )

    def read(self, id: EvidenceId) -> tuple[bytes, str]:
        query = select(evidence_files.c.content, evidence_files.c.media_type).where(evidence_files.c.id == id)
        row = self._connection.execute(query).first()
        if row is None:
            raise NotFound("Diese Datei liegt nicht mehr vor.")
        return bytes(row[0]), str(row[1])

    def erase(self, id: EvidenceId) -> None:
        self._connection.execute(delete(evidence_files).where(evidence_files.c.id == id))


class RegisterExtractRepository:
    """Implements `repositories.RegisterExtracts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, extract: RegisterExtract) -> None:
        self._connection.execute(
            insert(register_extracts).values(
                id=extract.id, reseller=extract.reseller, body=to_json(extract), created_at=extract.recorded_at
            )
        )

    def of(self, reseller: ResellerId) -> Sequence[RegisterExtract]:
        query = (
            select(register_extracts.c.body)
            .where(register_extracts.c.reseller == reseller)
            .order_by(register_extracts.c.created_at)
        )
        return [from_json(RegisterExtract, body) for body in self._connection.execute(query).scalars()]


def _contact(row: RowMapping) -> EmergencyContact:
    return from_json(EmergencyContact, row["body"], id=EmergencyContactId(row["id"]), version=row["version"])


def _case(row: RowMapping) -> EmergencyCase:
    return from_json(EmergencyCase, row["body"], id=EmergencyCaseId(row["id"]), version=row["version"])
