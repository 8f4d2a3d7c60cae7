"""The tables as SQLAlchemy sees them; what creates them is `migrations/`.

What is searched, joined, locked or unique has a column; the rest of a thing is its `body` (codec.py).
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData()
INSTANT = DateTime(timezone=True)


def _thing(name: str, *columns: Column[object]) -> Table:
    """A thing with id, body and the version that saves compare and set."""
    return Table(
        name,
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("version", Integer, nullable=False),
        Column("body", JSONB, nullable=False),
        *columns,
    )


resellers = _thing(
    "resellers",
    Column("customer_no", Text),
    Column("name", Text),
    Column("name_key", Text),
)
end_customers = Table(
    "end_customers",
    metadata,
    Column("reseller", Uuid, primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("urgent_on", Date),
    Column("body", JSONB),
)
domains = Table(
    "domains",
    metadata,
    Column("reseller", Uuid),
    Column("ref", Text),
    Column("a_label", Text),
)
numbers = Table("numbers", metadata, Column("year", Integer, primary_key=True), Column("last", Integer))
powers_of_attorney = _thing(
    "powers_of_attorney",
    Column("reseller", Uuid),
    Column("number", Text),
    Column("state", Text),
    Column("created_at", INSTANT),
)
documents = _thing(
    "documents",
    Column("power_of_attorney", Uuid),
    Column("reseller", Uuid),
    Column("state", Text),
    Column("record", LargeBinary),
    Column("reading_view", Text),
    Column("verdict", JSONB),
)
document_revisions = Table(
    "document_revisions",
    metadata,
    Column("document", Uuid, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("content", LargeBinary),
)
archive_intents = Table(
    "archive_intents",
    metadata,
    Column("document", Uuid, primary_key=True),
    Column("key", Text),
    Column("sha256", Text),
    Column("created_at", INSTANT),
    Column("closed_at", INSTANT),
)
signature_requests = _thing(
    "signature_requests",
    Column("document", Uuid),
    Column("is_open", Boolean),
    Column("consented", Boolean),
    Column("oauth_state_sha256", Text),
    Column("legs", LargeBinary),
    Column("received", LargeBinary),
    Column("created_at", INSTANT),
)
emergency_contacts = _thing("emergency_contacts", Column("reseller", Uuid), Column("created_at", INSTANT))
emergency_cases = _thing("emergency_cases", Column("reseller", Uuid), Column("is_open", Boolean), Column("created_at", INSTANT))
evidence_files = Table(
    "evidence_files",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("reseller", Uuid),
    Column("media_type", Text),
    Column("content", LargeBinary),
    Column("created_at", INSTANT),
)
register_extracts = Table(
    "register_extracts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("reseller", Uuid),
    Column("body", JSONB),
    Column("created_at", INSTANT),
)
decisions = Table(
    "decisions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("reseller", Uuid),
    Column("decided_at", INSTANT),
    Column("body", JSONB),
)
contact_log = Table(
    "contact_log",
    metadata,
    Column("position", BigInteger, primary_key=True),
    Column("decision", Uuid),
    Column("reseller", Uuid),
    Column("end_customer", Text),
    Column("emergency_case", Uuid),
    Column("logged_by", Text),
    Column("outcome", Text),
    Column("notice_given", Boolean),
    Column("still_allowed", Boolean),
    Column("logged_at", INSTANT),
)
users = Table(
    "users",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("email", Text),
    Column("role", Text),
    Column("reseller", Uuid),
    Column("name", Text),
    Column("password_hash", Text),
    Column("issuer", Text),
    Column("oidc_subject", Text),
    Column("disabled_at", INSTANT),
    Column("last_log_in_at", INSTANT),
)
api_tokens = Table(
    "api_tokens",
    metadata,
    Column("token_sha256", Text, primary_key=True),
    Column("user_id", Uuid),
    Column("created_at", INSTANT),
    Column("id", Uuid),
    Column("name", Text),
    Column("scopes", ARRAY(Text)),
    Column("expires_at", INSTANT),
    Column("revoked_at", INSTANT),
    Column("last_used_at", INSTANT),
)
sessions = Table(
    "sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid),
    Column("token_sha256", Text),
    Column("csrf_token", Text),
    Column("created_at", INSTANT),
    Column("expires_at", INSTANT),
    Column("via", Text),
    Column("user_agent", Text),
    Column("last_seen_at", INSTANT),
    Column("network", Text),
)
idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("user_id", Uuid, primary_key=True),
    Column("request_sha256", Text),
    Column("status", Integer),
    Column("body", LargeBinary),
    Column("claimed_at", INSTANT),
)
audit_log = Table(
    "audit_log",
    metadata,
    Column("position", BigInteger, primary_key=True),
    Column("id", Uuid),
    Column("kind", Text),
    Column("subject", Uuid),
    Column("actor", Text),
    Column("at", INSTANT),
    Column("reseller", Uuid),
    Column("details", JSONB),
)
outbox = Table(
    "outbox",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", Text),
    Column("kind", Text),
    Column("recipient", Text),
    Column("subject", Uuid),
    Column("reseller", Uuid),
    Column("values", JSONB),
    Column("created_at", INSTANT),
    Column("sent_at", INSTANT),
    Column("due_at", INSTANT),
    Column("attempts", Integer),
    Column("given_up_at", INSTANT),
    Column("last_error", Text),
)
links = Table(
    "links",
    metadata,
    Column("token_sha256", Text, primary_key=True),
    Column("id", Uuid),
    Column("purpose", Text),
    Column("subject", Uuid),
    Column("reseller", Uuid),
    Column("recipient", Text),
    Column("created_at", INSTANT),
    Column("expires_at", INSTANT),
    Column("used_at", INSTANT),
)
customer_notices = Table(
    "customer_notices",
    metadata,
    Column("reseller", Uuid, primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("body", JSONB),
)
customer_objections = Table(
    "customer_objections",
    metadata,
    Column("reseller", Uuid, primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("recorded_by", Text),
    Column("recorded_at", INSTANT),
)
verification_codes = Table(
    "verification_codes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("reseller", Uuid),
    Column("ref", Text),
    Column("emergency_case", Uuid),
    Column("power_of_attorney", Uuid),
    Column("digests", ARRAY(Text)),
    Column("created_at", INSTANT),
    Column("valid_until", INSTANT),
)
verification_looks = Table(
    "verification_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("code", Uuid),
    Column("reseller", Uuid),
    Column("power_of_attorney", Uuid),
    Column("ref", Text),
    Column("viewer", Text),
    Column("at", INSTANT),
)
letters = Table(
    "letters",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("subject", Uuid, primary_key=True),
    Column("reseller", Uuid),
    Column("content", LargeBinary),
    Column("sha256", Text),
    Column("issued_at", INSTANT),
)
emergency_reports = _thing(
    "emergency_reports", Column("reseller", Uuid), Column("is_open", Boolean), Column("created_at", INSTANT)
)
rate_limits = Table("rate_limits", metadata, Column("key", Text, primary_key=True), Column("arrives_at", INSTANT))
oidc_log_ins = Table(
    "oidc_log_ins",
    metadata,
    Column("state_sha256", Text, primary_key=True),
    Column("browser_sha256", Text),
    Column("nonce", Text),
    Column("code_verifier", Text),
    Column("return_to", Text),
    Column("expires_at", INSTANT),
)
