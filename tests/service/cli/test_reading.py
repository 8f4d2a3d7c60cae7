"""Whatever path a command is given, it says in words what is wrong with it."""

import os
from pathlib import Path

import click
import pytest

from service.cli import reading
from service.cli.reading import read_input


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"%PDF-")
    (tmp_path / "empty").write_bytes(b"")

    assert read_input(str(tmp_path / "file")) == b"%PDF-"
    assert read_input(str(tmp_path / "empty")) == b""


@pytest.mark.parametrize("name", ["missing", ".", "loop", "n" * 300, "a\0b"])
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    with pytest.raises(click.UsageError, match="cannot be read"):
        read_input(str(tmp_path / name))


def test_a_file_of_five_hundred_megabytes_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(500 * 1024 * 1024)

    with pytest.raises(click.UsageError, match="larger than 100 MiB"):
        read_input(str(tmp_path / "sparse"))


def test_a_pipe_that_somebody_has_filled_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    holding = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)  # keeps what is written until somebody reads
    writer = os.open(tmp_path / "pipe", os.O_WRONLY)
    os.write(writer, b"%PDF-")
    os.close(writer)

    assert read_input(str(tmp_path / "pipe")) == b"%PDF-"
    os.close(holding)


def test_a_pipe_that_nobody_fills_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PATIENCE_S", 0.1)
    os.mkfifo(tmp_path / "pipe")
    writer = os.open(tmp_path / "pipe", os.O_RDWR)  # somebody is there, and says nothing

    with pytest.raises(click.UsageError, match="nobody has written"):
        read_input(str(tmp_path / "pipe"))
    os.close(writer)
