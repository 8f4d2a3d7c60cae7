"""The job that runs in the limited child: one file in, its verdict out, both as plain JSON."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from signing.qualification.mirror import load_mirror
from signing.validation import Expectation, ExpectedSigner, RevocationData, revocation_needs, validate, verdict_or_needs
from signing.verdict import Verdict
from signing.verdict_json import needs_to_json, to_json


def judge_file(blobs: Sequence[bytes], parameters: dict[str, Any]) -> dict[str, Any]:
    """Blobs: the file; with an expectation its issued and accepted bytes; then CRLs and OCSP responses. With `all_needs` the answer is only what is missing; with
    `needs_first` it is that as long as anything is."""
    pdf, *rest = blobs
    expectation = None
    if parameters["signers"] is not None:
        issued, accepted, *rest = rest
        signers = {field: ExpectedSigner(*person) for field, person in parameters["signers"].items()}
        expectation = Expectation(issued=issued, accepted=accepted, signers=signers, finished=parameters["finished"])
    crls = parameters["crls"]
    given = RevocationData(crls=tuple(rest[:crls]), ocsps=tuple(rest[crls:]))
    at = datetime.fromisoformat(parameters["at"])
    registry, anchors = _registry(parameters, at), [bytes.fromhex(der) for der in parameters["seal_anchors"]]
    if parameters["all_needs"]:
        needs = revocation_needs(pdf, registry=registry, at=at, given=given, seal_anchors=anchors)
        return {"revocation_needs": needs_to_json(needs)}
    if parameters["needs_first"]:
        found = verdict_or_needs(pdf, registry=registry, at=at, expectation=expectation, seal_anchors=anchors)
        return to_json(found) if isinstance(found, Verdict) else {"revocation_needs": needs_to_json(found)}
    verdict = validate(pdf, registry=registry, at=at, expectation=expectation, revocation=given, seal_anchors=anchors)
    return to_json(verdict)


def warm_up(_blobs: Sequence[bytes], parameters: dict[str, Any]) -> dict[str, Any]:
    """Parse the lists once and keep them: the child may read the cache, not write it."""
    _registry(parameters, datetime.fromisoformat(parameters["at"]))
    return {}


def _registry(parameters: dict[str, Any], at: datetime) -> Any:
    anchor = Path(parameters["anchor"]).read_bytes()
    return load_mirror(Path(parameters["lists"]), anchor, at=at, cache=Path(parameters["cache"]))
