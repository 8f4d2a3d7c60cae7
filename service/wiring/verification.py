"""For `verify`: judging in a fork of the command itself. No FastAPI, no reportlab, no boto3; the database only for a file with our mark."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from service.confinement import Outcome, run_confined
from service.settings import Settings
from service.signatures.confined import judge_file
from service.signatures.fetching import fetcher_for
from service.signatures.judging import Judge
from service.wiring.lists import lists_for_judging


def judge_for(settings: Settings, *, mirror: Path | None, anchor: Path | None, offline: bool) -> Judge:
    """A judge in this single-threaded process.

    Args:
        offline: revocation data that is not in the file stays missing.
    """
    lists = lists_for_judging(settings, mirror=mirror, anchor=anchor)
    return Judge(_confined, lists, fetcher=None if offline else fetcher_for({}), sandbox=settings.sandbox and mirror is None)


def _confined(blobs: Sequence[bytes], parameters: dict[str, Any]) -> Outcome:
    return run_confined(judge_file, blobs, parameters)
