"""Database addresses as the libraries want them."""

from urllib.parse import quote, urlsplit, urlunsplit

APP_ROLE = "vollmacht_app"


def sqlalchemy_url(url: str) -> str:
    """`postgresql://…` for SQLAlchemy with psycopg 3."""
    parts = urlsplit(url)
    return urlunsplit(("postgresql+psycopg", *parts[1:]))


def app_conninfo(url: str) -> str:
    """The same address for a connection that drops to the role without ownership as it connects."""
    joiner = "&" if urlsplit(url).query else "?"
    return f"{url}{joiner}options={quote(f'-c role={APP_ROLE}')}"
