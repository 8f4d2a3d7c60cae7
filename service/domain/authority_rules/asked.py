"""What every rule is given, and how it says what it found."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from service.domain.authority import AuthorityRequest, Facts, Policy, ProtectiveAction, Reason, ReasonOutcome
from service.domain.parties import Scope


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with all it may rest on; `at` is the instant of the act."""

    facts: Facts
    request: AuthorityRequest
    policy: Policy
    at: datetime

    @property
    def protective(self) -> bool:
        """The act discloses nothing and needs no Vollmacht."""
        return isinstance(self.request.action, ProtectiveAction)

    @property
    def scope(self) -> Scope | None:
        return self.request.action if isinstance(self.request.action, Scope) else None


Finding = tuple[ReasonOutcome, str, str]
Rule = Callable[[Asked], "Finding | None"]


def passes(code: str, text: str) -> Finding:
    return ReasonOutcome.PASS, code, text


def fails(code: str, text: str) -> Finding:
    return ReasonOutcome.FAIL, code, text


def unknown(code: str, text: str) -> Finding:
    return ReasonOutcome.INDETERMINATE, code, text


def obliges(code: str, text: str) -> Finding:
    return ReasonOutcome.OBLIGATION, code, text


def reason(rule: Rule, finding: Finding) -> Reason:
    """The finding under the rule's name."""
    outcome, code, text = finding
    return Reason(code=code, outcome=outcome, rule=rule.__name__, text=text)
