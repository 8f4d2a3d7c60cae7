"""Ports towards the trusted lists and the hoster's own seal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ListState:
    """One trusted list at one instant.

    Attributes:
        state: OK | EXPIRED | MISSING | SIGNATURE_INVALID | MALFORMED.
        next_update: None for a closed list, or one that could not be read.
    """

    territory: str
    state: str
    next_update: datetime | None


@dataclass(frozen=True, slots=True)
class ListRefresh:
    """What became of one list when it was fetched.

    Attributes:
        outcome: UPDATED | UNCHANGED | KEPT (the last good copy stays) | LOST (there is none).
        problem: why it was not taken, "" if it was.
    """

    territory: str
    outcome: str
    problem: str


class TrustedLists(Protocol):
    """The lists the installation judges by."""

    def is_due(self, *, at: datetime) -> bool:
        """True if the lists are ours to renew and were last fetched too long ago."""
        ...

    def refresh(self, *, at: datetime) -> Sequence[ListRefresh]:
        """Fetch anew; empty if they are somebody else's to renew, or somebody does so just now. Raises Unavailable."""
        ...

    def states(self, *, at: datetime) -> Sequence[ListState]:
        """The list of lists first. Raises Unavailable."""
        ...


class Seals(Protocol):
    """The hoster's electronic seal (Art. 3 (25) eIDAS) on what he issues himself: acceptance, letters, reports."""

    def sealed(self, pdf: bytes, *, reason: str, at: datetime) -> bytes:
        """The file with the seal in a last, invisible field, with a timestamp if one can be had at once.

        Args:
            reason: stands in the signature, such as „Annahme“.

        Raises:
            Unavailable: the key does not answer, or the file cannot be sealed.
        """
        ...
