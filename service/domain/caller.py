"""Who is on the telephone: verification levels 0 to 3. Name and birth date never prove anything (finding 9)."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class CallerLevel(IntEnum):
    """0: take a note. 1: knows the case code. 2: call-back and passphrase: may report. 3: strong proof: may decide within his level."""

    UNKNOWN = 0
    KNOWS_CODE = 1
    CALLED_BACK = 2
    PROVEN = 3


class StrongProof(StrEnum):
    """What proves a person: none of it is copied (§ 20 PAuswG)."""

    PORTAL_SECOND_FACTOR = "PORTAL_SECOND_FACTOR"
    ELECTRONIC_ID = "ELECTRONIC_ID"
    ID_CARD_IN_PERSON = "ID_CARD_IN_PERSON"
    DEED = "DEED"


class CallOutcome(StrEnum):
    """How the call ended; a closed list, so that nobody writes down what he heard."""

    NOTE_TAKEN = "NOTE_TAKEN"
    EMERGENCY_REPORTED = "EMERGENCY_REPORTED"
    CALL_BACK_ARRANGED = "CALL_BACK_ARRANGED"
    REFUSED = "REFUSED"
    RANG_OFF = "RANG_OFF"


@dataclass(frozen=True, slots=True)
class CallerFacts:
    """Attributes:
    called_back: to the stored number, by us.
    passphrase_right: None: not asked.
    """

    knows_code: bool = False
    called_back: bool = False
    passphrase_right: bool | None = None
    proof: StrongProof | None = None


def caller_level(facts: CallerFacts) -> CallerLevel:
    """The highest level reached. A call-back without the passphrase, or the reverse, is not enough."""
    if facts.proof is not None:
        return CallerLevel.PROVEN
    if facts.called_back and facts.passphrase_right:
        return CallerLevel.CALLED_BACK
    return CallerLevel.KNOWS_CODE if facts.knows_code else CallerLevel.UNKNOWN
