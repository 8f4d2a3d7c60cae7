"""Figures for Prometheus (text format 0.0.4): requests of this process, and what waits in the installation. No personal data."""

import secrets
from collections import Counter
from collections.abc import Iterator

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from service.domain.backlog import Backlog
from service.domain.errors import NotFound, Unavailable
from service.use_cases.measure_backlog import measure_backlog
from service.use_cases.ports import Tools
from service.web.identity import PUBLIC
from service.web.state import State, WebState

router = APIRouter(tags=["operations"], include_in_schema=False)
LOOPBACK = frozenset({"127.0.0.1", "::1"})


@router.get("/metrics", dependencies=[Depends(PUBLIC)])
def metrics(request: Request, state: State) -> Response:
    """For whoever asks from this machine, not through a proxy, or with VOLLMACHT_METRICS_TOKEN; for others there is no such page."""
    if not _may_see(request, state):
        raise NotFound
    installation = CollectorRegistry()
    installation.register(_Installation(state))
    return Response(generate_latest(state.meter.registry) + generate_latest(installation), media_type=CONTENT_TYPE_LATEST)


def _may_see(request: Request, state: WebState) -> bool:
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if state.metrics_token:
        return secrets.compare_digest(given.encode(), state.metrics_token.encode())
    proxied = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "via"))
    return request.client is not None and request.client.host in LOOPBACK and not proxied


class _Installation(Collector):
    """Asked anew each time: several processes share one database."""

    def __init__(self, state: WebState) -> None:
        self._state = state

    def collect(self) -> Iterator[Metric]:
        yield from _lists(self._state.tools)
        try:
            backlog = measure_backlog(self._state.tools)
        except Unavailable:
            yield GaugeMetricFamily("vollmacht_database_up", "Whether the database answers.", value=0)
            return
        yield GaugeMetricFamily("vollmacht_database_up", "Whether the database answers.", value=1)
        yield from _figures(backlog)


def _lists(tools: Tools) -> Iterator[Metric]:
    """How the trusted lists stand: an alarm on anything but OK comes before a verdict has to say INDETERMINATE."""
    if tools.lists is None:
        return
    now = tools.clock()
    try:
        states = tools.lists.states(at=now)
    except Unavailable:
        states = ()
    by_state = GaugeMetricFamily("vollmacht_trusted_lists", "Trusted lists by state.", labels=["state"])
    counted = Counter(one.state for one in states)
    for state in ("OK", "EXPIRED", "MISSING", "SIGNATURE_INVALID", "MALFORMED"):
        by_state.add_metric([state], counted[state])
    left = [(one.next_update - now).total_seconds() for one in states if one.next_update is not None and one.state == "OK"]
    soonest = min(left, default=0.0)
    yield by_state
    yield GaugeMetricFamily("vollmacht_trusted_lists_next_expiry_seconds", "Until the first good list expires.", value=soonest)


def _figures(backlog: Backlog) -> Iterator[Metric]:
    documents = GaugeMetricFamily(
        "vollmacht_documents_waiting", "Signed documents on their way into the archive.", labels=["state"]
    )
    ages = GaugeMetricFamily("vollmacht_documents_oldest_seconds", "Age of the one that waits longest.", labels=["state"])
    for state, waiting in backlog.documents.items():
        documents.add_metric([state], waiting.count)
        ages.add_metric([state], waiting.oldest.total_seconds())
    powers = GaugeMetricFamily("vollmacht_powers_of_attorney", "Vollmachten by state.", labels=["state"])
    for state, count in backlog.powers.items():
        powers.add_metric([state], count)
    yield from (documents, ages, powers)
    for name, text, value in (
        ("letters_waiting", "Letters in the outbox.", backlog.letters.count),
        ("letters_oldest_seconds", "Age of the letter that waits longest.", backlog.letters.oldest.total_seconds()),
        ("letters_given_up", "Letters nobody could deliver.", backlog.letters_given_up),
        ("jobs_waiting", "Jobs in the queue.", backlog.jobs),
        ("emergency_cases_open", "Open emergencies.", backlog.open_cases),
        ("archive_surplus", "Archived documents with another version or a delete marker beside them.", backlog.surplus),
    ):
        yield GaugeMetricFamily(f"vollmacht_{name}", text, value=value)
    if backlog.first_lock_left is not None:
        yield GaugeMetricFamily(
            "vollmacht_archive_first_lock_ends_seconds",
            "Until the first archive lock ends that should have been extended.",
            value=backlog.first_lock_left.total_seconds(),
        )
