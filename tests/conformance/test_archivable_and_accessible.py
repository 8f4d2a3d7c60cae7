"""PDF/A-3a and PDF/UA-1, by the judgement of veraPDF: every document of every example, before and after signing."""

import json
from pathlib import Path

import pikepdf
import pytest

from forms.brand import Brand, Logo, accent_of
from forms.power_of_attorney import render_pdf
from tests.acceptance.conftest import Demo
from tests.acceptance.installation import Installation
from tests.acceptance.records import example
from tests.conformance.conftest import Rendered
from tests.conformance.verapdf import Judgement, judged
from tests.forms.builders import of_form
from tests.forms.hostile import hostile_documents
from tests.forms.test_brand import SVG, png
from tests.judges import judge

pytestmark = [pytest.mark.judge, pytest.mark.slow, pytest.mark.timeout(600)]


def broken_rules(judgements: list[Judgement]) -> list[str]:
    return [
        f"{Path(one.file).parent.name}/{Path(one.file).name} {one.flavour} {rule}" for one in judgements for rule in one.failed
    ]


def test_no_unsigned_document_breaks_a_rule(rendered: Rendered) -> None:
    judgements = judged(rendered.files)

    assert broken_rules(judgements) == []
    assert all(one.checks > 1000 for one in judgements)


def test_translations_hostile_names_and_a_hosters_look_break_no_rule(installation: Installation, tmp_path: Path) -> None:
    files = []
    record = tmp_path / "record.json"
    record.write_text(json.dumps(example("gmbh-joint"), ensure_ascii=False), "utf-8")
    for document in ("power-of-attorney", "first-information"):
        files.append(tmp_path / f"english-{document}.pdf")
        translated = ("render", str(record), "--document", document, "--language", "en", "--sample", "--out", str(files[-1]))
        installation.succeed(*translated)
    for name, (_, pdf) in hostile_documents().items():
        files.append(tmp_path / f"hostile-{name}.pdf")
        files[-1].write_bytes(pdf)
    for kind, content in {"svg": SVG, "png": png((192, 57, 43, 120))}.items():
        files.append(tmp_path / f"look-{kind}.pdf")
        brand = Brand(accent=accent_of("#1a5276"), logo=Logo(content, "Nordlicht Hosting"))
        files[-1].write_bytes(render_pdf(of_form("GMBH"), brand))

    assert broken_rules(judged(files)) == []


def test_no_document_signed_to_b_lta_by_two_or_three_breaks_a_rule(demo: Demo) -> None:
    files = [demo(example(name)) / "vollmacht.pdf" for name in ("gmbh-joint", "gbr-partners")]

    assert broken_rules(judged(files)) == []


def test_the_judge_sees_what_is_missing(rendered: Rendered, tmp_path: Path) -> None:
    without_language = tmp_path / "without-language.pdf"
    with pikepdf.open(rendered.files[0]) as pdf:
        del pdf.Root.Lang
        pdf.save(without_language)
    no_pdf = tmp_path / "no.pdf"
    no_pdf.write_bytes(b"no PDF")

    rules = broken_rules(judged([without_language, no_pdf]))
    assert any("/without-language.pdf ua1 7.2-34" in rule for rule in rules)
    assert any("/no.pdf 3a could not be judged" in rule for rule in rules)


def test_qpdf_has_nothing_to_say(rendered: Rendered) -> None:
    for file in rendered.files:
        said = judge("qpdf", "--check", str(file))
        assert "WARNING" not in said, said
        assert "No syntax or stream encoding errors found" in said, said
