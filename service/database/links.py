"""Links by mail; the table keeps a hash, never the token."""

from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from service.database.tables import links
from service.domain.ids import LinkId, ResellerId
from service.domain.link import Link, LinkPurpose


class LinkRepository:
    """Implements `repositories.Links`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, link: Link) -> None:
        earlier = (links.c.purpose == link.purpose.value, links.c.subject == link.subject, links.c.recipient == link.recipient)
        self._connection.execute(delete(links).where(*earlier, links.c.used_at.is_(None)))
        self._connection.execute(
            insert(links).values(
                token_sha256=link.token_sha256,
                id=link.id,
                purpose=link.purpose.value,
                subject=link.subject,
                reseller=link.reseller,
                recipient=link.recipient,
                created_at=link.created_at,
                expires_at=link.expires_at,
            )
        )

    def by_token(self, token_sha256: str, *, for_update: bool = False) -> Link | None:
        query = select(links).where(links.c.token_sha256 == token_sha256)
        row = self._connection.execute(query.with_for_update() if for_update else query).mappings().first()
        if row is None:
            return None
        return Link(
            id=LinkId(row["id"]),
            purpose=LinkPurpose(row["purpose"]),
            subject=row["subject"],
            reseller=ResellerId(row["reseller"]),
            recipient=row["recipient"],
            token_sha256=row["token_sha256"],
            created_at=row["created_at"],
            expires_at=row["expires_at"],
            used_at=row["used_at"],
        )

    def save(self, link: Link) -> None:
        self._connection.execute(update(links).where(links.c.id == link.id).values(used_at=link.used_at))

    def withdraw(self, subject: UUID) -> None:
        self._connection.execute(delete(links).where(links.c.subject == subject, links.c.used_at.is_(None)))
