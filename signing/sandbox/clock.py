"""The one place of this program that reads the clock; everything else is handed the time."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Hands out the present instant, aware UTC."""


def now() -> datetime:
    """Aware UTC."""
    return datetime.fromtimestamp(time.time(), UTC)
