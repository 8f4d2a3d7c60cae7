"""Register extracts looked at, with their file and date: who may bind the grantor, as the register shows it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from service.domain.ids import EvidenceId, ResellerId


class ExtractOf(StrEnum):
    """Whose extract: a GmbH & Co. KG needs both."""

    GRANTOR = "GRANTOR"
    GENERAL_PARTNER = "GENERAL_PARTNER"


@dataclass(frozen=True, slots=True)
class RegisterExtract:
    """One extract, looked at by a person.

    Attributes:
        dated_on: the extract's own date; at most 90 days before `declared_at` to prove authority.
        sha256: hex of the file; bytes are kept as evidence.
        shows_authority: the person who looked says that the signers may bind the grantor.
    """

    id: EvidenceId
    reseller: ResellerId
    of: ExtractOf
    court: str
    number: str
    dated_on: date
    file_name: str
    sha256: str
    shows_authority: bool
    recorded_by: str
    recorded_at: datetime
