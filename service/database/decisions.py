"""Decisions as given, and the contacts made on their ground."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, insert, select
from sqlalchemy.engine import Connection

from service.database.tables import contact_log, decisions
from service.domain.authority import AuthorityDecision
from service.domain.authority_json import decision_json
from service.domain.errors import NotFound
from service.domain.ids import DecisionId, EmergencyCaseId, ResellerId
from service.use_cases.decision_repositories import LoggedContact


class DecisionRepository:
    """Implements `repositories.Decisions`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, decision: AuthorityDecision) -> None:
        self._connection.execute(
            insert(decisions).values(
                id=decision.id, reseller=decision.reseller, decided_at=decision.decided_at, body=decision_json(decision)
            )
        )

    def get(self, id: DecisionId) -> Mapping[str, object]:
        body = self._connection.execute(select(decisions.c.body).where(decisions.c.id == id)).scalar()
        if body is None:
            raise NotFound("Diese Entscheidung gibt es nicht.")
        found: Mapping[str, object] = body
        return found

    def of(self, reseller: ResellerId, *, limit: int = 100) -> Sequence[Mapping[str, object]]:
        query = (
            select(decisions.c.body).where(decisions.c.reseller == reseller).order_by(decisions.c.decided_at.desc()).limit(limit)
        )
        return list(self._connection.execute(query).scalars())

    def count_since(self, reseller: ResellerId, since: datetime) -> int:
        query = select(func.count()).where(decisions.c.reseller == reseller, decisions.c.decided_at >= since)
        return int(self._connection.execute(query).scalar_one())

    def contacts_since(self, reseller: ResellerId, end_customer: str, since: datetime) -> int:
        query = select(func.count()).where(
            contact_log.c.reseller == reseller,
            contact_log.c.end_customer == end_customer,
            contact_log.c.logged_at >= since,
        )
        return int(self._connection.execute(query).scalar_one())

    def notice_given(self, case: EmergencyCaseId, end_customer: str) -> bool:
        query = select(
            exists().where(
                contact_log.c.emergency_case == case,
                contact_log.c.end_customer == end_customer,
                contact_log.c.notice_given,
            )
        )
        return bool(self._connection.execute(query).scalar())

    def contacts_in(self, case: EmergencyCaseId) -> Sequence[LoggedContact]:
        query = (
            select(contact_log.c.logged_at, decisions.c.body["action"].astext, contact_log.c.end_customer)
            .join(decisions, decisions.c.id == contact_log.c.decision)
            .where(contact_log.c.emergency_case == case)
            .order_by(contact_log.c.position)
        )
        return [LoggedContact(*row) for row in self._connection.execute(query)]

    def log_contact(
        self, decision: AuthorityDecision, *, by: str, outcome: str, notice_given: bool, still_allowed: bool, at: datetime
    ) -> None:
        case = decision.emergency_case
        self._connection.execute(
            insert(contact_log).values(
                decision=decision.id,
                reseller=decision.reseller,
                end_customer=decision.end_customer,
                emergency_case=UUID(str(case["id"])) if case else None,
                logged_by=by,
                outcome=outcome,
                notice_given=notice_given,
                still_allowed=still_allowed,
                logged_at=at,
            )
        )
