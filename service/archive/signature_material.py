"""What a signed file and its verdict hold for an auditor, as files of their own; made by the signatures adapter."""

from collections.abc import Mapping
from typing import Protocol


class SignatureMaterial(Protocol):
    """Signed PDF and its verdict (`verify --json`) → path in the package → content: `certificates/…`, `revocation/…`, `timestamps/…`, `verdict.xml`."""

    def __call__(self, pdf: bytes, verdict: Mapping[str, object]) -> Mapping[str, bytes]: ...
