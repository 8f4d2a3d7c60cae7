"""Database addresses as the libraries want them."""

from urllib.parse import quote, urlsplit, urlunsplit

APP_ROLE = "vollmacht_app"
SESSION = {
    "role": APP_ROLE,
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
}


def sqlalchemy_url(url: str) -> str:
    """`postgresql://…` for SQLAlchemy with psycopg 3."""
    parts = urlsplit(url)
    return urlunsplit(("postgresql+psycopg", *parts[1:]))


def app_conninfo(url: str) -> str:
    """The same address for a connection that drops to the role without ownership as it connects.

    It gives up on a server that does not answer within 5 s, and the server gives up on a statement after 30 s.
    """
    settings = "".join(f" -c {name}={value}" for name, value in SESSION.items()).strip()
    query = urlsplit(url).query
    timeout = "" if "connect_timeout=" in query else "connect_timeout=5&"
    return f"{url}{'&' if query else '?'}{timeout}options={quote(settings)}"
