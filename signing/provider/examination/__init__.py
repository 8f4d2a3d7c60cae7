"""Every step towards a signature that needs no human, in its order: what is wrong, whose fault it is, and what to do.

reach         (1) name, connection, TLS
description   (2) version and methods of the API; (3) what the authorisation server says of itself (RFC 8414), against the profile
permission    (4) whether it takes our request: client, secret, redirect address, pushed request; (5) service token by client credentials
credentials   (6) list and info for a test user: SCAL, mode, algorithms
standing      (7) certificate qualified by the lists in use; (8) each timestamp authority alone, and the clocks
"""

from collections.abc import Iterator

from signing.errors import ProviderError
from signing.provider.examination.credentials import credential_findings
from signing.provider.examination.description import info_findings, metadata_findings
from signing.provider.examination.finding import Blame, Examined, Finding, Outcome, failed
from signing.provider.examination.permission import authorisation_findings
from signing.provider.examination.reach import reach_findings
from signing.provider.examination.standing import timestamp_findings

__all__ = ["Blame", "Examined", "Finding", "Outcome", "examine"]

_STEPS = (
    ("info", info_findings),
    ("metadata", metadata_findings),
    ("authorisation", authorisation_findings),
    ("credentials", credential_findings),
    ("timestamps", timestamp_findings),
)


def examine(examined: Examined) -> Iterator[Finding]:
    """One or more findings for each step; without a connection the first ones only, and the timestamps."""
    reached = list(reach_findings(examined))
    yield from reached
    away = any(one.outcome is Outcome.FAILURE for one in reached)
    for name, step in _STEPS:
        if away and name != "timestamps":
            yield Finding(name, Outcome.SKIPPED, "The provider cannot be reached.")
            continue
        try:
            yield from step(examined)
        except ProviderError as error:
            yield failed(name, error)
