"""Whose is this id? Asked with the system's eyes, after a reseller was told that there is no such thing."""

from uuid import UUID

from sqlalchemy import select, union_all
from sqlalchemy.engine import Connection

from service.database.tables import (
    decisions,
    documents,
    emergency_cases,
    emergency_contacts,
    evidence_files,
    powers_of_attorney,
    resellers,
    signature_requests,
)
from service.domain.ids import ResellerId

_OWNED = (powers_of_attorney, documents, emergency_cases, emergency_contacts, evidence_files, decisions)


class TenantRepository:
    """Implements `repositories.Tenants`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def owner_of(self, id: UUID) -> ResellerId | None:
        by_document = select(documents.c.reseller).join(signature_requests, signature_requests.c.document == documents.c.id)
        query = union_all(
            *(select(table.c.reseller).where(table.c.id == id) for table in _OWNED),
            by_document.where(signature_requests.c.id == id),
            select(resellers.c.id).where(resellers.c.id == id),
        )
        found = self._connection.execute(query.limit(1)).scalar()
        return ResellerId(found) if found else None
