"""Codes are for programmes; people read words."""

import pytest

from service.domain.emergency_case import CaseState
from service.domain.power_of_attorney import State
from service.pages.plain import plain


@pytest.mark.parametrize("state", [*State, *CaseState])
def test_every_state_is_said_in_german(state: State | CaseState) -> None:
    said = plain(f"Die Vollmacht VM-2026-000036 hat den Stand {state}. Bitte laden Sie die Seite neu.")

    assert state.value not in said
    assert said.endswith("“. Bitte laden Sie die Seite neu.")


def test_fields_and_codes_in_brackets_are_left_out() -> None:
    assert plain("Eine andere Person (Feld signature-1). Bitte nicht.") == "Eine andere Person. Bitte nicht."
    assert plain("Löschsperre setzen (PROTECT_DELETION_HOLD)") == "Löschsperre setzen"
    assert plain("Das gilt (§ 174 BGB) immer.") == "Das gilt (§ 174 BGB) immer."
    assert plain("Der Datenschutzhinweis (Art. 14 DSGVO) lag bei.") == "Der Datenschutzhinweis (Art. 14 DSGVO) lag bei."
