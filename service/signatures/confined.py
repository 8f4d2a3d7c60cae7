"""The job that runs in the limited child: one file in, its verdict out, both as plain JSON."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from signing.qualification.mirror import load_mirror
from signing.validation import Expectation, ExpectedSigner, RevocationData, validate
from signing.verdict_json import to_json


def judge_file(blobs: Sequence[bytes], parameters: dict[str, Any]) -> dict[str, Any]:
    """Blobs: the file; with an expectation its issued and accepted bytes; then CRLs and OCSP responses."""
    pdf, *rest = blobs
    expectation = None
    if parameters["signers"] is not None:
        issued, accepted, *rest = rest
        signers = {field: ExpectedSigner(*person) for field, person in parameters["signers"].items()}
        expectation = Expectation(issued=issued, accepted=accepted, signers=signers, finished=parameters["finished"])
    crls = parameters["crls"]
    at = datetime.fromisoformat(parameters["at"])
    verdict = validate(
        pdf,
        registry=_registry(parameters, at),
        at=at,
        expectation=expectation,
        revocation=RevocationData(crls=tuple(rest[:crls]), ocsps=tuple(rest[crls:])),
        seal_anchors=[bytes.fromhex(der) for der in parameters["seal_anchors"]],
        all_needs=parameters["all_needs"],
    )
    return to_json(verdict)


def warm_up(_blobs: Sequence[bytes], parameters: dict[str, Any]) -> dict[str, Any]:
    """Parse the lists once and keep them: the child may read the cache, not write it."""
    _registry(parameters, datetime.fromisoformat(parameters["at"]))
    return {}


def _registry(parameters: dict[str, Any], at: datetime) -> Any:
    anchor = Path(parameters["anchor"]).read_bytes()
    return load_mirror(Path(parameters["lists"]), anchor, at=at, cache=Path(parameters["cache"]))
