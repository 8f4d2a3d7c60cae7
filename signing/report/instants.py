"""Instants as reports write them."""

from datetime import UTC, datetime

__all__ = ["zulu"]


def zulu(at: datetime) -> str:
    """`2026-11-23T10:00:00Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
