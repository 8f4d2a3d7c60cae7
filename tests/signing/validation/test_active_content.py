"""A validly signed foreign file that acts: the verdict stays, and says so. Under our own name it is refused."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from signing.report import text_lines, verify_json
from signing.validation import Expectation, validate
from signing.verdict import Overall, ReasonCode, StepName, StepOutcome, Verdict
from tests.signing.builders import FIELDS, JUDGED_AT, Authority, issued_pdf


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def named_script(pdf: pikepdf.Pdf) -> None:
    tree = Dictionary(Names=Array(["a", pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)")))]))
    pdf.Root.Names = Dictionary(JavaScript=pdf.make_indirect(tree))


def launch(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].AA = Dictionary(O=Dictionary(S=Name.Launch, F="calc.exe"))


def submit(pdf: pikepdf.Pdf) -> None:
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(S=Name.SubmitForm, F="https://a.example/")
    )
    pdf.pages[0].Annots = Array([pdf.make_indirect(link)])


def embedded(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["notes.txt"] = pikepdf.AttachedFileSpec(pdf, b"hello", filename="notes.txt")


def external(pdf: pikepdf.Pdf) -> None:
    image = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9], F="https://a.example/page")
    pdf.pages[0].Resources.XObject = Dictionary(X=image)


def xfa(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp/>")


def film(pdf: pikepdf.Pdf) -> None:
    screen = Dictionary(Type=Name.Annot, Subtype=Name.Screen, Rect=[0, 0, 9, 9])
    pdf.pages[0].Annots = Array([pdf.make_indirect(screen)])


def nothing(pdf: pikepdf.Pdf) -> None:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(S=Name.URI, URI="https://a.example/"))
    pdf.pages[0].Annots = Array([pdf.make_indirect(link)])


KINDS = {
    script: "CONTENT_SCRIPT",
    named_script: "CONTENT_SCRIPT",
    launch: "CONTENT_STARTS_PROGRAM",
    submit: "CONTENT_SENDS_FORM",
    embedded: "CONTENT_EMBEDDED_FILES",
    external: "CONTENT_ELSEWHERE",
    xfa: "CONTENT_XFA",
    film: "CONTENT_MEDIA",
}


def signed(authority: Authority, change: object) -> bytes:
    """A file that was so before it was signed."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(issued_pdf(["signer-1"]))) as pdf:
        change(pdf)  # type: ignore[operator]
        pdf.save(output)
    person = authority.holder("Eva Stein")
    return authority.sealed(authority.signed(output.getvalue(), "signer-1", "", holder=person), [person])


def judged(authority: Authority, pdf: bytes, expectation: Expectation | None = None) -> Verdict:
    return validate(pdf, registry=authority.registry(), at=JUDGED_AT, expectation=expectation)


@pytest.mark.parametrize("change", KINDS, ids=[change.__name__ for change in KINDS])
def test_what_acts_is_remarked_and_turns_no_verdict(authority: Authority, change: object) -> None:
    pdf = signed(authority, change)

    verdict = judged(authority, pdf)

    assert (verdict.overall, verdict.codes) == (Overall.VALID, ())
    told = verify_json(verdict, sandbox=True)
    remarks = {note["code"]: note["text"] for note in told["notes"] if note["code"].startswith("CONTENT_")}
    assert set(remarks) == {KINDS[change]}  # type: ignore[index]
    assert remarks[KINDS[change]] in text_lines(verdict)  # type: ignore[index]
    step = next(one for one in verdict.steps if one.name is StepName.CONTENT)
    assert (step.outcome, step.evidence) == (StepOutcome.UNKNOWN, ((KINDS[change], ""),))  # type: ignore[index]


def test_a_link_to_a_page_on_the_web_is_no_matter(authority: Authority) -> None:
    verdict = judged(authority, signed(authority, nothing))

    assert verdict.overall is Overall.VALID
    assert not [note for note in verdict.notes if note.startswith("CONTENT_")]
    assert next(one for one in verdict.steps if one.name is StepName.CONTENT).outcome is StepOutcome.PASSED


@pytest.mark.parametrize("change", KINDS, ids=[change.__name__ for change in KINDS])
def test_under_our_name_it_is_refused(authority: Authority, change: object) -> None:
    """The signed base is not what was issued."""
    issued = issued_pdf(["signer-1"])

    verdict = judged(
        authority, signed(authority, change), Expectation(issued, issued, {"signer-1": FIELDS["signer-1"]}, finished=False)
    )

    assert verdict.overall is Overall.INVALID
    assert ReasonCode.CONTENT_CHANGED in verdict.codes


def test_circles_and_broken_objects_end_in_a_remark(authority: Authority) -> None:
    def circle(pdf: pikepdf.Pdf) -> None:
        first = pdf.make_indirect(Dictionary(S=Name.GoTo))
        first.Next = first
        pdf.Root.OpenAction = first

    assert judged(authority, signed(authority, circle)).overall is Overall.VALID
