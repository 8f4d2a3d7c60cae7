"""Does this bucket keep what it is given? Proved, not configured: a small object is locked for a day, then attacked."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

TOO_SKEWED = "RequestTimeTooSkewed"
# Stores refuse from 15 minutes on; a signature made a moment ago may be that much older when it arrives.
TAKEN_AS_SKEWED = timedelta(minutes=14)


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """Attributes:
    failure: what does not hold, in one sentence; None: the store keeps its word.
    code: the store's error code where it gave one: NoSuchBucket, AccessDenied …
    skew: the server's clock minus ours.
    """

    failure: str | None
    code: str = ""
    skew: timedelta = timedelta(0)


def probe_bucket(client: "S3Client", bucket: str, prefix: str, *, at: datetime, nonce: str) -> ProbeResult:
    """Leaves one object under `<prefix>/probe/`, locked for a day.

    Args:
        at: aware; our clock.
    """
    try:
        head = client.head_bucket(Bucket=bucket)
        skew = _clock(head["ResponseMetadata"]["HTTPHeaders"].get("date"), at)
        if client.get_bucket_versioning(Bucket=bucket).get("Status") != "Enabled":
            return ProbeResult("The bucket was made without Object Lock: it keeps no versions.", skew=skew)
        return ProbeResult(_attack(client, bucket, f"{prefix}/probe/{nonce}.txt", at + skew), skew=skew)
    except ClientError as error:
        code = str(error.response["Error"].get("Code", ""))
        headers = error.response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
        apart = _clock(headers.get("date"), at)
        if code == TOO_SKEWED or (code == "403" and abs(apart) > TAKEN_AS_SKEWED):
            # To HEAD a store gives no reason: whose clock is that far off is refused whatever his keys are.
            text = f"The store refuses us because our clock and its own differ by {abs(apart.total_seconds()):.0f} s."
            return ProbeResult(text, code=TOO_SKEWED, skew=apart)
        if code in {"404", "NoSuchBucket"}:
            return ProbeResult("The store answers, but there is no bucket of that name.", code=code)
        return ProbeResult(f"The store answered {code or error.response['ResponseMetadata'].get('HTTPStatusCode')}.", code=code)
    except (BotoCoreError, HTTPClientError) as error:
        return ProbeResult(f"The store does not answer ({type(error).__name__}).", code=type(error).__name__)


def _attack(client: "S3Client", bucket: str, key: str, at: datetime) -> str | None:
    content = b"vollmacht probe\n"
    until = (at + timedelta(days=1)).replace(microsecond=0)
    checksum = base64.b64encode(hashlib.sha256(content).digest()).decode()
    try:
        put = client.put_object(
            Bucket=bucket,
            Key=key,
            Body=content,
            ChecksumSHA256=checksum,
            ObjectLockMode="COMPLIANCE",
            ObjectLockRetainUntilDate=until,
        )
    except ClientError as error:
        return f"The bucket takes no locked object ({error.response['Error'].get('Code')}): it was made without Object Lock."
    version = put.get("VersionId", "")
    held = client.get_object_retention(Bucket=bucket, Key=key, VersionId=version)["Retention"]
    if held.get("RetainUntilDate") is None or held["RetainUntilDate"].astimezone(UTC) != until.astimezone(UTC):
        return "The store did not keep the date of the lock."
    if not _refused(lambda: client.delete_object(Bucket=bucket, Key=key, VersionId=version)):
        return "A locked object could be deleted."
    earlier = {"Mode": "COMPLIANCE", "RetainUntilDate": until - timedelta(hours=12)}
    shorten = lambda: client.put_object_retention(Bucket=bucket, Key=key, VersionId=version, Retention=earlier)  # type: ignore[arg-type]  # noqa: E731
    if not _refused(shorten):
        return "A lock could be shortened."
    if client.get_object(Bucket=bucket, Key=key, VersionId=version)["Body"].read() != content:
        return "A locked object came back with other bytes."
    return None


def _refused(act: Callable[[], object]) -> bool:
    try:
        act()
    except ClientError:
        return True
    return False


def _clock(date: str | None, at: datetime) -> timedelta:
    return parsedate_to_datetime(date) - at if date else timedelta(0)
