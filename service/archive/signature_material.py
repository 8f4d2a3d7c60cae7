"""What a signed file carries for its own verification, as files of their own; taken out by the signatures adapter."""

from collections.abc import Mapping
from typing import Protocol


class SignatureMaterial(Protocol):
    """Signed PDF → path in the package → content: `certificates/…`, `revocation/…`, `timestamps/…`."""

    def __call__(self, pdf: bytes) -> Mapping[str, bytes]: ...
