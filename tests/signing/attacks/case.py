"""One case of the corpus: a file that somebody might hand us, and what the verdict on it must be, written out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from signing.qualification.registry import TrustRegistry
from tests.signing.attacks.workshop import Workshop

__all__ = ["Case", "Expected", "Held", "expected"]

Held = Literal["issued", "first", "finished", "alone", "alone-finished"]
"""What the installation holds of a document of ours, and so what the file is judged against.

issued, first: the last accepted revision, a new signature is expected on it; finished: the sealed document of two signers.
alone, alone-finished: the same for the document with one signer.
"""


@dataclass(frozen=True, slots=True)
class Expected:
    """The verdict: exit status of `verify`, and exactly these codes, in any order."""

    status: int
    codes: frozenset[str]


def expected(status: int, *codes: str) -> Expected:
    return Expected(status, frozenset(codes))


@dataclass(frozen=True, slots=True)
class Case:
    """A file and the two verdicts on it.

    Attributes:
        make: builds the file; deterministic but for keys and random serial numbers.
        ours: judged against what the installation issued (`held`); None where the file has no such side.
        foreign: judged as anybody's file; None where as such it is no attack (the signature covers all of it).
        fetched: the installation's CRLs are handed in, as if they had been asked for.
        registry: other trusted lists than the sandbox's own.
        because: words that the reasons' details hold, where the code alone does not tell attacks apart.
    """

    name: str
    make: Callable[[Workshop], bytes]
    held: Held = "finished"
    ours: Expected | None = None
    foreign: Expected | None = None
    fetched: bool = True
    registry: Callable[[Workshop], TrustRegistry] | None = None
    because: str = ""
