"""`sweep`, each minute: what has fallen due, and what a killed process left behind. Far-future jobs would slow every fetch (archive.md)."""

import logging
from collections.abc import Callable

from procrastinate import App

from service.domain.errors import ServiceError
from service.use_cases.activate_emergency import activate_due
from service.use_cases.check_provision import ask_to_check
from service.use_cases.close_emergency import wind_down_due
from service.use_cases.deliver_notices import deliver_notices
from service.use_cases.discard_power_of_attorney import discard_overdue
from service.use_cases.erase_evidence import erase_evidence
from service.use_cases.expire_power_of_attorney import expire_due
from service.use_cases.finish_signature import expire_abandoned, finish_interrupted
from service.use_cases.limit_rate import forget_idle_limits, forget_repeats
from service.use_cases.log_in_by_openid import forget_unfinished
from service.use_cases.look_up_code import forget_codes
from service.use_cases.manage_sessions import forget_sessions
from service.use_cases.match_reports import match_reports
from service.use_cases.ports import Tools
from service.use_cases.put_into_effect import put_due_into_effect
from service.use_cases.remind_contacts import remind_contacts
from service.use_cases.remind_of_end import remind_of_ends
from service.use_cases.seal_document import seal_waiting
from service.use_cases.tell_of_waiting_names import tell_of_waiting_names

log = logging.getLogger(__name__)


def register(app: App, tools: Tools, *, redirect_uri: str) -> None:
    @app.periodic(cron="* * * * *")
    @app.task(name="sweep", queue="vollmacht", queueing_lock="sweep")
    def job(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's periodic signature
        sweep(tools, redirect_uri=redirect_uri)


def sweep(tools: Tools, *, redirect_uri: str) -> None:
    """Each part by itself: one that fails does not keep the others from running."""
    parts: list[Callable[[], int]] = [
        lambda: finish_interrupted(tools, redirect_uri=redirect_uri),
        lambda: expire_abandoned(tools),
        lambda: seal_waiting(tools),
        lambda: discard_overdue(tools),
        lambda: put_due_into_effect(tools),
        lambda: activate_due(tools),
        lambda: wind_down_due(tools),
        lambda: expire_due(tools),
        lambda: remind_of_ends(tools),
        lambda: remind_contacts(tools),
        lambda: tell_of_waiting_names(tools),
        lambda: erase_evidence(tools),
        lambda: ask_to_check(tools),
        lambda: match_reports(tools),
        lambda: forget_codes(tools),
        lambda: forget_idle_limits(tools),
        lambda: forget_repeats(tools),
        lambda: forget_sessions(tools),
        lambda: forget_unfinished(tools),
        lambda: deliver_notices(tools),
    ]
    for part in parts:
        try:
            part()
        except ServiceError as error:
            log.warning("sweep: %s (%s)", error.text, error.code)
