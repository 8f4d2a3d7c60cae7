"""Judge one input as the verdict does, and say what must hold of every verdict."""

import json
import logging
import re
import time
import zlib
from collections.abc import Collection
from dataclasses import dataclass

from signing.qualification.registry import TrustRegistry
from signing.validation import Expectation, RevocationData, validate
from signing.verdict import Overall, StepName, StepOutcome, Verdict
from signing.verdict_json import from_json, to_json
from tests.signing.builders import JUDGED_AT
from tests.signing.fuzz.lists import ListMaker

SLOWEST_S = 10
_CONTENTS = re.compile(rb"/Contents <[0-9a-fA-F]*>")
_DEEPEST_FIRST = (StepName.QUALIFICATION, StepName.CHAIN, StepName.SIGNATURE_VALUE, StepName.BYTE_RANGES, StepName.REVISIONS)

__all__ = ["Broken", "Judged", "Target", "without_signatures"]


class Broken(AssertionError):
    """A verdict that must not be."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One input's verdict, how far it came on the way to it, and what it took in seconds of this processor."""

    overall: Overall
    reached: str
    seconds: float


@dataclass(frozen=True)
class Target:
    """The verdict with the sandbox's lists.

    Attributes:
        signed: SHA-256 of the byte ranges that somebody has signed. What holds no other signature must not be VALID (evidence may follow).
        expectation: of the document of ours; every other input that begins with its issued bytes is judged against it.
        lists: what is taken for a list is put into its place.
        example: a file to judge by such lists.
    """

    registry: TrustRegistry
    signed: Collection[str]
    expectation: Expectation
    revocation: RevocationData
    lists: ListMaker
    example: bytes

    def judge(self, data: bytes) -> Judged:
        """Raises Broken, or whatever a verdict must never raise."""
        logging.disable(logging.CRITICAL)
        started = time.process_time()
        if data.lstrip().startswith(b"<"):
            verdict = self._by_list(data)
            reached = "list"
        else:
            ours = data.startswith(self.expectation.issued) and bool(zlib.crc32(data) & 1)
            verdict = self.validated(data, self.expectation if ours else None)
            reached = _reached(verdict)
        seconds = time.process_time() - started
        if seconds > SLOWEST_S:
            raise Broken(f"{seconds:.0f} s")
        self._check(verdict)
        return Judged(verdict.overall, reached, seconds)

    def validated(self, data: bytes, expectation: Expectation | None = None) -> Verdict:
        return validate(data, registry=self.registry, at=JUDGED_AT, expectation=expectation, revocation=self.revocation)

    def _by_list(self, content: bytes) -> Verdict:
        registry, vouched_for = self.lists.judge(content)
        if not vouched_for:
            raise Broken("a list that nobody signed")
        return validate(self.example, registry=registry, at=JUDGED_AT, revocation=self.revocation)

    def _check(self, verdict: Verdict) -> None:
        if from_json(json.loads(json.dumps(to_json(verdict)))) != verdict:
            raise Broken("the verdict does not survive its journey as JSON")
        if (verdict.overall is Overall.VALID) == bool(verdict.reasons):
            raise Broken("VALID with a reason, or anything else without one")
        if verdict.overall is Overall.VALID and any(each.signed_sha256 not in self.signed for each in verdict.signatures):
            raise Broken("VALID, and not what anybody signed")


def _reached(verdict: Verdict) -> str:
    """The deepest step that judged anything."""
    done = {step.name for step in verdict.steps if step.outcome is not StepOutcome.SKIPPED}
    if all(each.certificate_sha256 is None for each in verdict.signatures):
        done.discard(StepName.SIGNATURE_VALUE)
    return next((name.value for name in _DEEPEST_FIRST if name in done), StepName.READABLE.value)


def without_signatures(pdf: bytes) -> bytes:
    """The signed bytes: one structure can be written in several ways, some of which all prove the same."""
    return _CONTENTS.sub(b"/Contents <>", pdf)
