"""Judging a signed PDF: bytes, registry and instant in, verdict out. Never any network."""

from signing.hexadecimal_repair import repair
from signing.validation.all_signatures import revocation_needs
from signing.validation.expectation import NO_REVOCATION_DATA, Expectation, ExpectedSigner, Limits, RevocationData
from signing.validation.judge import validate, verdict_or_needs

__all__ = [
    "NO_REVOCATION_DATA",
    "Expectation",
    "ExpectedSigner",
    "Limits",
    "RevocationData",
    "revocation_needs",
    "validate",
    "verdict_or_needs",
]

repair()
