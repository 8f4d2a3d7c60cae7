"""The evidence package verifies with tools that are not ours."""

import io
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import bagit
import pytest

import storage.verify_bag
from storage.package import bag

PAYLOAD = {
    "vollmacht.pdf": b"%PDF-1.7 \x00\xff",
    "vollmacht.json": '{"name": "Größenwahn"}'.encode(),
    "certificates/leaf.pem": b"-----BEGIN",
    "verify.py": Path(storage.verify_bag.__file__).read_bytes(),
}


def packed() -> bytes:
    return bag(PAYLOAD, info={"Source-Organization": "Nordlicht\nHosting"}, bagged_on=date(2026, 11, 24))


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(packed())) as archive:
        archive.extractall(tmp_path)
    return tmp_path / "evidence"


def test_another_programs_validator_accepts_it(unpacked: Path) -> None:
    assert bagit.Bag(str(unpacked)).is_valid()


@pytest.mark.parametrize("name", [*PAYLOAD])
def test_one_flipped_bit_turns_it_red(unpacked: Path, name: str) -> None:
    path = unpacked / "data" / name
    content = path.read_bytes()
    path.write_bytes(bytes([content[0] ^ 1]) + content[1:])

    assert not bagit.Bag(str(unpacked)).is_valid()


def test_the_same_content_is_the_same_bytes() -> None:
    assert packed() == packed()


def test_its_own_script_needs_nothing_but_python(unpacked: Path) -> None:
    def run() -> int:
        script = unpacked / "data" / "verify.py"
        return subprocess.run([sys.executable, "-I", str(script)], capture_output=True, check=False).returncode

    assert run() == 0
    (unpacked / "data" / "added.txt").write_bytes(b"x")
    assert run() == 1
    (unpacked / "data" / "added.txt").unlink()
    (unpacked / "data" / "vollmacht.pdf").write_bytes(b"changed")
    assert run() == 1
