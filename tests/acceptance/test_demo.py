"""The demo on every example and every legal form, judged by tools that are not ours."""

import json
import shutil
import subprocess
from typing import Any

import pytest

from tests.acceptance.conftest import Demo
from tests.acceptance.installation import Installation
from tests.acceptance.records import FORMS, example, record_of
from tests.judges import judge

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
EXAMPLES = ["gmbh-joint", "sole-trader", "gbr-partners", "gmbh-co-kg"]
SIGNERS = {"gmbh-joint": 2, "sole-trader": 1, "gbr-partners": 3, "gmbh-co-kg": 1}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_leaves_its_artefacts_and_a_valid_file(demo: Demo, installation: Installation, name: str) -> None:
    folder = demo(example(name))

    assert {path.name for path in folder.iterdir()} == {
        "vollmacht.pdf", "verdict.json", "decision.json", "evidence.zip", "timings.json",
    }  # fmt: skip
    verdict = json.loads((folder / "verdict.json").read_text())
    assert (verdict["verdict"], verdict["complete"], verdict["issued_here"], verdict["sandbox"]) == ("VALID", True, True, True)
    assert [one["qualification"] for one in verdict["signatures"]] == ["QESIG"] * SIGNERS[name]
    status, again = installation.verdict(folder / "vollmacht.pdf")
    assert (status, again["verdict"]) == (0, "VALID")


@pytest.mark.parametrize("form", FORMS)
def test_every_legal_form_goes_the_whole_way(demo: Demo, form: str) -> None:
    folder = demo(record_of(form))

    decision = json.loads((folder / "decision.json").read_text())
    assert decision["decision"] in {"ALLOW", "ALLOW_WITH_OBLIGATIONS"}


@pytest.mark.judge
@pytest.mark.parametrize("name", EXAMPLES)
def test_pdfsig_calls_every_signature_valid_and_the_timestamp_covers_all(demo: Demo, name: str) -> None:
    said = judge("pdfsig", str(demo(example(name)) / "vollmacht.pdf"))

    assert said.count("Signature is Valid.") == SIGNERS[name]
    assert said.count("Total document signed") == 1


@pytest.mark.judge
@pytest.mark.parametrize("name", EXAMPLES)
def test_qpdf_finds_nothing_to_say(demo: Demo, name: str) -> None:
    assert "No syntax or stream encoding errors found" in judge("qpdf", "--check", str(demo(example(name)) / "vollmacht.pdf"))


def test_the_evidence_verifies_with_standard_tools_and_a_flipped_bit_is_noticed(demo: Demo, tmp_path: Any) -> None:
    shutil.unpack_archive(demo(example("gmbh-joint")) / "evidence.zip", tmp_path)
    manifest = next(tmp_path.rglob("manifest-sha256.txt"))
    assert {"vollmacht.pdf", "vollmacht.json", "verdict.json", "VERIFY.md"} <= {
        path.name for path in (manifest.parent / "data").iterdir()
    }
    check = ["sha256sum", "--check", "--quiet", manifest.name]
    assert subprocess.run(check, cwd=manifest.parent, check=False, capture_output=True).returncode == 0

    pdf = manifest.parent / "data" / "vollmacht.pdf"
    content = bytearray(pdf.read_bytes())
    content[len(content) // 2] ^= 1
    pdf.chmod(0o644)
    pdf.write_bytes(content)

    assert subprocess.run(check, cwd=manifest.parent, check=False, capture_output=True).returncode != 0


def test_a_second_demo_supersedes_the_first(demo: Demo, installation: Installation) -> None:
    record = record_of("SOLE_TRADER")
    first = json.loads((demo(record) / "verdict.json").read_text())["power_of_attorney_id"]
    file = installation.home.parent / f"{record['reseller']['customer_no']}.json"

    installation.succeed("demo", "--input", str(file), "--out", str(installation.home.parent / "again"))

    second = json.loads((installation.home.parent / "again" / "verdict.json").read_text())["power_of_attorney_id"]
    assert second != first
    ran = installation.run("revoke", first, "--by", record["representatives"][0]["email"])
    assert ran.returncode == 65
    assert "SUPERSEDED" in ran.stderr
