"""Real servers, real people: delivery of mail, links, rate limits, log-ins by OpenID Connect, token scopes, row-level security."""

from typing import Any

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = """
SET LOCAL lock_timeout = '5s';

ALTER TABLE outbox ADD COLUMN attempts integer NOT NULL DEFAULT 0, ADD COLUMN due_at timestamptz, ADD COLUMN given_up_at timestamptz,
    ADD COLUMN last_error text;
UPDATE outbox SET due_at = created_at;
ALTER TABLE outbox ALTER COLUMN due_at SET NOT NULL;
CREATE INDEX outbox_due ON outbox (due_at) WHERE sent_at IS NULL AND given_up_at IS NULL;

CREATE TABLE links (
    token_sha256 text PRIMARY KEY, id uuid NOT NULL UNIQUE, purpose text NOT NULL, subject uuid NOT NULL,
    reseller uuid NOT NULL REFERENCES resellers, recipient text NOT NULL,
    created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, used_at timestamptz
);
CREATE INDEX links_by_subject ON links (subject);

CREATE TABLE rate_limits (key text PRIMARY KEY, arrives_at timestamptz NOT NULL);
CREATE INDEX rate_limits_idle ON rate_limits (arrives_at);

ALTER TABLE users ADD COLUMN issuer text, ADD COLUMN oidc_subject text, ADD COLUMN disabled_at timestamptz;
CREATE UNIQUE INDEX one_user_per_oidc_subject ON users (issuer, oidc_subject, reseller) NULLS NOT DISTINCT WHERE oidc_subject IS NOT NULL;
ALTER TABLE sessions ADD COLUMN via text NOT NULL DEFAULT 'password' CHECK (via IN ('password', 'oidc')),
    ADD COLUMN user_agent text NOT NULL DEFAULT '', ADD COLUMN last_seen_at timestamptz;
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE TABLE oidc_log_ins (
    state_sha256 text PRIMARY KEY, browser_sha256 text NOT NULL, nonce text NOT NULL, code_verifier text NOT NULL,
    return_to text NOT NULL, expires_at timestamptz NOT NULL
);

ALTER TABLE api_tokens ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(), ADD COLUMN name text NOT NULL DEFAULT '', ADD COLUMN scopes text[],
    ADD COLUMN expires_at timestamptz, ADD COLUMN revoked_at timestamptz;
CREATE UNIQUE INDEX api_tokens_by_id ON api_tokens (id);

GRANT SELECT, INSERT, UPDATE, DELETE ON links, rate_limits, oidc_log_ins TO vollmacht_app;
"""

# The second wall (the first is `require_tenant`): a transaction sees one tenant, `*` all of them, and without a word none.
TENANT = "(current_setting('vollmacht.reseller', true) = '*' OR {column}::text = current_setting('vollmacht.reseller', true))"
BY_COLUMN = {
    "resellers": "id",
    **dict.fromkeys(
        (
            "end_customers", "domains", "powers_of_attorney", "documents", "emergency_contacts", "emergency_cases", "evidence_files",
            "register_extracts", "decisions", "contact_log", "users", "audit_log", "outbox", "links",
        ),
        "reseller",
    ),
}  # fmt: skip
BY_DOCUMENT = ("document_revisions", "archive_intents", "signature_requests")
BY_USER = ("sessions", "api_tokens", "idempotency_keys")


def upgrade() -> None:
    # The driver's own connection: many statements at once, and no parameters to look for in them.
    driver: Any = op.get_bind().connection.driver_connection
    driver.execute(TABLES)
    conditions = {table: TENANT.format(column=column) for table, column in BY_COLUMN.items()}
    # What belongs to a visible thing is visible: the inner SELECT stands under the same policy.
    conditions |= dict.fromkeys(BY_DOCUMENT, "EXISTS (SELECT FROM documents WHERE documents.id = document)")
    conditions |= dict.fromkeys(BY_USER, "EXISTS (SELECT FROM users WHERE users.id = user_id)")
    for table, condition in conditions.items():
        driver.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; CREATE POLICY tenant ON {table} USING ({condition});")
