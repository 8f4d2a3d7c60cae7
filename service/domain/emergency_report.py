"""Somebody without any link or account reports an emergency on the public page: weak, unverified, and told nothing in return."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from service.domain.emergency_case import Ground
from service.domain.errors import WrongState
from service.domain.ids import EmergencyCaseId, EmergencyReportId, ResellerId

# Personal data of a report that led nowhere are not ours to keep.
FORGOTTEN_AFTER = timedelta(days=30)
# Whoever said he is well is not alarmed again by a stranger so soon; staff look first.
CALM_AFTER_SIGN_OF_LIFE = timedelta(days=30)


class ReporterKind(StrEnum):
    """In what relation to the reseller, by his own word."""

    FAMILY = "FAMILY"
    COLLEAGUE = "COLLEAGUE"
    CONTACT = "CONTACT"
    END_CUSTOMER = "END_CUSTOMER"
    ADVISER = "ADVISER"
    OTHER = "OTHER"


class ReportState(StrEnum):
    """RECEIVED: nobody looked whom it concerns. OPEN: staff must look. ATTACHED: to a case. DISMISSED: it led nowhere."""

    RECEIVED = "RECEIVED"
    OPEN = "OPEN"
    ATTACHED = "ATTACHED"
    DISMISSED = "DISMISSED"


# Closed list: no health data (Art. 9 GDPR), and nothing a stranger cannot know.
PUBLIC_GROUNDS = (Ground.DEATH, Ground.ACCIDENT_ILLNESS, Ground.UNREACHABLE)


@dataclass(frozen=True, slots=True)
class EmergencyReport:
    """One report, as typed in.

    Attributes:
        code: `M-7KQ4-M2XB`, for calling back; says nothing about whom it concerns.
        about: company, web site or customer number, as the reporter knows it.
        call_back: telephone number.
        case: the case it belongs to, once it is known.
    """

    id: EmergencyReportId
    code: str
    about: str
    ground: Ground
    reporter: ReporterKind
    name: str
    call_back: str
    received_at: datetime
    state: ReportState = ReportState.RECEIVED
    reseller: ResellerId | None = None
    case: EmergencyCaseId | None = None
    handled_by: str | None = None
    handled_at: datetime | None = None
    version: int = 0

    @property
    def is_open(self) -> bool:
        return self.state in {ReportState.RECEIVED, ReportState.OPEN}

    def looked_at(self) -> "EmergencyReport":
        """No program can tell whom it concerns: a person must."""
        self._still_open()
        return replace(self, state=ReportState.OPEN)

    def attached(self, reseller: ResellerId, case: EmergencyCaseId, by: str, at: datetime) -> "EmergencyReport":
        self._still_open()
        return replace(self, state=ReportState.ATTACHED, reseller=reseller, case=case, handled_by=by, handled_at=at)

    def dismissed(self, by: str, at: datetime) -> "EmergencyReport":
        self._still_open()
        return replace(self, state=ReportState.DISMISSED, handled_by=by, handled_at=at)

    def _still_open(self) -> None:
        if not self.is_open:
            raise WrongState("Diese Meldung ist schon bearbeitet.")
