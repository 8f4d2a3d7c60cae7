"""Codes by which end customers check that the hoster acts for their reseller, as hashes; and who looked."""

from typing import Any

from alembic import op

from service.database.migrations.versions.m0002_first_day import TENANT

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = """
SET LOCAL lock_timeout = '5s';

CREATE TABLE verification_codes (
    id uuid PRIMARY KEY, reseller uuid NOT NULL REFERENCES resellers, ref text NOT NULL, emergency_case uuid NOT NULL,
    power_of_attorney uuid NOT NULL, digests text[] NOT NULL, created_at timestamptz NOT NULL, valid_until timestamptz NOT NULL,
    UNIQUE (emergency_case, ref)
);
CREATE INDEX verification_codes_by_digest ON verification_codes USING gin (digests);
CREATE TABLE verification_looks (
    id uuid PRIMARY KEY, code uuid NOT NULL, reseller uuid NOT NULL REFERENCES resellers, power_of_attorney uuid NOT NULL,
    ref text NOT NULL, viewer text NOT NULL, at timestamptz NOT NULL
);
CREATE INDEX verification_looks_by_power ON verification_looks (power_of_attorney, at DESC);
GRANT SELECT, INSERT, DELETE ON verification_codes, verification_looks TO vollmacht_app;
"""


def upgrade() -> None:
    driver: Any = op.get_bind().connection.driver_connection
    driver.execute(TABLES)
    condition = TENANT.format(column="reseller")
    for table in ("verification_codes", "verification_looks"):
        driver.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; CREATE POLICY tenant ON {table} USING ({condition});")
