"""A folder of lists: what is forged, swapped, old, missing or damaged loses its anchors, is named, and takes nothing else with it."""

import json
import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from signing.qualification.errors import AnchorUnreadable, MirrorUnreadable
from signing.qualification.last_read import LastRead
from signing.qualification.mirror import load_mirror
from signing.qualification.registry import ListState, TrustRegistry
from tests.signing.builders import JUDGED_AT, Authority


@pytest.fixture
def mirror(authority: Authority, tmp_path: Path) -> Path:
    folder = tmp_path / "lists"
    shutil.copytree(authority.mirror, folder)
    return folder


def loaded(mirror: Path, authority: Authority, cache: Path | None = None, days: int = 0) -> TrustRegistry:
    return load_mirror(mirror, authority.anchor, at=JUDGED_AT + timedelta(days=days), cache=cache)


def states(registry: TrustRegistry) -> dict[str, ListState]:
    return {one.territory: one.state for one in registry.lists}


def change(file: Path, old: bytes, new: bytes) -> None:
    content = file.read_bytes()
    assert old in content
    file.write_bytes(content.replace(old, new, 1))


def test_the_sandboxes_own_lists_are_in_order(mirror: Path, authority: Authority) -> None:
    found = states(loaded(mirror, authority))

    assert set(found.values()) == {ListState.OK}
    assert "XS" in found


@pytest.mark.parametrize(("old", "new"), [(b"granted", b"Granted"), (b"<", b" <"), (b"Sandbox", b"sandbox")])
def test_a_changed_national_list_is_named(mirror: Path, authority: Authority, old: bytes, new: bytes) -> None:
    national = mirror / "xs.xml"
    content = national.read_bytes()
    body = content.index(b"TrustServiceProviderList") + 30
    position = content.index(old, body)
    national.write_bytes(content[:position] + new + content[position + len(old) :])

    assert states(loaded(mirror, authority))["XS"] in {ListState.SIGNATURE_INVALID, ListState.MALFORMED}


def test_every_changed_byte_of_a_list_is_noticed(mirror: Path, authority: Authority) -> None:
    national = mirror / "xs.xml"
    content = national.read_bytes()
    body = content.index(b"SchemeInformation")
    for position in range(body, len(content), max(1, (len(content) - body) // 60)):
        changed = bytearray(content)
        changed[position] ^= 0x01
        national.write_bytes(bytes(changed))

        assert states(loaded(mirror, authority)).get("XS") is not ListState.OK, position


def test_a_changed_list_of_lists_takes_all_down(mirror: Path, authority: Authority) -> None:
    change(mirror / "lotl.xml", b"<", b"<!-- --><")

    registry = loaded(mirror, authority)

    assert registry.lists[0].state is not ListState.OK
    assert registry.unavailable


@pytest.mark.parametrize("content", [b"", b"no xml", b"<a/>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_what_is_no_list_is_malformed(mirror: Path, authority: Authority, content: bytes) -> None:
    (mirror / "xs.xml").write_bytes(content)

    assert states(loaded(mirror, authority))["XS"] is ListState.MALFORMED


def test_a_missing_list_is_missing(mirror: Path, authority: Authority) -> None:
    (mirror / "xs.xml").unlink()
    assert states(loaded(mirror, authority))["XS"] is ListState.MISSING
    (mirror / "lotl.xml").unlink()
    assert loaded(mirror, authority).lists[0].state is ListState.MISSING


def test_one_list_in_the_place_of_another_is_no_list_of_that_place(mirror: Path, authority: Authority) -> None:
    shutil.copy(mirror / "lotl.xml", mirror / "xs.xml")
    assert states(loaded(mirror, authority))["XS"] is ListState.MALFORMED
    shutil.copy(authority.mirror / "xs.xml", mirror / "lotl.xml")
    assert loaded(mirror, authority).lists[0].state is ListState.MALFORMED


def test_a_list_past_its_next_update_is_expired(mirror: Path, authority: Authority) -> None:
    assert states(loaded(mirror, authority, days=400))["XS"] is ListState.EXPIRED


def test_lists_signed_by_somebody_else_are_refused(mirror: Path, authority: Authority, tmp_path: Path) -> None:
    stranger = Authority.at(tmp_path / "stranger")

    registry = load_mirror(mirror, stranger.anchor, at=JUDGED_AT)
    assert registry.lists[0].state is ListState.SIGNATURE_INVALID
    shutil.copy(stranger.mirror / "xs.xml", mirror / "xs.xml")
    assert states(loaded(mirror, authority))["XS"] is ListState.SIGNATURE_INVALID


def test_the_parsed_registry_is_kept_and_a_damaged_one_is_made_anew(mirror: Path, authority: Authority, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = loaded(mirror, authority, cache)
    (kept,) = cache.iterdir()

    assert states(loaded(mirror, authority, cache)) == states(first)
    kept.write_bytes(kept.read_bytes().replace(b"granted", b"GRANTED", 1))
    assert states(loaded(mirror, authority, cache)) == states(first)
    change(mirror / "xs.xml", b"granted", b"Granted")
    assert states(loaded(mirror, authority, cache))["XS"] is ListState.SIGNATURE_INVALID


def test_a_cache_that_cannot_be_written_costs_time_not_the_verdict(mirror: Path, authority: Authority, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")

    assert set(states(loaded(mirror, authority, blocked)).values()) == {ListState.OK}


@pytest.mark.parametrize("anchor", [b"", b"no pem", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_an_anchor_that_is_none_is_refused(mirror: Path, anchor: bytes) -> None:
    with pytest.raises(AnchorUnreadable):
        load_mirror(mirror, anchor, at=JUDGED_AT)


@pytest.mark.parametrize(
    "index", [None, "{", "[]", {"lotl": "../../etc/passwd", "locations": {}}, {"lotl": "lotl.xml", "locations": {"a": "b/c"}}]
)
def test_an_index_that_is_none_or_leads_elsewhere_is_refused(mirror: Path, authority: Authority, index: object) -> None:
    file = mirror / "index.json"
    file.unlink() if index is None else file.write_text(index if isinstance(index, str) else json.dumps(index))

    with pytest.raises(MirrorUnreadable):
        loaded(mirror, authority)


def test_files_that_lie_still_are_read_once(mirror: Path, authority: Authority, tmp_path: Path) -> None:
    aged(mirror)
    first = loaded(mirror, authority, tmp_path / "cache")
    for file in (tmp_path / "cache").iterdir():
        file.write_bytes(b"nobody looks here again")

    again = loaded(mirror, authority, tmp_path / "cache")

    assert list(again) == list(first)
    assert [file.read_bytes() for file in (tmp_path / "cache").iterdir()] == [b"nobody looks here again"]


def test_the_age_of_lists_is_judged_anew_each_time(mirror: Path, authority: Authority, tmp_path: Path) -> None:
    aged(mirror)
    loaded(mirror, authority, tmp_path / "cache")

    assert states(loaded(mirror, authority, tmp_path / "cache", days=400))["XS"] is ListState.EXPIRED


@pytest.mark.parametrize("moved", [False, True], ids=["in place", "put in its place"])
def test_a_file_that_was_changed_is_read_whatever_its_time_says(
    mirror: Path, authority: Authority, tmp_path: Path, moved: bool
) -> None:
    aged(mirror)
    national, cache = mirror / "xs.xml", tmp_path / "cache"
    before = national.stat()
    assert states(loaded(mirror, authority, cache))["XS"] is ListState.OK

    written = tmp_path / "new.xml" if moved else national
    content = national.read_bytes()
    written.write_bytes(content.replace(b"granted", b"Granted"))
    os.utime(written, ns=(before.st_atime_ns, before.st_mtime_ns))
    while written.stat().st_ctime_ns == before.st_ctime_ns:  # the file system's clock has ticks
        os.utime(written, ns=(before.st_atime_ns, before.st_mtime_ns))
    if moved:
        written.replace(national)

    assert national.stat().st_size == before.st_size
    assert states(loaded(mirror, authority, cache))["XS"] in {ListState.SIGNATURE_INVALID, ListState.MALFORMED}


def test_a_list_that_vanishes_is_missed(mirror: Path, authority: Authority, tmp_path: Path) -> None:
    aged(mirror)
    loaded(mirror, authority, tmp_path / "cache")

    (mirror / "xs.xml").unlink()

    assert states(loaded(mirror, authority, tmp_path / "cache"))["XS"] is ListState.MISSING


def test_other_anchors_are_another_question(mirror: Path, authority: Authority, tmp_path: Path) -> None:
    aged(mirror)
    assert states(loaded(mirror, authority, tmp_path / "cache"))["XS"] is ListState.OK
    stranger = Authority.at(tmp_path / "stranger")

    found = load_mirror(mirror, stranger.anchor, at=JUDGED_AT, cache=tmp_path / "cache")

    assert ListState.OK not in states(found).values()


def test_files_that_were_just_written_are_not_relied_on(mirror: Path, authority: Authority, tmp_path: Path) -> None:
    (mirror / "xs.xml").touch()
    loaded(mirror, authority, tmp_path / "cache")
    kept = LastRead.of(mirror, (), ["xs.xml"])

    kept.keep(b"anything")

    assert kept.content() is None


def aged(mirror: Path) -> None:
    """As if written a minute ago."""
    for file in mirror.iterdir():
        facts = file.stat()
        os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns - 60_000_000_000))
