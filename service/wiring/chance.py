"""Time, ids and randomness: made here, handed in everywhere else."""

import secrets
import threading
from datetime import UTC, datetime
from uuid import UUID

_lock = threading.Lock()
_last = 0


def clock() -> datetime:
    """Now, aware UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place that asks the clock


def new_id() -> UUID:
    """UUIDv7 (RFC 9562 § 5.7), rising within this process even inside one millisecond."""
    global _last  # noqa: PLW0603 - one counter per process is the point
    with _lock:
        now = int(clock().timestamp() * 1000) << 12
        _last = max(now, _last + 1)
        stamp = _last
    value = (stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0b10 << 62 | secrets.randbits(62)
    return UUID(int=value)


def new_token() -> str:
    """URL-safe secret of 256 bits."""
    return secrets.token_urlsafe(32)
