"""What honest people and their tools do is treated as the rules say."""

import pytest

from tests.signing.attacks.judging import judged, outcome, sides
from tests.signing.attacks.variants import VARIANTS
from tests.signing.attacks.workshop import Workshop


@pytest.mark.slow
@pytest.mark.parametrize("name", VARIANTS)
def test_an_honestly_signed_file_is_treated_as_the_rules_say(workshop: Workshop, name: str) -> None:
    case = VARIANTS[name]
    pdf = case.make(workshop)

    for side, expected in sides(case):
        verdict = judged(workshop, case, pdf, side)
        assert outcome(verdict) == expected, (side, verdict.reasons)
