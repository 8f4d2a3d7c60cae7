"""The text a document is read in is kept as it was issued: later master data and contacts do not change it."""

from typing import Any

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    driver: Any = op.get_bind().connection.driver_connection
    driver.execute("SET LOCAL lock_timeout = '5s'; ALTER TABLE documents ADD COLUMN reading_view text;")
