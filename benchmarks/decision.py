"""One authority decision against writing its own JSON: the rules should not cost more than saying the answer."""

import json
from datetime import timedelta
from uuid import UUID

from benchmarks.timing import ratio
from service.domain.authority import Policy
from service.domain.authority_json import decision_json
from service.domain.authority_rules import decide_authority
from service.domain.ids import DecisionId
from tests.builders import NOW, asks, facts

TIMES = 200


def run() -> str:
    known, asked, policy, id = facts(), asks(), Policy(), DecisionId(UUID(int=1))

    def decide() -> object:
        return decide_authority(known, asked, policy, at=NOW + timedelta(0), decided_at=NOW, id=id, customer_no="K-1")

    answer = decision_json(decide())  # type: ignore[arg-type]
    own, other, quotient = ratio(
        lambda: [decide() for _ in range(TIMES)], lambda: [json.dumps(answer) for _ in range(TIMES)], rounds=15
    )
    return f"decision   {own / TIMES:8.3f} ms a decision, json.dumps of it {other / TIMES:8.3f} ms: {quotient:.2f} x"
