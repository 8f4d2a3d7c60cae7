"""A part of the corpus before `vollmacht verify` as a program, and before pdfsig; docs/verdict.md records the whole."""

from pathlib import Path

import pytest

from tests.judges import judge
from tests.signing.attacks.__main__ import write
from tests.signing.attacks.shown import show

ONE_IN = 16


@pytest.mark.slow
@pytest.mark.judge
@pytest.mark.timeout(900)
def test_the_program_answers_every_hostile_file_as_documented_and_accepts_nothing_that_pdfsig_refuses(tmp_path: Path) -> None:
    judge("pdfsig", "-v")
    write(tmp_path / "corpus", every=ONE_IN)

    shown = show(tmp_path / "corpus", tmp_path / "home")

    assert len(shown) >= 20
    assert {one.file: one.faults for one in shown if one.faults} == {}
    assert any(one.pdfsig for one in shown)
