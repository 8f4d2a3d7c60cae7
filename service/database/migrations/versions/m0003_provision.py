"""What a reseller does himself: contacts with their own clock, customers told in advance; and reports from outside."""

from typing import Any

from alembic import op

from service.database.migrations.versions.m0002_first_day import TENANT

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENTS = """
SET LOCAL lock_timeout = '5s';

-- A contact who waits for something knows until when: invitations end after 14 days, a year after he accepted he is asked again.
UPDATE emergency_contacts SET body = body || jsonb_build_object('due_at', to_jsonb((body->>'changed_at')::timestamptz + interval '10 days'),
    'invited_at', body->'changed_at') WHERE body->>'state' = 'INVITED';
UPDATE emergency_contacts SET body = body || jsonb_build_object('due_at', to_jsonb((body->>'changed_at')::timestamptz + interval '365 days'),
    'confirmed_at', body->'changed_at') WHERE body->>'state' = 'ACTIVE';

CREATE TABLE customer_notices (
    reseller uuid NOT NULL REFERENCES resellers, ref text NOT NULL, body jsonb NOT NULL, PRIMARY KEY (reseller, ref)
);
CREATE TABLE emergency_reports (
    id uuid PRIMARY KEY, version integer NOT NULL, body jsonb NOT NULL, reseller uuid REFERENCES resellers, is_open boolean NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX emergency_reports_open ON emergency_reports (created_at) WHERE is_open;
GRANT SELECT, INSERT, UPDATE, DELETE ON customer_notices, emergency_reports TO vollmacht_app;
"""


def upgrade() -> None:
    # The driver's own connection: many statements at once, and no parameters to look for in them.
    driver: Any = op.get_bind().connection.driver_connection
    driver.execute(STATEMENTS)
    for table in ("customer_notices", "emergency_reports"):
        condition = TENANT.format(column="reseller")
        driver.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; CREATE POLICY tenant ON {table} USING ({condition});")
