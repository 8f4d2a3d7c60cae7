"""For `doctor`: does the bucket keep what it is given?"""

from datetime import datetime

from service.archive.keeper import DEFAULT_PREFIX
from storage.probe import ProbeResult, probe_bucket
from storage.s3_store import s3_client


def probed(bucket: str, prefix: str, *, at: datetime, nonce: str) -> ProbeResult:
    return probe_bucket(s3_client(), bucket, prefix or DEFAULT_PREFIX, at=at, nonce=nonce)
