"""Codes of end customers, as hashes, and who looked with them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection, RowMapping

from service.database.tables import verification_codes, verification_looks
from service.domain.ids import EmergencyCaseId, PowerOfAttorneyId, ResellerId, VerificationCodeId
from service.domain.verification_code import VerificationCode, VerificationLook


class VerificationCodeRepository:
    """Implements `repositories.VerificationCodes`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def replace(self, code: VerificationCode) -> None:
        table = verification_codes
        earlier = (table.c.emergency_case == code.case, table.c.ref == code.end_customer)
        self._connection.execute(delete(table).where(*earlier))
        self._connection.execute(
            insert(table).values(
                id=code.id,
                reseller=code.reseller,
                ref=code.end_customer,
                emergency_case=code.case,
                power_of_attorney=code.power_of_attorney,
                digests=list(code.digests),
                created_at=code.created_at,
                valid_until=code.valid_until,
            )
        )

    def by_digest(self, digest: str) -> VerificationCode | None:
        found = select(verification_codes).where(verification_codes.c.digests.contains([digest]))
        row = self._connection.execute(found).mappings().first()
        return _code(row) if row else None

    def of_case(self, case: EmergencyCaseId) -> Sequence[VerificationCode]:
        table = verification_codes
        query = select(table).where(table.c.emergency_case == case).order_by(table.c.created_at.desc())
        return [_code(row) for row in self._connection.execute(query).mappings()]

    def add_look(self, look: VerificationLook) -> None:
        self._connection.execute(
            insert(verification_looks).values(
                id=look.id,
                code=look.code,
                reseller=look.reseller,
                power_of_attorney=look.power_of_attorney,
                ref=look.end_customer,
                viewer=look.viewer,
                at=look.at,
            )
        )

    def looks_at(self, power: PowerOfAttorneyId, *, limit: int = 50) -> Sequence[VerificationLook]:
        table = verification_looks
        query = select(table).where(table.c.power_of_attorney == power).order_by(table.c.at.desc()).limit(limit)
        return [
            VerificationLook(
                id=row["id"],
                code=VerificationCodeId(row["code"]),
                reseller=ResellerId(row["reseller"]),
                power_of_attorney=power,
                end_customer=row["ref"],
                viewer=row["viewer"],
                at=row["at"],
            )
            for row in self._connection.execute(query).mappings()
        ]

    def forget(self, before: datetime) -> int:
        return self._connection.execute(delete(verification_codes).where(verification_codes.c.valid_until < before)).rowcount

    def forget_looks(self, before: datetime) -> int:
        return self._connection.execute(delete(verification_looks).where(verification_looks.c.at < before)).rowcount


def _code(row: RowMapping) -> VerificationCode:
    return VerificationCode(
        id=VerificationCodeId(row["id"]),
        reseller=ResellerId(row["reseller"]),
        end_customer=row["ref"],
        case=EmergencyCaseId(row["emergency_case"]),
        power_of_attorney=PowerOfAttorneyId(row["power_of_attorney"]),
        digests=tuple(row["digests"]),
        created_at=row["created_at"],
        valid_until=row["valid_until"],
    )
