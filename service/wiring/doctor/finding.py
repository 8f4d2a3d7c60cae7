"""What a check found, and the command that mends it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from service.settings import Settings

PATIENCE_S = 5


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Finding:
    """Attributes:
    remedy: the command or setting that mends it; empty where nothing is to be mended.
    passing: a failure that may heal by itself (a server that is away): it keeps no installation from starting.
    """

    check: str
    state: State
    text: str
    remedy: str = ""
    passing: bool = False


Check = Callable[[Settings, int], Iterator[Finding]]
