"""The file: the same bytes everywhere, marked, tagged, well formed, and fit to be signed by one person after another."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest
from pikepdf import Name

from forms.blocks import Document, Heading, Paragraph, Row, Run, Section, Table, leaves
from forms.html import html_of
from forms.mark import read_mark
from forms.pdf.file import FileFacts, pdf_of
from forms.power_of_attorney import build, render_pdf
from forms.reading import page_texts
from tests.forms.builders import EXAMPLE_NAMES, LEGAL_FORMS, example, of_form
from tests.forms.golden_documents import digests, golden_documents
from tests.forms.pictures import kept, picture_of, same
from tests.forms.update_goldens import GOLDENS
from tests.judges import judge

ROOT = Path(__file__).parent.parent.parent
ELSEWHERE = (
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "America/Los_Angeles", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "4711", "SOURCE_DATE_EPOCH": "1"},
)


def test_the_examples_have_the_bytes_they_had() -> None:
    assert digests() == json.loads(GOLDENS.read_text("utf-8")), "if that is meant: make goldens, and look at the pictures"


def test_the_examples_look_as_they_did() -> None:
    assert [name for name, pdf in golden_documents() if not same(kept(name), picture_of(pdf))] == []


def test_an_empty_cell_is_an_empty_cell() -> None:
    table = Table((Row("leer", ()), Row("auch", (Run(""),)), Row("voll", (Run("Wert"),))), summary="Angaben")
    facts = FileFacts(document_id="0192f0c1-0000-7000-8000-000000000001", created_on=date(2026, 11, 23))

    assert page_texts(pdf_of(Document("Titel", "de-DE", "Fuß", None, (table,)), facts))[0].split()[:4] == [
        "leer",
        "auch",
        "voll",
        "Wert",
    ]


def test_a_moved_line_is_no_longer_the_same_picture() -> None:
    first, second = of_form("GMBH"), replace(of_form("GMBH"), number="VM-2026-000124")
    before, after = picture_of(render_pdf(first)), picture_of(render_pdf(second))

    assert same(before, before)
    assert not same(before, after)


@pytest.mark.parametrize("surroundings", ELSEWHERE)
def test_the_same_input_gives_the_same_bytes_in_another_process_zone_locale_and_hash_seed(
    surroundings: dict[str, str],
) -> None:
    program = "import json; from tests.forms.golden_documents import digests; print(json.dumps(digests()))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **surroundings},
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )

    assert json.loads(done.stdout) == digests()


def test_another_document_has_other_bytes_and_another_file_identifier() -> None:
    first = of_form("GMBH")
    second = replace(first, document_id="0192f0c1-0000-7000-8000-000000000001")

    identifiers = {pikepdf.open(BytesIO(render_pdf(data))).trailer.ID[0].__bytes__() for data in (first, second)}
    assert len(identifiers) == 2


@pytest.mark.parametrize("name", EXAMPLE_NAMES)
def test_the_mark_names_the_document(name: str) -> None:
    pdf = render_pdf(example(name))

    assert pdf.startswith(b"%PDF-1.7\n%")
    assert read_mark(pdf) == example(name).document_id


@pytest.mark.parametrize(
    "foreign",
    [
        b"",
        b"%PDF-1.7\n%\xbf\xf7\xa2\xfe\n1 0 obj",
        b"x%PDF-1.7\n%VOLLMACHT document=0192f0c1-0000-7000-8000-000000000001\n",
        b"%PDF-1.7\n%VOLLMACHT document=0192f0c1\n",
        b"%PDF-1.7\n%VOLLMACHT document=0192F0C1-0000-7000-8000-000000000001\n",
        b"%PDF-1.7\n" + b" " * 1024 + b"\n%VOLLMACHT document=0192f0c1-0000-7000-8000-000000000001\n",
    ],
)
def test_what_bears_no_mark_of_ours_has_none(foreign: bytes) -> None:
    assert read_mark(foreign) is None


def test_each_signer_has_one_tagged_empty_field_in_order() -> None:
    data = of_form("GBR", signers=3)
    with pikepdf.open(BytesIO(render_pdf(data))) as pdf:
        fields = list(pdf.Root.AcroForm.Fields)

        assert [str(field.T) for field in fields] == ["signature-1", "signature-2", "signature-3"]
        for field, signer in zip(fields, data.signers, strict=True):
            assert str(field.FT) == "/Sig"
            assert "/V" not in field
            assert field.F == 4
            assert signer.surname in str(field.TU)
            left, lower, right, upper = (float(value) for value in field.Rect)
            box = [float(value) for value in field.AP.N.BBox]
            assert box == pytest.approx([0, upper - lower, right - left, 0], abs=0.02)
            # As the stamp that takes its place: EU DSS calls any other difference of the two an undefined change.
            assert str(field.AP.N.Filter) == "/FlateDecode"
            assert field.objgen in [annotation.objgen for annotation in field.P.Annots]
        assert "/NeedAppearances" not in pdf.Root.AcroForm


def test_the_kid_of_a_forms_element_is_the_bare_reference_to_its_field() -> None:
    with pikepdf.open(BytesIO(render_pdf(of_form("GBR", signers=2)))) as pdf:
        forms = [made for made in pdf.objects if isinstance(made, pikepdf.Dictionary) and made.get("/S") == Name.Form]

        assert [made.K.Type for made in forms] == [Name.OBJR, Name.OBJR]
        assert [str(made.K.Obj.T) for made in forms] == ["signature-1", "signature-2"]


def test_tabs_follow_the_structure_on_every_page() -> None:
    with pikepdf.open(BytesIO(render_pdf(example("sole-trader")))) as pdf:
        assert {str(page.obj.Tabs) for page in pdf.pages} == {"/S"}


def test_every_marked_content_belongs_to_exactly_one_element() -> None:
    with pikepdf.open(BytesIO(render_pdf(example("gmbh-joint")))) as pdf:
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        owners = {int(key): owner for key, owner in zip(numbers[::2], numbers[1::2], strict=True)}
        for page in pdf.pages:
            marked = [
                int(instruction.operands[1].MCID)
                for instruction in pikepdf.parse_content_stream(page)
                if str(instruction.operator) == "BDC" and "/MCID" in instruction.operands[1]
            ]
            assert sorted(marked) == list(range(len(owners[int(page.obj.StructParents)])))


def test_the_bookmarks_are_the_headings() -> None:
    data = example("gmbh-joint")
    headings = [
        " ".join(part for part in (block.number, block.text) if part)
        for block in leaves(build(data))
        if isinstance(block, Heading) and block.level > 1
    ]

    def titles(outline: object) -> list[str]:
        if isinstance(outline, list):
            return [title for entry in outline for title in titles(entry)]
        return [str(outline.title)]  # type: ignore[attr-defined]  # pypdf types an outline as object

    assert titles(pypdf.PdfReader(BytesIO(render_pdf(data))).outline) == headings


def test_the_file_has_no_information_dictionary_and_says_its_edition_as_date() -> None:
    with pikepdf.open(BytesIO(render_pdf(example("gmbh-joint")))) as pdf:
        packet = pdf.Root.Metadata.read_bytes().decode()

        assert "/Info" not in pdf.trailer
        assert packet.count("2026-11-26T00:00:00Z") == 3
        assert str(pdf.Root.Lang) == "de-DE"


@pytest.mark.judge
@pytest.mark.parametrize("legal_form", LEGAL_FORMS)
def test_qpdf_finds_nothing(legal_form: str, tmp_path: Path) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(render_pdf(of_form(legal_form, signers=2 if legal_form == "GBR" else 1)))
    said = judge("qpdf", "--check", str(path))

    assert "No syntax or stream encoding errors found" in said
    assert "WARNING" not in said


def test_a_passage_in_another_language_says_so_to_ear_and_phone() -> None:
    english = Paragraph((Run("This is a translation."),), language="en")
    document = Document("Titel", "de-DE", "Fuß", None, (Section((english,), language="en-GB"), Paragraph((Run("Deutsch"),))))
    facts = FileFacts(document_id="0192f0c1-0000-7000-8000-000000000001", created_on=date(2026, 11, 23))

    with pikepdf.open(BytesIO(pdf_of(document, facts))) as pdf:
        section, german = pdf.Root.StructTreeRoot.K.K
        assert (str(section.Lang), str(section.K.Lang), "/Lang" in german) == ("en-GB", "en", False)
    assert '<section lang="en-GB">\n<p lang="en">This is a translation.</p>' in html_of(document)


def test_the_digest_of_a_file_does_not_depend_on_what_was_drawn_before() -> None:
    once = hashlib.sha256(render_pdf(of_form("EV", signers=2))).hexdigest()
    render_pdf(example("gbr-partners"))

    assert hashlib.sha256(render_pdf(of_form("EV", signers=2))).hexdigest() == once
