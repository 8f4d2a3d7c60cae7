"""Contacts whose role has ended know when their data go: at once if they never answered, else 30 days after the end."""

from typing import Any

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATEMENT = """
SET LOCAL lock_timeout = '5s';

UPDATE emergency_contacts SET body = body || jsonb_build_object('due_at', to_jsonb((body->>'changed_at')::timestamptz
    + CASE body->>'state' WHEN 'INVITATION_EXPIRED' THEN interval '0' ELSE interval '30 days' END))
    WHERE body->>'state' IN ('DECLINED', 'INVITATION_EXPIRED', 'RESIGNED', 'REMOVED', 'REPLACED', 'BLOCKED');
"""


def upgrade() -> None:
    driver: Any = op.get_bind().connection.driver_connection
    driver.execute(STATEMENT)
