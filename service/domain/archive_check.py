"""What may be odd about an archived document, and what it means for whoever looks after the archive."""

from dataclasses import dataclass
from enum import StrEnum

from service.domain.ids import DocumentId, PowerOfAttorneyId


class IrregularityCode(StrEnum):
    MISSING = "MISSING"
    CHANGED = "CHANGED"
    UNLOCKED = "UNLOCKED"
    LOCK_ENDED = "LOCK_ENDED"
    MANIFEST_MISSING = "MANIFEST_MISSING"
    OTHER_VERSION = "OTHER_VERSION"
    SURPLUS_VERSION = "SURPLUS_VERSION"
    DELETE_MARKER = "DELETE_MARKER"
    UNKNOWN_DOCUMENT = "UNKNOWN_DOCUMENT"


# The document is there, whole and locked; somebody should look nevertheless.
NO_LOSS = frozenset(
    {
        IrregularityCode.OTHER_VERSION,
        IrregularityCode.SURPLUS_VERSION,
        IrregularityCode.DELETE_MARKER,
        IrregularityCode.UNKNOWN_DOCUMENT,
    }
)
BESIDE = frozenset({IrregularityCode.SURPLUS_VERSION, IrregularityCode.DELETE_MARKER})


@dataclass(frozen=True, slots=True)
class Irregularity:
    """Attributes:
    version: the store's own name of what it concerns; empty where there is none.
    """

    code: IrregularityCode
    key: str
    version: str = ""

    @property
    def is_loss(self) -> bool:
        return self.code not in NO_LOSS


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    document: DocumentId
    power_of_attorney: PowerOfAttorneyId
    irregularities: tuple[Irregularity, ...]


@dataclass(frozen=True, slots=True)
class ArchiveCheck:
    """Attributes:
    checked: how many documents were read.
    odd: those about which something is odd.
    unknown: documents in the archive that this database does not know: of a later time than a restored backup, or another installation's.
    """

    checked: int
    odd: tuple[CheckedDocument, ...]
    unknown: tuple[Irregularity, ...]

    @property
    def has_loss(self) -> bool:
        return any(one.is_loss for document in self.odd for one in document.irregularities)
