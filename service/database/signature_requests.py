"""Signature requests: what must survive between the redirects."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection, RowMapping

from service.database import compare_and_set
from service.database.codec import from_json, to_json
from service.database.tables import signature_requests as table
from service.domain.ids import DocumentId, SignatureRequestId
from service.domain.signature_request import LEG_LIFETIME, SignatureRequest

_OWN = frozenset({"id", "version", "legs", "received"})


class SignatureRequestRepository:
    """Implements `repositories.SignatureRequests`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, id: SignatureRequestId, *, for_update: bool = False) -> SignatureRequest:
        return _request(compare_and_set.load(self._connection, table, id, for_update=for_update))

    def open_of(self, document: DocumentId) -> SignatureRequest | None:
        query = select(table).where(table.c.document == document, table.c.is_open)
        row = self._connection.execute(query).mappings().first()
        return _request(row) if row else None

    def of(self, document: DocumentId) -> Sequence[SignatureRequest]:
        query = select(table).where(table.c.document == document).order_by(table.c.created_at)
        return [_request(row) for row in self._connection.execute(query).mappings()]

    def consented(self) -> Sequence[SignatureRequest]:
        query = select(table).where(table.c.is_open, table.c.consented).order_by(table.c.created_at)
        return [_request(row) for row in self._connection.execute(query).mappings()]

    def abandoned(self, at: datetime) -> Sequence[SignatureRequest]:
        query = select(table).where(table.c.is_open, ~table.c.consented, table.c.created_at <= at - LEG_LIFETIME)
        return [_request(row) for row in self._connection.execute(query.order_by(table.c.created_at)).mappings()]

    def by_oauth_state(self, oauth_state_sha256: str) -> SignatureRequest | None:
        query = select(table).where(table.c.oauth_state_sha256 == oauth_state_sha256).with_for_update()
        row = self._connection.execute(query).mappings().first()
        return _request(row) if row else None

    def save(self, request: SignatureRequest) -> None:
        values = {
            "document": request.document,
            "is_open": request.is_open,
            "consented": request.is_consented,
            "oauth_state_sha256": request.oauth_state_sha256,
            "legs": request.legs,
            "received": request.received,
            "created_at": request.created_at,
            "body": to_json(request, leave_out=_OWN),
        }
        compare_and_set.save(self._connection, table, request, values)


def _request(row: RowMapping) -> SignatureRequest:
    return from_json(
        SignatureRequest,
        row["body"],
        id=SignatureRequestId(row["id"]),
        version=row["version"],
        legs=bytes(row["legs"]),
        received=bytes(row["received"]),
    )
