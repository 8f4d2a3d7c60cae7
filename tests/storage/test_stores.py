"""What every store must keep: the contract, run against each."""

import hashlib
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.directory_store import DirectoryStore
from storage.errors import AlreadyStored, ChecksumMismatch, LockMissing, NotStored, RetentionRunning, StoreUnavailable
from storage.inspection import Found, Oddity, inspect
from storage.s3_store import S3Store, s3_client
from storage.store import Store, StoredVersion
from storage.write_once import any_verified_read, verified_read, write_once

NOW = datetime(2026, 11, 24, 10, 0, 0, 123456, tzinfo=UTC)
UNTIL = NOW + timedelta(days=400)
KEY = "poa/2026/0192f0c1-0000-7000-8000-000000000001/1-abc.pdf"


@pytest.fixture(params=["directory", pytest.param("s3", marks=pytest.mark.slow)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "directory":
        return DirectoryStore(tmp_path / "archive")
    bucket = request.getfixturevalue("s3_bucket")
    return S3Store(s3_client(), bucket)


def put(store: Store, key: str = KEY, content: bytes = b"document") -> StoredVersion:
    return store.put(key, content, sha256=hashlib.sha256(content).hexdigest(), retain_until=UNTIL)


def test_what_is_put_comes_back_with_its_lock(store: Store) -> None:
    stored = put(store)

    assert store.read(KEY, stored.version) == b"document"
    assert store.versions(KEY) == (StoredVersion(KEY, stored.version, UNTIL.replace(microsecond=0)),)


def test_a_key_is_written_once(store: Store) -> None:
    put(store)

    with pytest.raises(AlreadyStored):
        put(store, content=b"another")
    assert [store.read(KEY, one.version) for one in store.versions(KEY)] == [b"document"]


def test_of_many_racers_one_wins(store: Store) -> None:
    def race(number: int) -> bool:
        try:
            put(store, content=b"racer %d" % number)
        except AlreadyStored:
            return False
        return True

    with ThreadPoolExecutor(16) as threads:
        assert sum(threads.map(race, range(64))) == 1
    assert len(store.versions(KEY)) == 1


def test_nothing_is_deleted_before_its_time(store: Store) -> None:
    stored = put(store)

    with pytest.raises(RetentionRunning):
        store.delete(KEY, stored.version, at=UNTIL - timedelta(seconds=2))
    assert store.read(KEY, stored.version) == b"document"


def test_after_its_time_it_may_go(tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path)
    stored = put(store)

    store.delete(KEY, stored.version, at=UNTIL + timedelta(seconds=1))

    assert store.versions(KEY) == ()


def test_retention_grows_and_never_shrinks(store: Store) -> None:
    stored = put(store)

    store.extend_retention(KEY, stored.version, UNTIL - timedelta(days=1))
    assert store.versions(KEY)[0].retain_until == UNTIL.replace(microsecond=0)
    store.extend_retention(KEY, stored.version, UNTIL + timedelta(days=1))
    assert store.versions(KEY)[0].retain_until == (UNTIL + timedelta(days=1)).replace(microsecond=0)


def test_keys_are_listed_by_prefix(store: Store) -> None:
    put(store)
    put(store, key="poa/2027/x/1-def.pdf")

    assert list(store.keys("poa/2026/")) == [KEY]
    assert len(list(store.keys("poa/"))) == 2


def test_what_is_not_there_is_not_stored(store: Store) -> None:
    version = put(store).version

    with pytest.raises(NotStored):
        store.read("poa/nothing.pdf", version)


@pytest.mark.parametrize("key", ["../outside", "/etc/passwd"])
def test_no_key_leads_out_of_the_directory(tmp_path: Path, key: str) -> None:
    with pytest.raises(NotStored):
        DirectoryStore(tmp_path).read(key, "1")


def test_writing_again_after_a_lost_answer_adopts_the_same_bytes(store: Store) -> None:
    first = write_once(store, KEY, b"document", retain_until=UNTIL)

    assert write_once(store, KEY, b"document", retain_until=UNTIL) == first


def test_other_bytes_under_the_key_are_not_adopted(store: Store) -> None:
    put(store, content=b"torn")

    with pytest.raises(ChecksumMismatch):
        write_once(store, KEY, b"document", retain_until=UNTIL)


def test_a_short_lock_is_extended_on_adoption(store: Store) -> None:
    put(store)

    receipt = write_once(store, KEY, b"document", retain_until=UNTIL + timedelta(days=30))

    assert receipt.retain_until == (UNTIL + timedelta(days=30)).replace(microsecond=0)


def test_a_flipped_byte_is_noticed(tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path)
    receipt = write_once(store, KEY, b"document", retain_until=UNTIL)
    (tmp_path / KEY).chmod(0o644)
    (tmp_path / KEY).write_bytes(b"documenT")

    with pytest.raises(ChecksumMismatch):
        verified_read(store, KEY, receipt.version, receipt.sha256)


def test_an_object_of_the_directory_is_read_only(tmp_path: Path) -> None:
    put(DirectoryStore(tmp_path))

    assert stat.S_IMODE((tmp_path / KEY).stat().st_mode) == 0o444
    assert not list(tmp_path.rglob("*.part"))


def test_an_object_as_it_was_received_is_nothing_to_remark_on(store: Store) -> None:
    receipt = write_once(store, KEY, b"document", retain_until=UNTIL)

    assert inspect(store, KEY, receipt.version, receipt.sha256, at=NOW) == ()
    assert inspect(store, KEY, receipt.version, receipt.sha256, at=UNTIL + timedelta(days=1)) == (
        Found(Oddity.LOCK_ENDED, receipt.version),
    )


def test_other_bytes_and_another_versions_name_are_told_apart(store: Store) -> None:
    receipt = write_once(store, KEY, b"document", retain_until=UNTIL)

    assert [one.oddity for one in inspect(store, KEY, receipt.version, "0" * 64, at=NOW)] == [Oddity.CHANGED]
    assert [one.oddity for one in inspect(store, KEY, "of-another-bucket", receipt.sha256, at=NOW)] == [Oddity.OTHER_VERSION]
    assert any_verified_read(store, KEY, receipt.sha256) == b"document"
    assert inspect(store, "poa/nothing.pdf", receipt.version, receipt.sha256, at=NOW) == (Found(Oddity.MISSING, receipt.version),)
    with pytest.raises(NotStored):
        any_verified_read(store, KEY, "0" * 64)


class Forgetful(DirectoryStore):
    """Takes the bytes, forgets the lock."""

    def versions(self, key: str) -> tuple[StoredVersion, ...]:
        return tuple(StoredVersion(one.key, one.version, None) for one in super().versions(key))


class Lossy(DirectoryStore):
    def versions(self, key: str) -> tuple[StoredVersion, ...]:
        return ()


@pytest.mark.parametrize(("kind", "error"), [(Forgetful, LockMissing), (Lossy, StoreUnavailable)])
def test_a_store_that_does_not_keep_its_word_is_found_out(
    tmp_path: Path, kind: type[DirectoryStore], error: type[Exception]
) -> None:
    with pytest.raises(error):
        write_once(kind(tmp_path), KEY, b"document", retain_until=UNTIL)


def test_a_directory_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "archive").write_bytes(b"a file where the folder should be")

    with pytest.raises(StoreUnavailable):
        put(DirectoryStore(tmp_path / "archive"))
