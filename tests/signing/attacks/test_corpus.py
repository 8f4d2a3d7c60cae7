"""Nothing of the corpus is accepted, neither as a file of ours nor as anybody's, and each for exactly the reason written beside it."""

import json

import pytest

from signing.verdict import Overall
from signing.verdict_json import from_json, to_json
from tests.signing.attacks.corpus import ATTACKS
from tests.signing.attacks.judging import judged, outcome, sides
from tests.signing.attacks.workshop import Workshop


@pytest.mark.slow
@pytest.mark.parametrize("name", ATTACKS)
def test_a_forged_file_is_refused_for_the_right_reason(workshop: Workshop, name: str) -> None:
    case = ATTACKS[name]
    pdf = case.make(workshop)

    for side, expected in sides(case):
        verdict = judged(workshop, case, pdf, side)
        assert verdict.overall is not Overall.VALID, side
        assert outcome(verdict) == expected, (side, verdict.reasons)
        assert case.because in " ".join(reason.detail for reason in verdict.reasons), (side, verdict.reasons)
        assert from_json(json.loads(json.dumps(to_json(verdict)))) == verdict


def test_no_attack_is_expected_to_be_accepted_and_there_are_enough() -> None:
    expectations = [expected for case in ATTACKS.values() for _, expected in sides(case)]

    assert all(expected.status in {1, 2, 3} and expected.codes for expected in expectations)
    assert len(ATTACKS) >= 200
