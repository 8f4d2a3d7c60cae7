"""`vollmacht render`: every document of a record, or a clear word on what is missing."""

from pathlib import Path

import pytest

from forms.documents import document_names
from service.cli import main as program

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
GMBH, GBR = EXAMPLES / "gmbh-joint.json", EXAMPLES / "gbr-partners.json"


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DATABASE_URL", "VOLLMACHT_ENVIRONMENT", "VOLLMACHT_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VOLLMACHT_HOME", str(tmp_path / "home"))


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as ended:
        program.main(["render", *map(str, arguments)])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_all_ten_are_written_under_their_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(GBR, "--all", tmp_path / "all", "--sample") == 0

    assert {file.name for file in (tmp_path / "all").iterdir()} == {f"{name}.pdf" for name in document_names()}
    said = capsys.readouterr().err.splitlines()
    assert [line.split("  ")[1].split(",")[0] for line in said] == list(document_names())
    assert sum("MUSTER" in line for line in said) == 7


@pytest.mark.parametrize(
    "document", ["acceptance", "revocation-confirmation", "first-information", "validation-report", "account"]
)
def test_without_a_sample_it_says_what_the_record_lacks_and_what_to_do(
    document: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(GMBH, "--document", document, "--out", tmp_path / "x.pdf") == 65

    said = capsys.readouterr().err
    assert f"Für „{document}“ fehlt" in said
    assert "--sample" in said
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.parametrize("document", ["contact-declaration", "contact-card"])
def test_a_record_without_a_contact_is_told_so(document: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(GBR, "--document", document, "--out", tmp_path / "x.pdf") == 65
    assert "$.emergency_contacts" in capsys.readouterr().err
    assert run(GMBH, "--document", document, "--out", tmp_path / "x.pdf") == 0


def test_all_without_samples_writes_nothing_at_all(tmp_path: Path) -> None:
    assert run(GMBH, "--all", tmp_path / "all") == 65
    assert not (tmp_path / "all").exists()


@pytest.mark.parametrize("more", [(), ("--out", "x.pdf", "--all", "y"), ("--out", "x.pdf", "--document", "letter")])
def test_where_to_write_is_one_thing(more: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert run(GMBH, *more) == 64
    assert list(tmp_path.glob("*.pdf")) == []


def test_what_is_not_translated_is_refused_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(GMBH, "--document", "revocation", "--language", "en", "--out", tmp_path / "x.pdf") == 65
    assert "Übersetzt sind" in capsys.readouterr().err
    assert run(GMBH, "--language", "en", "--out", tmp_path / "x.pdf") == 0
