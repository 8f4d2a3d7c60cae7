"""Letters: what the hoster issued beside the Vollmacht, once each, sealed if he has a seal."""

from typing import Any

from alembic import op

from service.database.migrations.versions.m0002_first_day import TENANT

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLE = """
SET LOCAL lock_timeout = '5s';

CREATE TABLE letters (
    kind text NOT NULL, subject uuid NOT NULL, reseller uuid NOT NULL REFERENCES resellers, content bytea NOT NULL, sha256 text NOT NULL,
    issued_at timestamptz NOT NULL, PRIMARY KEY (kind, subject)
);
GRANT SELECT, INSERT ON letters TO vollmacht_app;
"""


def upgrade() -> None:
    # The driver's own connection: many statements at once, and no parameters to look for in them.
    driver: Any = op.get_bind().connection.driver_connection
    driver.execute(TABLE)
    condition = TENANT.format(column="reseller")
    driver.execute(f"ALTER TABLE letters ENABLE ROW LEVEL SECURITY; CREATE POLICY tenant ON letters USING ({condition});")
