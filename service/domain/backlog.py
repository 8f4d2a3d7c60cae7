"""What waits, and for how long: the figures an operator is paged by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Waiting:
    """Attributes:
    oldest: how long the one that waits longest has waited; zero if none does.
    """

    count: int
    oldest: timedelta


@dataclass(frozen=True, slots=True)
class Backlog:
    """Attributes:
    documents: by state, those on their way into the archive.
    powers: how many Vollmachten there are in each state.
    surplus: archived documents with another version or a delete marker beside them.
    first_lock_left: until the first archive lock ends that should roll on; None: there is none.
    """

    documents: Mapping[str, Waiting]
    powers: Mapping[str, int]
    letters: Waiting
    letters_given_up: int
    jobs: int
    open_cases: int
    surplus: int
    first_lock_left: timedelta | None
