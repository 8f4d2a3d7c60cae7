"""Keep the trusted lists current: fetch them a few times a day, and say aloud what could not be had."""

import logging

from service.use_cases.ports import Tools

log = logging.getLogger(__name__)


def refresh_lists(tools: Tools) -> int:
    """Fetch the lists if they are due; how many were asked for. The last good copies serve on until their own NextUpdate.

    Raises:
        Unavailable: the folder cannot be written.
    """
    now = tools.clock()
    if tools.lists is None or not tools.lists.is_due(at=now):
        return 0
    report = tools.lists.refresh(at=now)
    for one in report:
        if one.problem:
            log.warning("trusted list %s: %s; %s", one.territory, one.outcome, one.problem)
    return len(report)
