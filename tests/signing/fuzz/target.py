"""Judge one input as the verdict does, and say what must hold of every verdict."""

import json
import logging
import re
import time
import zlib
from dataclasses import dataclass
from functools import cached_property

from signing.qualification.registry import TrustRegistry
from signing.validation import Expectation, RevocationData, validate
from signing.verdict import Overall, Verdict
from signing.verdict_json import from_json, to_json
from tests.signing.builders import JUDGED_AT

SLOWEST_S = 10
_CONTENTS = re.compile(rb"/Contents <[0-9a-fA-F]*>")

__all__ = ["Broken", "Judged", "Target", "without_signatures"]


class Broken(AssertionError):
    """A verdict that must not be."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One input's verdict and what it took in seconds of this processor."""

    overall: Overall
    seconds: float


@dataclass(frozen=True)
class Target:
    """The verdict with the sandbox's lists.

    Attributes:
        whole: valid files that end with their last signed byte: what does not begin with the signed bytes of one of them must not be VALID (evidence may
            follow).
        expectation: of the document of ours; every other input that begins with its issued bytes is judged against it.
    """

    registry: TrustRegistry
    whole: tuple[bytes, ...]
    expectation: Expectation
    revocation: RevocationData

    def judge(self, data: bytes) -> Judged:
        """Raises Broken, or whatever a verdict must never raise."""
        logging.disable(logging.CRITICAL)
        ours = data.startswith(self.expectation.issued) and bool(zlib.crc32(data) & 1)
        started = time.process_time()
        verdict = self._validated(data, self.expectation if ours else None)
        seconds = time.process_time() - started
        if seconds > SLOWEST_S:
            raise Broken(f"{seconds:.0f} s")
        self._check(data, verdict)
        return Judged(verdict.overall, seconds)

    def _validated(self, data: bytes, expectation: Expectation | None) -> Verdict:
        return validate(data, registry=self.registry, at=JUDGED_AT, expectation=expectation, revocation=self.revocation)

    def _check(self, data: bytes, verdict: Verdict) -> None:
        if from_json(json.loads(json.dumps(to_json(verdict)))) != verdict:
            raise Broken("the verdict does not survive its journey as JSON")
        if (verdict.overall is Overall.VALID) == bool(verdict.reasons):
            raise Broken("VALID with a reason, or anything else without one")
        if verdict.overall is Overall.VALID and not without_signatures(data).startswith(self._signed):
            raise Broken("VALID, and not what anybody signed")

    @cached_property
    def _signed(self) -> tuple[bytes, ...]:
        return tuple(without_signatures(pdf) for pdf in self.whole)


def without_signatures(pdf: bytes) -> bytes:
    """The signed bytes: one structure can be written in several ways, some of which all prove the same."""
    return _CONTENTS.sub(b"/Contents <>", pdf)
