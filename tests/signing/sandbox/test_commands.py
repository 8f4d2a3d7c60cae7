"""`python -m signing.sandbox`: prepare, sign, serve; wrong usage and refused input have their own exit codes."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from signing.sandbox.commands import main
from signing.sandbox.credentials import Kind
from tests.signing.builders import issued_pdf

ROOT = Path(__file__).resolve().parents[3]


def test_prepare_says_where_things_lie_and_repeats_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prepare", "--directory", str(tmp_path / "sandbox")]) == 0
    first = json.loads(capsys.readouterr().out)
    assert main(["prepare", "--directory", str(tmp_path / "sandbox")]) == 0

    assert json.loads(capsys.readouterr().out) == first
    assert Path(first["anchor"]).read_text().startswith("-----BEGIN CERTIFICATE")
    assert (tmp_path / "sandbox").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("kind", Kind)
def test_sign_finishes_a_file_with_every_kind_of_credential(tmp_path: Path, kind: Kind) -> None:
    file, out = tmp_path / "in.pdf", tmp_path / "out.pdf"
    file.write_bytes(issued_pdf())

    status = main(
        [
            "sign",
            str(file),
            "--as",
            kind.value,
            "--name",
            "Zoë Łukaszewicz",
            "--out",
            str(out),
            "--directory",
            str(tmp_path / "s"),
        ]
    )

    assert status == 0
    assert out.read_bytes().startswith(file.read_bytes())


@pytest.mark.parametrize(
    "arguments",
    [
        ["prepare"],
        ["sign", "--directory", "x"],
        ["nonsense"],
        ["sign", "f", "--as", "unknown", "--name", "A B", "--out", "o", "--directory", "d"],
    ],
)
def test_wrong_usage_ends_with_64(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 64


@pytest.mark.parametrize(("content", "name"), [(b"no pdf", "Zoë Łukaszewicz"), (None, "Zoë Łukaszewicz"), (issued_pdf(), "Cher")])
def test_refused_input_ends_with_65_and_words(
    tmp_path: Path, content: bytes | None, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "in.pdf"
    if content is not None:
        file.write_bytes(content)

    status = main(
        ["sign", str(file), "--as", "good", "--name", name, "--out", str(tmp_path / "o"), "--directory", str(tmp_path / "s")]
    )

    assert status == 65
    assert capsys.readouterr().err.strip()


def test_serve_says_once_it_answers_ends_on_sigterm_and_keeps_its_port(tmp_path: Path) -> None:
    ports = []
    for _ in range(2):
        served = subprocess.Popen(
            [sys.executable, "-m", "signing.sandbox", "--directory", str(tmp_path / "s"), "--port", "0", "--ready-file", str(tmp_path / "ready")],
            cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert served.stdout is not None
        ready = json.loads(served.stdout.readline())
        assert json.loads((tmp_path / "ready").read_text()) == ready
        assert httpx2.get(f"{ready['url']}/livez", trust_env=False).json() == {"sandbox": True}
        ports.append(ready["port"])
        served.send_signal(signal.SIGTERM)
        assert served.wait(20) == 0
        served.stdout.close()

    assert ports[0] == ports[1]
