"""The one place of this program that reads the clock; everything else is handed the time."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Aware UTC."""
    return datetime.fromtimestamp(time.time(), UTC)
