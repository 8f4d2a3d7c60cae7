"""What the probe makes of a store that refuses: the clock is told apart from the keys."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage.probe import TOO_SKEWED, probe_bucket
from tests.s3_server import S3Server

pytestmark = pytest.mark.slow


def now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def test_a_refusal_by_a_store_with_another_time_is_no_matter_of_keys(s3_server: S3Server) -> None:
    bucket = s3_server.new_bucket()
    stranger = replace(s3_server, secret_key="wr0ng").client()
    ours, late = now(), now() - timedelta(minutes=16)

    found = {at: probe_bucket(stranger, bucket, "poa", at=at, nonce="n") for at in (ours, late)}
    stranger.close()

    assert found[ours].code == "403"
    assert found[late].code == TOO_SKEWED
    assert "clock" in str(found[late].failure)
    assert abs(found[late].skew - timedelta(minutes=16)) < timedelta(seconds=30)
