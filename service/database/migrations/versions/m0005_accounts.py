"""Accounts: where a session came from, when a token and a log-in were last used, and whose database this is."""

from typing import Any

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = """
SET LOCAL lock_timeout = '5s';

ALTER TABLE sessions ADD COLUMN network text NOT NULL DEFAULT '';
UPDATE sessions SET last_seen_at = created_at WHERE last_seen_at IS NULL;
ALTER TABLE sessions ALTER COLUMN last_seen_at SET NOT NULL;
ALTER TABLE api_tokens ADD COLUMN last_used_at timestamptz;
CREATE INDEX api_tokens_by_user ON api_tokens (user_id);
ALTER TABLE users ADD COLUMN last_log_in_at timestamptz;

-- One row: `sandbox` or `production`, from whoever comes first. The other one is refused: a sandbox's log-ins must not open a production.
CREATE TABLE installation (one boolean PRIMARY KEY DEFAULT true CHECK (one), environment text NOT NULL CHECK (environment IN ('sandbox', 'production')));
"""


def upgrade() -> None:
    # The driver's own connection: many statements at once, and no parameters to look for in them.
    driver: Any = op.get_bind().connection.driver_connection
    driver.execute(TABLES)
