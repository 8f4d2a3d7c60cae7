"""What use cases ask of the decisions that were given, and of the contacts made on their ground."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from service.domain.authority import AuthorityDecision
from service.domain.ids import DecisionId, EmergencyCaseId, ResellerId


@dataclass(frozen=True, slots=True)
class LoggedContact:
    """A contact made on the ground of a decision. `end_customer`: reference; None: it concerned nobody in particular."""

    at: datetime
    action: str
    end_customer: str | None


class Decisions(Protocol):
    def add(self, decision: AuthorityDecision) -> None: ...
    def contacts_since(self, reseller: ResellerId, end_customer: str, since: datetime) -> int:
        """Logged contacts with this end customer."""
        ...

    def notice_given(self, case: EmergencyCaseId, end_customer: str) -> bool: ...
    def contacts_in(self, case: EmergencyCaseId) -> Sequence[LoggedContact]:
        """Oldest first."""
        ...

    def log_contact(
        self,
        decision: AuthorityDecision,
        *,
        by: str,
        outcome: str,
        notice_given: bool,
        still_allowed: bool,
        at: datetime,
    ) -> None: ...
    def get(self, id: DecisionId) -> Mapping[str, object]:
        """As stored."""
        ...

    def count_since(self, reseller: ResellerId, since: datetime) -> int: ...
    def of(self, reseller: ResellerId, *, limit: int = 100) -> Sequence[Mapping[str, object]]:
        """As stored: the JSON of each, newest first."""
        ...
