"""The decision as JSON: `check --json`, `decision.json`, AuthZEN's `context`. One place for its keys."""

from datetime import UTC, datetime
from typing import Any

from service.domain.authority import AuthorityDecision


def decision_json(decision: AuthorityDecision) -> dict[str, Any]:
    """Plain values only."""
    return {
        "decision": decision.outcome.value,
        "decision_id": str(decision.id),
        "action": decision.action.value,
        "customer_no": decision.customer_no,
        "end_customer": decision.end_customer,
        "domain": decision.domain,
        "channel": decision.channel,
        "cost_eur_per_month": str(decision.cost_eur_per_month) if decision.cost_eur_per_month is not None else None,
        "advertising": decision.advertising,
        "decided_at": instant(decision.decided_at),
        "at": instant(decision.at),
        "valid_until": instant(decision.valid_until),
        "policy_version": decision.policy_version,
        "acting_as": decision.acting_as.value,
        "processing_basis": decision.processing_basis,
        "power_of_attorney": dict(decision.power_of_attorney) if decision.power_of_attorney else None,
        "emergency_case": dict(decision.emergency_case) if decision.emergency_case else None,
        "reasons": [
            {"code": reason.code, "outcome": reason.outcome.value, "rule": reason.rule, "text": reason.text}
            for reason in decision.reasons
        ],
        "obligations": [
            {"code": obligation.code.value, "text": obligation.text, **obligation.values} for obligation in decision.obligations
        ],
        "forbidden_now": list(decision.forbidden_now),
        "alternatives": list(decision.alternatives),
        "staff_message": decision.staff_message,
        "escalate_to": decision.escalate_to,
        "sandbox": decision.sandbox,
    }


def instant(at: datetime) -> str:
    """ISO 8601 in UTC, `…Z`."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
