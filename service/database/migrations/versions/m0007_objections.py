"""End customers who want no further contact (Art. 21 GDPR): kept apart from the imported master data, which an import replaces."""

from typing import Any

from alembic import op

from service.database.migrations.versions.m0002_first_day import TENANT

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLE = """
SET LOCAL lock_timeout = '5s';

CREATE TABLE customer_objections (
    reseller uuid NOT NULL REFERENCES resellers, ref text NOT NULL, recorded_by text NOT NULL, recorded_at timestamptz NOT NULL,
    PRIMARY KEY (reseller, ref)
);
GRANT SELECT, INSERT, DELETE ON customer_objections TO vollmacht_app;
"""


def upgrade() -> None:
    # The driver's own connection: many statements at once, and no parameters to look for in them.
    driver: Any = op.get_bind().connection.driver_connection
    driver.execute(TABLE)
    condition = TENANT.format(column="reseller")
    driver.execute(
        f"ALTER TABLE customer_objections ENABLE ROW LEVEL SECURITY; CREATE POLICY tenant ON customer_objections USING ({condition});"
    )
