"""How long a Vollmacht and its case are kept (Aufbewahrungsfrist): end + 6 years to 31.12. (§ 257 HGB, § 147 AO), while it lives without end."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
YEARS_AFTER_THE_END = 6
# A lock rolls on about once a month, and long before it is over: a year of failures has to pass before anything could be deleted.
EXTENDED_BELOW = timedelta(days=330)
# The alarm: extension must have failed for months.
ENDS_SOON = timedelta(days=180)


def retention_ends_at(ended_at: datetime | None) -> datetime | None:
    """Start of the first day on which it need not be kept any more, in Berlin; None: it lives, and nobody knows.

    Args:
        ended_at: of the Vollmacht, whatever ended it.
    """
    if ended_at is None:
        return None
    return datetime(ended_at.astimezone(BERLIN).year + YEARS_AFTER_THE_END + 1, 1, 1, tzinfo=BERLIN)
