"""What honest people and their tools do is treated as the rules say."""

import pytest

from signing.report.sentences import NOTES
from signing.verdict import Overall
from tests.signing.attacks import forms
from tests.signing.attacks.judging import judged, outcome, sides
from tests.signing.attacks.variants import VARIANTS
from tests.signing.attacks.workshop import Workshop

REMARK = "LATER_SIGNER_SHOWS_SOMETHING"


@pytest.mark.slow
@pytest.mark.parametrize("name", VARIANTS)
def test_an_honestly_signed_file_is_treated_as_the_rules_say(workshop: Workshop, name: str) -> None:
    case = VARIANTS[name]
    pdf = case.make(workshop)

    for side, expected in sides(case):
        verdict = judged(workshop, case, pdf, side)
        assert outcome(verdict) == expected, (side, verdict.reasons)


@pytest.mark.slow
def test_a_later_signers_visible_field_is_remarked_and_an_invisible_one_is_not(workshop: Workshop) -> None:
    """No analysis knows which words a stamp covers: who reads the file is told to look."""
    case = VARIANTS["second signature in a new field"]
    stamped = forms.later(forms.field_at((100, 100, 160, 130)))(workshop)

    visible, invisible = (judged(workshop, case, pdf, "foreign") for pdf in (stamped, case.make(workshop)))

    assert (visible.overall, invisible.overall) == (Overall.VALID, Overall.VALID), visible.reasons
    assert REMARK in visible.notes
    assert REMARK not in invisible.notes
    assert "verdeckt" in NOTES[REMARK]
