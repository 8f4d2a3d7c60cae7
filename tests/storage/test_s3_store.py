"""The S3 store on a real server: what the lock keeps, and every way an answer can be lost or wrong."""

import hashlib
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from service.archive.keeper import ArchiveKeeper
from service.domain.errors import Unavailable
from service.jobs.clock_watch import ClockWatch
from storage.errors import ChecksumMismatch, LockMissing, NotStored, RetentionRunning, StoreUnavailable
from storage.inspection import Oddity, inspect
from storage.s3_store import S3Store, s3_client
from storage.write_once import verified_read, write_once
from tests.s3_faults import Fault, FaultyS3, faulty_s3
from tests.s3_server import S3Server

pytestmark = pytest.mark.slow
KEY = "poa/2026/0192f0c1-0000-7000-8000-000000000001/1-abc.pdf"
UNTIL = datetime(2028, 1, 1, 10, 0, 0, 123456, tzinfo=UTC)
CONTENT = b"%PDF-1.7 document " * 1000


@pytest.fixture
def faulty(s3_server: S3Server, s3_bucket: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyS3]:
    with faulty_s3(s3_server.endpoint) as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", proxy.endpoint)
        yield proxy


@pytest.fixture
def behind_faults(faulty: FaultyS3, s3_bucket: str) -> S3Store:
    return S3Store(s3_client(), s3_bucket)


@pytest.fixture
def store(s3_bucket: str) -> S3Store:
    return S3Store(s3_client(), s3_bucket)


def put(store: S3Store, content: bytes = CONTENT, until: datetime = UNTIL) -> str:
    return store.put(KEY, content, sha256=hashlib.sha256(content).hexdigest(), retain_until=until).version


def test_not_even_the_owner_deletes_a_locked_version(store: S3Store, s3_server: S3Server, s3_bucket: str) -> None:
    receipt = write_once(store, KEY, CONTENT, retain_until=UNTIL)

    with pytest.raises(ClientError):
        s3_server.client().delete_object(Bucket=s3_bucket, Key=KEY, VersionId=receipt.version, BypassGovernanceRetention=True)
    with pytest.raises(ClientError):
        s3_server.client().put_object_retention(
            Bucket=s3_bucket,
            Key=KEY,
            VersionId=receipt.version,
            Retention={"Mode": "COMPLIANCE", "RetainUntilDate": UNTIL - timedelta(days=30)},
        )
    assert verified_read(store, KEY, receipt.version, receipt.sha256) == CONTENT


def test_the_store_deletes_only_what_the_server_lets_go(store: S3Store) -> None:
    version = put(store)

    with pytest.raises(RetentionRunning):
        store.delete(KEY, version, at=UNTIL + timedelta(days=1))  # our clock is not the server's
    assert len(store.versions(KEY)) == 1


def test_a_lost_answer_to_the_put_is_one_object(behind_faults: S3Store, faulty: FaultyS3) -> None:
    faulty.once("PUT", Fault.LOSE_ANSWER)

    receipt = write_once(behind_faults, KEY, CONTENT, retain_until=UNTIL)

    assert [one.version for one in behind_faults.versions(KEY)] == [receipt.version]
    assert receipt.surplus == ()


def test_a_store_that_is_busy_for_a_while_is_tried_again(behind_faults: S3Store, faulty: FaultyS3) -> None:
    faulty.once("PUT", Fault.REFUSE)

    write_once(behind_faults, KEY, CONTENT, retain_until=UNTIL)

    assert len(behind_faults.versions(KEY)) == 1


def test_a_store_that_stays_busy_is_unavailable_and_later_the_same_put_goes_through(
    behind_faults: S3Store, faulty: FaultyS3
) -> None:
    faulty.choose = lambda _method, _path: Fault.REFUSE
    with pytest.raises(StoreUnavailable):
        write_once(behind_faults, KEY, CONTENT, retain_until=UNTIL)

    faulty.choose = lambda _method, _path: None
    write_once(behind_faults, KEY, CONTENT, retain_until=UNTIL)

    assert len(behind_faults.versions(KEY)) == 1


def test_a_truncated_or_flipped_answer_is_never_taken_for_the_document(behind_faults: S3Store, faulty: FaultyS3) -> None:
    receipt = write_once(behind_faults, KEY, CONTENT, retain_until=UNTIL)

    faulty.once("GET", Fault.FLIP)
    with pytest.raises(ChecksumMismatch):
        verified_read(behind_faults, KEY, receipt.version, receipt.sha256)
    faulty.choose = lambda method, _path: Fault.TRUNCATE if method == "GET" else None
    with pytest.raises(StoreUnavailable):
        verified_read(behind_faults, KEY, receipt.version, receipt.sha256)
    faulty.choose = lambda _method, _path: None
    assert verified_read(behind_faults, KEY, receipt.version, receipt.sha256) == CONTENT


def test_a_duplicate_nobody_can_remove_is_reported_and_the_first_adopted(
    store: S3Store, s3_server: S3Server, s3_bucket: str
) -> None:
    first = put(store)
    second = s3_server.client().put_object(Bucket=s3_bucket, Key=KEY, Body=CONTENT)["VersionId"]

    receipt = write_once(store, KEY, CONTENT, retain_until=UNTIL)

    assert (receipt.version, receipt.surplus) == (first, (second,))


def test_a_torn_write_below_the_right_one_is_reported_not_adopted(store: S3Store, s3_server: S3Server, s3_bucket: str) -> None:
    torn = s3_server.client().put_object(Bucket=s3_bucket, Key=KEY, Body=CONTENT[:100])["VersionId"]
    with pytest.raises(ChecksumMismatch):
        write_once(store, KEY, CONTENT, retain_until=UNTIL)

    right = s3_server.client().put_object(
        Bucket=s3_bucket, Key=KEY, Body=CONTENT, ObjectLockMode="COMPLIANCE", ObjectLockRetainUntilDate=UNTIL
    )["VersionId"]
    receipt = write_once(store, KEY, CONTENT, retain_until=UNTIL)

    assert (receipt.version, receipt.surplus) == (right, (torn,))


def test_a_delete_marker_hides_nothing(store: S3Store, s3_server: S3Server, s3_bucket: str) -> None:
    receipt = write_once(store, KEY, CONTENT, retain_until=UNTIL)
    marker = s3_server.client().delete_object(Bucket=s3_bucket, Key=KEY)["VersionId"]

    assert verified_read(store, KEY, receipt.version, receipt.sha256) == CONTENT
    assert [one.is_delete_marker for one in store.versions(KEY)] == [False, True]
    # A repeated put lands over the marker: the verified version stays the receipt's.
    again = write_once(store, KEY, CONTENT, retain_until=UNTIL)
    assert again.version == receipt.version
    assert marker in again.surplus
    beside = inspect(store, KEY, receipt.version, receipt.sha256, at=UNTIL - timedelta(days=400))
    assert {one.oddity for one in beside} == {Oddity.DELETE_MARKER, Oddity.SURPLUS_VERSION}


def test_a_bucket_without_lock_is_found_out_before_anything_counts_as_archived(s3_server: S3Server, s3_bucket: str) -> None:
    without = S3Store(s3_client(), s3_server.new_bucket(lock=False))

    with pytest.raises((LockMissing, StoreUnavailable)):
        write_once(without, KEY, CONTENT, retain_until=UNTIL)


def test_a_missing_bucket_and_a_wrong_key_are_unavailable(s3_bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises((StoreUnavailable, NotStored)):
        write_once(S3Store(s3_client(), "no-such-bucket"), KEY, CONTENT, retain_until=UNTIL)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    with pytest.raises(StoreUnavailable):
        write_once(S3Store(s3_client(), s3_bucket), KEY, CONTENT, retain_until=UNTIL)


def test_a_put_carries_what_aws_demands_of_a_locked_object(s3_bucket: str, behind_faults: S3Store) -> None:
    headers: dict[str, Any] = {}
    client = s3_client()
    client.meta.events.register("before-send.s3.PutObject", lambda request, **_: headers.update(request.headers))

    put(S3Store(client, s3_bucket))

    wanted = {
        "x-amz-checksum-sha256",
        "content-md5",
        "x-amz-object-lock-mode",
        "x-amz-object-lock-retain-until-date",
        "if-none-match",
    }
    assert wanted <= {name.casefold() for name in headers}
    assert "transfer-encoding" not in {name.casefold() for name in headers}


def test_racing_writers_of_the_same_bytes_share_one_version(store: S3Store) -> None:
    receipts = []

    def write() -> None:
        receipts.append(write_once(store, KEY, CONTENT, retain_until=UNTIL))

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({(one.version, one.surplus) for one in receipts}) == 1


def test_a_store_that_caps_locks_gets_the_longest_it_takes_and_rolls(
    behind_faults: S3Store, faulty: FaultyS3, caplog: pytest.LogCaptureFixture
) -> None:
    """A cap of 365 days: the document counts as archived all the same, and its lock goes on, with everything beside it."""
    keeper, now = ArchiveKeeper(behind_faults, lambda *_: {}), datetime.fromtimestamp(time.time(), UTC)
    faulty.longest_lock = timedelta(days=365)

    receipt = keeper.store(KEY, CONTENT, {"number": "VM-2026-000001"}, at=now)
    assert timedelta(days=363) < receipt.retain_until - now < timedelta(days=365)
    assert "no lock of 400 days" in caplog.text
    faulty.seen.clear()
    until = keeper.extend_lock(receipt, at=now + timedelta(hours=12), no_longer_than=None)
    assert until > receipt.retain_until
    for key in (KEY, KEY.replace(".pdf", ".json")):
        assert [one.retain_until for one in behind_faults.versions(key)] == [until]
    assert len([method for method, path, _ in faulty.seen if method == "PUT"]) == 2  # it is known by now: none was in vain


def test_a_lock_grows_to_the_end_of_retention_and_a_store_that_takes_none_is_unavailable(
    behind_faults: S3Store, faulty: FaultyS3
) -> None:
    keeper, now = ArchiveKeeper(behind_faults, lambda *_: {}), datetime.fromtimestamp(time.time(), UTC)
    receipt = keeper.store(KEY, CONTENT, {}, at=now - timedelta(days=30))
    end = receipt.retain_until + timedelta(days=3)

    assert keeper.extend_lock(receipt, at=now, no_longer_than=end) == end
    faulty.longest_lock = timedelta(days=1)
    with pytest.raises(Unavailable):
        keeper.extend_lock(receipt, at=now + timedelta(days=100), no_longer_than=None)
    with pytest.raises(Unavailable):
        keeper.store(KEY.replace("1-", "2-"), CONTENT, {}, at=now)


def test_a_store_whose_clock_goes_wrong_is_noticed_even_while_it_refuses(
    behind_faults: S3Store, faulty: FaultyS3, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = ClockWatch(behind_faults.clock, lambda: datetime.fromtimestamp(time.time(), UTC))
    assert watch.look()
    assert abs(watch.skew) < timedelta(seconds=30)

    for minutes in (16, -16):
        faulty.ahead = timedelta(minutes=minutes)
        assert watch.look()
        assert abs(watch.skew - faulty.ahead) < timedelta(seconds=30)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    refused = ClockWatch(S3Store(s3_client(), "any").clock, lambda: datetime.fromtimestamp(time.time(), UTC))
    assert refused.look()
    assert refused.skew < timedelta(minutes=-15)
