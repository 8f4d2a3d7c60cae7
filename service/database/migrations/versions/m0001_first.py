"""First schema: the main job, the queue, the role that owns nothing."""

from importlib.resources import files
from typing import Any

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE resellers (
    id uuid PRIMARY KEY, version integer NOT NULL, body jsonb NOT NULL,
    customer_no text NOT NULL UNIQUE, name text NOT NULL, name_key text NOT NULL
);
CREATE INDEX resellers_by_name ON resellers (name_key);

CREATE TABLE end_customers (
    reseller uuid NOT NULL REFERENCES resellers, ref text NOT NULL, urgent_on date, body jsonb NOT NULL,
    PRIMARY KEY (reseller, ref)
);
CREATE INDEX end_customers_by_ref ON end_customers (ref);

CREATE TABLE domains (
    reseller uuid NOT NULL, ref text NOT NULL, a_label text NOT NULL,
    FOREIGN KEY (reseller, ref) REFERENCES end_customers ON DELETE CASCADE
);
CREATE INDEX domains_by_label ON domains (a_label text_pattern_ops);
CREATE INDEX domains_by_customer ON domains (reseller, ref);

CREATE TABLE numbers (year integer PRIMARY KEY, last integer NOT NULL);

CREATE TABLE powers_of_attorney (
    id uuid PRIMARY KEY, version integer NOT NULL, body jsonb NOT NULL,
    reseller uuid NOT NULL REFERENCES resellers, number text NOT NULL UNIQUE, created_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('DRAFT', 'AWAITING_SIGNATURES', 'PARTIALLY_SIGNED', 'UNDER_REVIEW', 'COOLING_OFF',
        'EFFECTIVE', 'SUSPENDED', 'REVOKED', 'LAPSED', 'EXPIRED', 'SUPERSEDED', 'TERMINATED', 'DISCARDED', 'REJECTED'))
);
CREATE UNIQUE INDEX one_effective_per_reseller ON powers_of_attorney (reseller) WHERE state = 'EFFECTIVE';
CREATE INDEX powers_of_attorney_by_reseller ON powers_of_attorney (reseller, created_at DESC);
CREATE INDEX powers_of_attorney_by_state ON powers_of_attorney (state);

CREATE TABLE documents (
    id uuid PRIMARY KEY, version integer NOT NULL, body jsonb NOT NULL,
    power_of_attorney uuid NOT NULL UNIQUE REFERENCES powers_of_attorney, reseller uuid NOT NULL REFERENCES resellers,
    state text NOT NULL CHECK (state IN ('ISSUED', 'SIGNED', 'AWAITING_TIMESTAMP', 'SEALED', 'ARCHIVED')),
    record bytea, verdict jsonb
);
CREATE INDEX documents_unfinished ON documents (state) WHERE state IN ('AWAITING_TIMESTAMP', 'SEALED');

CREATE TABLE document_revisions (
    document uuid NOT NULL REFERENCES documents, revision integer NOT NULL CHECK (revision >= 0), content bytea NOT NULL,
    PRIMARY KEY (document, revision)
);
ALTER TABLE document_revisions ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE TABLE archive_intents (
    document uuid PRIMARY KEY REFERENCES documents, key text NOT NULL UNIQUE, sha256 text NOT NULL,
    created_at timestamptz NOT NULL, closed_at timestamptz
);

CREATE TABLE signature_requests (
    id uuid PRIMARY KEY, version integer NOT NULL, body jsonb NOT NULL,
    document uuid NOT NULL REFERENCES documents, is_open boolean NOT NULL, consented boolean NOT NULL,
    oauth_state_sha256 text UNIQUE, legs bytea NOT NULL, received bytea NOT NULL, created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX one_open_leg_per_document ON signature_requests (document) WHERE is_open;
CREATE INDEX signature_requests_by_document ON signature_requests (document);

CREATE TABLE emergency_contacts (
    id uuid PRIMARY KEY, version integer NOT NULL, body jsonb NOT NULL,
    reseller uuid NOT NULL REFERENCES resellers, created_at timestamptz NOT NULL
);
CREATE INDEX emergency_contacts_by_reseller ON emergency_contacts (reseller);

CREATE TABLE emergency_cases (
    id uuid PRIMARY KEY, version integer NOT NULL, body jsonb NOT NULL,
    reseller uuid NOT NULL REFERENCES resellers, is_open boolean NOT NULL, created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX one_open_case_per_reseller ON emergency_cases (reseller) WHERE is_open;
CREATE INDEX emergency_cases_by_reseller ON emergency_cases (reseller);

CREATE TABLE evidence_files (
    id uuid PRIMARY KEY, reseller uuid NOT NULL REFERENCES resellers, media_type text NOT NULL, content bytea NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE TABLE register_extracts (
    id uuid PRIMARY KEY REFERENCES evidence_files, reseller uuid NOT NULL REFERENCES resellers, body jsonb NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX register_extracts_by_reseller ON register_extracts (reseller);

CREATE TABLE decisions (
    id uuid PRIMARY KEY, reseller uuid REFERENCES resellers, decided_at timestamptz NOT NULL, body jsonb NOT NULL
);
CREATE INDEX decisions_by_reseller ON decisions (reseller, decided_at DESC);
CREATE TABLE contact_log (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, decision uuid NOT NULL REFERENCES decisions, reseller uuid,
    end_customer text, emergency_case uuid, logged_by text NOT NULL, outcome text NOT NULL, notice_given boolean NOT NULL,
    still_allowed boolean NOT NULL, logged_at timestamptz NOT NULL
);
CREATE INDEX contact_log_by_customer ON contact_log (reseller, end_customer, logged_at);

CREATE TABLE users (
    id uuid PRIMARY KEY, email text NOT NULL CHECK (email = lower(email)), reseller uuid REFERENCES resellers, name text NOT NULL,
    role text NOT NULL CHECK (role IN ('reseller', 'agent', 'team_lead', 'auditor', 'admin')), password_hash text,
    CHECK ((role = 'reseller') = (reseller IS NOT NULL))
);
CREATE UNIQUE INDEX one_log_in_per_tenant ON users (email, reseller) NULLS NOT DISTINCT;
CREATE TABLE api_tokens (token_sha256 text PRIMARY KEY, user_id uuid NOT NULL REFERENCES users, created_at timestamptz NOT NULL);
CREATE TABLE sessions (
    id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES users, token_sha256 text NOT NULL UNIQUE, csrf_token text NOT NULL,
    created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL
);
CREATE TABLE idempotency_keys (
    key text NOT NULL, user_id uuid NOT NULL REFERENCES users, request_sha256 text NOT NULL, status integer, body bytea,
    claimed_at timestamptz NOT NULL, PRIMARY KEY (key, user_id)
);

CREATE TABLE audit_log (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id uuid NOT NULL UNIQUE, kind text NOT NULL,
    subject uuid NOT NULL, actor text NOT NULL, at timestamptz NOT NULL, reseller uuid, details jsonb NOT NULL
);
CREATE INDEX audit_log_by_subject ON audit_log (subject, position);
CREATE INDEX audit_log_by_reseller ON audit_log (reseller, position);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log EXECUTE FUNCTION refuse_change();

CREATE TABLE outbox (
    id uuid PRIMARY KEY, key text NOT NULL UNIQUE, kind text NOT NULL, recipient text NOT NULL, subject uuid NOT NULL,
    reseller uuid, values jsonb NOT NULL, created_at timestamptz NOT NULL, sent_at timestamptz
);
CREATE INDEX outbox_by_subject ON outbox (subject);
"""

# A role is the cluster's, not the database's: another database may have made it, perhaps this very moment.
ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'vollmacht_app') THEN
        CREATE ROLE vollmacht_app NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
-- Where an administrator made the role and granted it, there is no right to grant it again.
DO $$ BEGIN
    GRANT vollmacht_app TO CURRENT_USER;
EXCEPTION WHEN insufficient_privilege THEN NULL;
END $$;
SET LOCAL ROLE vollmacht_app;
RESET ROLE;
GRANT USAGE ON SCHEMA public TO vollmacht_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO vollmacht_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO vollmacht_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO vollmacht_app;
REVOKE UPDATE, DELETE, TRUNCATE ON audit_log, decisions, contact_log FROM vollmacht_app;
REVOKE UPDATE ON document_revisions, evidence_files, register_extracts FROM vollmacht_app;
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM vollmacht_app;
"""


def upgrade() -> None:
    # The driver's own connection: many statements at once, and no parameters to look for in them.
    driver: Any = op.get_bind().connection.driver_connection
    for statements in (TABLES, files("procrastinate").joinpath("sql/schema.sql").read_text("utf-8"), ROLE):
        driver.execute(statements)
