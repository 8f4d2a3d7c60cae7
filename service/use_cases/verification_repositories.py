"""What checking by code needs of the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from service.domain.ids import EmergencyCaseId, PowerOfAttorneyId
from service.domain.verification_code import VerificationCode, VerificationLook


class VerificationCodes(Protocol):
    def replace(self, code: VerificationCode) -> None:
        """An earlier one of the same end customer and case opens nothing any more."""
        ...

    def by_digest(self, digest: str) -> VerificationCode | None: ...
    def of_case(self, case: EmergencyCaseId) -> Sequence[VerificationCode]:
        """Newest first."""
        ...

    def add_look(self, look: VerificationLook) -> None: ...
    def looks_at(self, power: PowerOfAttorneyId, *, limit: int = 50) -> Sequence[VerificationLook]:
        """Newest first."""
        ...

    def forget(self, before: datetime) -> int:
        """Codes that were valid until then; who looked stays."""
        ...

    def forget_looks(self, before: datetime) -> int: ...
