"""Identifiers. All are UUIDv7 and handed in; a printed number (`VM-2026-000123`) is never a key."""

from typing import NewType
from uuid import UUID

ResellerId = NewType("ResellerId", UUID)
PowerOfAttorneyId = NewType("PowerOfAttorneyId", UUID)
DocumentId = NewType("DocumentId", UUID)
SignatureRequestId = NewType("SignatureRequestId", UUID)
EmergencyContactId = NewType("EmergencyContactId", UUID)
EmergencyCaseId = NewType("EmergencyCaseId", UUID)
EmergencyReportId = NewType("EmergencyReportId", UUID)
VerificationCodeId = NewType("VerificationCodeId", UUID)
EvidenceId = NewType("EvidenceId", UUID)
DecisionId = NewType("DecisionId", UUID)
RevocationId = NewType("RevocationId", UUID)
UserId = NewType("UserId", UUID)
SessionId = NewType("SessionId", UUID)
TokenId = NewType("TokenId", UUID)
NoticeId = NewType("NoticeId", UUID)
LinkId = NewType("LinkId", UUID)
EventId = NewType("EventId", UUID)
