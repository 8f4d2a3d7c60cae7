"""What the database itself can say about its audit log: is it still append-only, and has every state the event that led there?"""

from sqlalchemy import text
from sqlalchemy.engine import Connection

from service.database.urls import APP_ROLE
from service.domain.audit import AuditGap, AuditIntegrity

_COUNT = text("SELECT count(*), coalesce(max(position), 0) FROM audit_log")
_TRIGGER = text(
    "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'audit_log'::regclass AND tgname = 'audit_log_append_only' AND tgenabled IN ('O', 'A')"
)
_RIGHTS = text("""
SELECT right_name FROM unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS right_name
WHERE has_table_privilege(:role, 'audit_log', right_name) ORDER BY right_name
""")
# What happens once in a life, and must have happened: no event of it, or two, is a gap.
_GAPS = text("""
WITH expected (subject, kind) AS (
  SELECT id, 'power-of-attorney:begun' FROM powers_of_attorney
  UNION ALL SELECT power_of_attorney, 'power-of-attorney:submitted' FROM documents
  UNION ALL SELECT id, 'document:sealed' FROM documents WHERE state IN ('SEALED', 'ARCHIVED')
  UNION ALL SELECT id, 'document:archived' FROM documents WHERE state = 'ARCHIVED'
  UNION ALL SELECT id, 'power-of-attorney:revoked' FROM powers_of_attorney WHERE state = 'REVOKED'
), found AS (
  SELECT subject, kind, count(*) AS times FROM audit_log
  WHERE kind IN ('power-of-attorney:begun', 'power-of-attorney:submitted', 'document:sealed', 'document:archived', 'power-of-attorney:revoked')
  GROUP BY subject, kind
)
SELECT expected.subject, expected.kind, coalesce(found.times, 0) FROM expected LEFT JOIN found USING (subject, kind)
WHERE coalesce(found.times, 0) = 0 OR (found.times > 1 AND kind <> 'power-of-attorney:revoked')
ORDER BY 1, 2 LIMIT 1000
""")


def integrity(connection: Connection) -> AuditIntegrity:
    """One pass over the log."""
    count, last = connection.execute(_COUNT).one()
    return AuditIntegrity(
        events=count,
        last_position=last,
        is_append_only=connection.execute(_TRIGGER).scalar_one() == 1,
        rights_too_many=tuple(connection.execute(_RIGHTS, {"role": APP_ROLE}).scalars()),
        gaps=tuple(AuditGap(subject, kind, times) for subject, kind, times in connection.execute(_GAPS)),
    )
