"""Instants on the command line: ISO 8601, always with a zone."""

from datetime import UTC, datetime
from typing import Any

import click


class Instant(click.ParamType[datetime]):
    """Aware UTC; a text without a zone is refused rather than guessed."""

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            parsed = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no ISO 8601 instant such as 2026-11-24T10:00:00Z", param, ctx)
        if parsed.tzinfo is None:
            self.fail(f"{value!r} has no zone; write for example {value}Z or {value}+01:00", param, ctx)
        return parsed.astimezone(UTC)


INSTANT = Instant()
