"""Two queues: what needs the archive's store waits by itself, so that a store that hangs holds up no seal and no letter."""

GENERAL, ARCHIVE = "vollmacht", "archive"
AT_ONCE = {GENERAL: 2, ARCHIVE: 1}
