"""`vollmacht verify`: right about every change and every bad credential, each with its reason, none with a traceback."""

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pikepdf
import pytest
from pypdf import PdfWriter

from service.cli.demonstration.person import Programme, StepFailed
from service.domain.ids import DocumentId
from service.settings import settings_from
from service.signatures.judging import Judge
from service.use_cases.ports import Expectation
from service.wiring.chance import clock
from service.wiring.lookup import expectation_of
from service.wiring.verification import judge_for
from tests.acceptance.conftest import Demo
from tests.acceptance.installation import Installation, Serving
from tests.acceptance.records import example

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
CREDENTIALS = {
    "good": (0, None),
    "revoked": (1, "CERTIFICATE_REVOKED"),
    "expired": (1, "CERTIFICATE_EXPIRED"),
    "no-qscd": (1, "NO_QSCD"),
    "stranger": (1, "CHAIN_UNTRUSTED"),
    "ca-not-listed": (1, None),
    "ca-granted-later": (1, "NOT_QUALIFIED_AT_ISSUANCE"),
}


def codes(verdict: object) -> set[str]:
    assert isinstance(verdict, dict)
    assert all(reason["text"] for reason in verdict["reasons"])
    return {reason["code"] for reason in verdict["reasons"]}


@pytest.fixture(scope="module")
def signed(demo: Demo) -> Path:
    return demo(example("gmbh-joint")) / "vollmacht.pdf"


@pytest.fixture(scope="module")
def judging(installation: Installation, signed: Path) -> tuple[Judge, Expectation]:
    """The judge of `verify` without a process for each question."""
    settings = settings_from({"VOLLMACHT_HOME": str(installation.home)})
    mark = signed.read_bytes()[:1024].split(b"document=")[1][:36].decode()
    expectation = expectation_of(settings, DocumentId(UUID(mark)))
    assert expectation is not None
    return judge_for(settings, mirror=None, anchor=None, offline=False), expectation


@pytest.mark.parametrize("percent", [*range(0, 100, 4), 99])
def test_no_changed_byte_is_ever_valid(judging: tuple[Judge, Expectation], signed: Path, percent: int) -> None:
    judge, expectation = judging
    content = bytearray(signed.read_bytes())
    content[len(content) * percent // 100 + 5 - percent // 20] ^= 0x01

    assert judge.judge(bytes(content), expectation, at=clock()).verdict in {"INVALID", "UNREADABLE"}


def test_padding_inside_a_signature_counts_as_content(judging: tuple[Judge, Expectation], signed: Path) -> None:
    judge, expectation = judging
    content = bytearray(signed.read_bytes())
    padding = content.index(b"0" * 64 + b">")
    content[padding] = ord("1")

    assert judge.judge(bytes(content), expectation, at=clock()).verdict in {"INVALID", "UNREADABLE"}


def test_trailing_bytes_are_a_change(judging: tuple[Judge, Expectation], signed: Path) -> None:
    judge, expectation = judging

    assert judge.judge(signed.read_bytes() + b"\n", expectation, at=clock()).verdict in {"INVALID", "UNREADABLE"}


def changed_metadata(pdf: bytes) -> bytes:
    writer = PdfWriter(io.BytesIO(pdf), incremental=True)
    writer.add_metadata({"/Title": "Andere Vollmacht"})
    return written(writer)


def added_page(pdf: bytes) -> bytes:
    writer = PdfWriter(io.BytesIO(pdf), incremental=True)
    writer.add_blank_page(595, 842)
    return written(writer)


def removed_page(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        del opened.pages[-1]
        out = io.BytesIO()
        opened.save(out)
    return out.getvalue()


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("change", [changed_metadata, added_page, removed_page])
def test_what_is_changed_after_signing_is_invalid(judging: tuple[Judge, Expectation], signed: Path, change: object) -> None:
    judge, expectation = judging
    assert callable(change)

    judged = judge.judge(change(signed.read_bytes()), expectation, at=clock())

    assert judged.verdict == "INVALID"
    assert judged.reasons


@pytest.fixture(scope="module")
def rendered(installation: Installation) -> Path:
    out = installation.home.parent / "rendered.pdf"
    file = installation.home.parent / "record.json"
    file.write_text(json.dumps(example("sole-trader")), "utf-8")
    installation.succeed("render", str(file), "--out", str(out))
    return out


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_each_sandbox_credential_gets_its_verdict(installation: Installation, rendered: Path, tmp_path: Path, kind: str) -> None:
    out = tmp_path / "signed.pdf"
    installation.succeed("sandbox", "sign", str(rendered), "--as", kind, "--name", "Ines Krämer", "--out", str(out))

    status, verdict = installation.verdict(out)

    expected, code = CREDENTIALS[kind]
    assert status == expected, verdict
    assert verdict["issued_here"] is False
    assert code is None or code in codes(verdict)
    assert bool(verdict["reasons"]) == (expected != 0)


def test_a_file_without_signature_is_invalid(installation: Installation, rendered: Path) -> None:
    status, verdict = installation.verdict(rendered)

    assert (status, codes(verdict)) == (1, {"NO_SIGNATURE"})


@pytest.mark.parametrize("content", [b"", b"no pdf at all", b"\n%PDF-1.7 late", b"%PDF-1.7\n" + b"\x00" * 1000])
def test_what_is_no_pdf_is_unreadable(installation: Installation, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "file.pdf"
    file.write_bytes(content)

    status, verdict = installation.verdict(file)

    assert (status, verdict["verdict"]) == (3, "UNREADABLE")
    assert codes(verdict)


def test_without_the_lists_nothing_is_said(installation: Installation, signed: Path, tmp_path: Path) -> None:
    mirror = tmp_path / "lists"
    shutil.copytree(installation.home / "sandbox-trust" / "trusted-lists", mirror)
    national = mirror / "xs.xml"
    national.write_bytes(national.read_bytes().replace(b"granted", b"grantee", 1))

    status, verdict = installation.verdict(signed, "--lists", str(mirror))

    assert (status, verdict["verdict"]) == (2, "INDETERMINATE")
    assert "LISTS_UNAVAILABLE" in codes(verdict)


# -- a file of ours on its way: issued, then signed by upload --


@pytest.fixture(scope="module")
def serving(installation: Installation) -> Iterator[Serving]:
    record = {**example("gmbh-joint"), "reseller": {**example("gmbh-joint")["reseller"], "customer_no": "K-UPLOAD"}}
    installation.succeed("import", "-", content=json.dumps(record))
    with installation.serving() as serving:
        yield serving


@pytest.fixture
def director(serving: Serving) -> Iterator[Programme]:
    email = "gross-weiss@pixelwerft.example"
    programme = Programme(serving.url, email, next(iter(serving.passwords.values())), "K-UPLOAD")
    yield programme
    programme.close()


@pytest.fixture
def issued(director: Programme, tmp_path: Path) -> tuple[str, Path]:
    power = director.post("/v1/resellers/K-UPLOAD/powers-of-attorney", {})
    director.post(f"/v1/powers-of-attorney/{power['id']}/submission")
    file = tmp_path / "issued.pdf"
    file.write_bytes(director.download(f"/v1/powers-of-attorney/{power['id']}/document"))
    return power["id"], file


def sign_as(installation: Installation, file: Path, name: str, kind: str = "good") -> Path:
    out = file.with_name(f"{file.stem}-{kind}-{len(name)}.pdf")
    installation.succeed("sandbox", "sign", str(file), "--as", kind, "--name", name, "--out", str(out))
    return out


@pytest.mark.parametrize(("kind", "code"), [("wrong-person", "NAME_MISMATCH"), ("pseudonym", "PSEUDONYM")])
def test_a_wrong_person_is_named_and_refused(
    installation: Installation, director: Programme, issued: tuple[str, Path], kind: str, code: str
) -> None:
    power, file = issued
    signed = sign_as(installation, file, "Jürgen Maximilian Groß-Weiß", kind)

    status, verdict = installation.verdict(signed)

    assert status == 1
    assert code in codes(verdict)
    with pytest.raises(StepFailed, match="409 signature-refused"):
        director.send(f"/v1/powers-of-attorney/{power}/signed-files", signed.read_bytes(), "application/pdf")
    assert director.get(f"/v1/powers-of-attorney/{power}")["state"] == "AWAITING_SIGNATURES"


def test_one_signature_of_two_is_never_enough(installation: Installation, director: Programme, issued: tuple[str, Path]) -> None:
    power, file = issued
    first = sign_as(installation, file, "Jürgen Maximilian Groß-Weiß")

    partly = director.send(f"/v1/powers-of-attorney/{power}/signed-files", first.read_bytes(), "application/pdf")

    assert partly["state"] == "PARTIALLY_SIGNED"
    current = file.with_name("current.pdf")
    current.write_bytes(director.download(f"/v1/powers-of-attorney/{power}/document"))
    status, verdict = installation.verdict(current)
    assert (status, verdict["complete"]) == (2, False)
    assert codes(verdict) == {"JOINT_SIGNATURE_INCOMPLETE"}
    status, verdict = installation.verdict(file)
    assert (status, codes(verdict)) == (2, {"EARLIER_REVISION"})


def test_somebody_outside_the_set_is_refused(installation: Installation, director: Programme, issued: tuple[str, Path]) -> None:
    power, file = issued
    signed = sign_as(installation, file, "Mallory Fremd")

    with pytest.raises(StepFailed, match="409 signature-refused"):
        director.send(f"/v1/powers-of-attorney/{power}/signed-files", signed.read_bytes(), "application/pdf")


def test_a_missing_file_is_wrong_usage_or_input_not_a_traceback(installation: Installation) -> None:
    ran = installation.run("verify", "/nowhere/file.pdf")

    assert ran.returncode in {64, 65}
    assert "Traceback" not in ran.stderr
