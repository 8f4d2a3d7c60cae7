"""`vollmacht wording`: which editions there are, and what differs between two, readable."""

import json

import pytest

from service.cli import main as program
from service.documents.wording import changes
from service.domain.errors import NotFound


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        program.main(list(arguments))
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_the_list_names_each_edition_with_its_state_and_sha256(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("wording", "list", "--json") == 0

    first = json.loads(capsys.readouterr().out)[0]
    assert first["name"] == "2026-11"
    assert first["sha256"] == "989066f68df3ad66c32a061fd4fc7e58034b8032a37fe6c294529a52b1ae70c9"
    assert first["documents"] == ["power-of-attorney (de)"]


def test_the_difference_names_the_clause_and_both_texts() -> None:
    found = {change["place"]: change for change in changes("2026-11", "2026-11.2") if change["document"] == "power-of-attorney"}

    insolvency = found["§ 11 Insolvenz"]
    assert insolvency["removed"] == ["§§ 115 bis 117 InsO, § 21 InsO, § 80 InsO"]
    assert any("vorläufige Insolvenzverwaltung" in str(text) for text in insolvency["added"])
    assert "§ 12 Widerruf und Kündigung" not in found


def test_backwards_what_was_added_is_taken_away() -> None:
    there = changes("2026-11", "2026-11.2")
    back = changes("2026-11.2", "2026-11")

    assert len(there) == len(back)
    assert {str(sorted(map(str, one["removed"]))) for one in back} == {str(sorted(map(str, one["added"]))) for one in there} - {
        "['neues Dokument']"
    } | {"['entfallen']"}


def test_an_edition_does_not_differ_from_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("wording", "diff", "2026-11", "2026-11") == 0
    assert capsys.readouterr().out == "Kein Unterschied im Text.\n"


def test_an_unknown_edition_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NotFound, match="2026-11"):
        changes("2026-11", "2031-01")
    assert run("wording", "diff", "2031-01", "2026-11") == 65
    assert "2031-01" in capsys.readouterr().err
