"""An S3 bucket with versioning and Object Lock. "Object Lock supported" is not one thing: everything is asked back (archive.md, "S3").

The bucket exists already; keys are the caller's. One client is shared by all threads of a process.
"""

import base64
import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

from storage.errors import (
    AlreadyStored,
    ChecksumMismatch,
    LockMissing,
    LockRefused,
    NotStored,
    RetentionRunning,
    StorageError,
    StoreUnavailable,
)
from storage.store import StoredVersion

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

T = TypeVar("T")
LockMode = Literal["COMPLIANCE", "GOVERNANCE"]
CONNECTIONS = 16
# Not implemented, in the words of stores that refuse what they do not know: they get the put without its condition.
_UNCONDITIONAL = frozenset({"NotImplemented", "InvalidArgument"})
# No lock on the version, or none on the bucket at all.
_UNLOCKED = frozenset({"NoSuchObjectLockConfiguration", "ObjectLockConfigurationNotFoundError", "InvalidRequest"})
_LOCKING = frozenset({"PutObject", "PutObjectRetention"})
_ERRORS: dict[str, type[StorageError]] = {
    "PreconditionFailed": AlreadyStored,
    "ConditionalRequestConflict": AlreadyStored,
    "412": AlreadyStored,
    "NoSuchKey": NotStored,
    "NoSuchVersion": NotStored,
    "404": NotStored,
    "BadDigest": ChecksumMismatch,
    "InvalidDigest": ChecksumMismatch,
    "XAmzContentChecksumMismatch": ChecksumMismatch,
    "XAmzContentSHA256Mismatch": ChecksumMismatch,
}


def s3_client(*, calculate_checksums: Literal["when_required", "when_supported"] = "when_required") -> "S3Client":
    """Client by boto3's own variables (`AWS_ENDPOINT_URL_S3`, keys, region), for all threads.

    Args:
        calculate_checksums: `when_supported` adds trailing CRCs that several third-party stores refuse; ours is sent explicitly.
    """
    return boto3.session.Session().client(
        "s3",
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            retries={"total_max_attempts": 3, "mode": "standard"},
            connect_timeout=3,
            read_timeout=15,
            max_pool_connections=CONNECTIONS,
            request_checksum_calculation=calculate_checksums,
            response_checksum_validation=calculate_checksums,
        ),
    )


class S3Store:
    """Implements `store.Store`.

    Args:
        lock_mode: COMPLIANCE: nobody deletes before the date; GOVERNANCE: whoever may bypass does.
    """

    def __init__(self, client: "S3Client", bucket: str, *, lock_mode: LockMode = "COMPLIANCE") -> None:
        self._client, self._bucket, self._lock_mode = client, bucket, lock_mode

    def put(self, key: str, content: bytes, *, sha256: str, retain_until: datetime) -> StoredVersion:
        wanted = retain_until.astimezone(UTC).replace(microsecond=0)
        order: dict[str, Any] = {
            "Bucket": self._bucket,
            "Key": key,
            "Body": content,
            "ContentLength": len(content),
            "ContentType": "application/pdf" if key.endswith(".pdf") else "application/json",
            "ChecksumAlgorithm": "SHA256",
            "ChecksumSHA256": base64.b64encode(bytes.fromhex(sha256)).decode(),
            # AWS demands one of the two on a put with a lock, older stores know only this one.
            "ContentMD5": base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode(),
            "ObjectLockMode": self._lock_mode,
            "ObjectLockRetainUntilDate": wanted,
        }
        try:
            answer = self._call(key, lambda: self._client.put_object(**order, IfNoneMatch="*"))
        except _ConditionUnknown:
            if self.versions(key):
                raise AlreadyStored(key) from None
            answer = self._call(key, lambda: self._client.put_object(**order))
        version = answer.get("VersionId")
        if not version or version == "null":
            raise LockMissing(f"{key}: the bucket {self._bucket} keeps no versions")
        return StoredVersion(key, version, wanted)

    def versions(self, key: str) -> tuple[StoredVersion, ...]:
        found: list[tuple[datetime, StoredVersion]] = []
        for page in reversed(self._pages("list_object_versions", key)):
            # Newest first, and times are whole seconds: turned round, then sorted without disturbing that order.
            found += [
                (one["LastModified"], StoredVersion(key, one["VersionId"], self._retention(key, one["VersionId"])))
                for one in reversed(page.get("Versions", ()))
                if one["Key"] == key
            ]
            found += [
                (one["LastModified"], StoredVersion(key, one["VersionId"], None, is_delete_marker=True))
                for one in reversed(page.get("DeleteMarkers", ()))
                if one["Key"] == key
            ]
        return tuple(version for _, version in sorted(found, key=lambda pair: pair[0]))

    def read(self, key: str, version: str) -> bytes:
        def body() -> bytes:
            return self._client.get_object(Bucket=self._bucket, Key=key, VersionId=version)["Body"].read()

        return self._call(key, body)

    def extend_retention(self, key: str, version: str, retain_until: datetime) -> None:
        wanted = retain_until.astimezone(UTC).replace(microsecond=0)
        known = self._retention(key, version)
        if known is not None and known >= wanted:
            return
        self._call(
            key,
            lambda: self._client.put_object_retention(
                Bucket=self._bucket,
                Key=key,
                VersionId=version,
                Retention={"Mode": self._lock_mode, "RetainUntilDate": wanted},
            ),
        )

    def clock(self) -> datetime | None:
        """Also when it refuses: a skewed clock is a reason to (RequestTimeTooSkewed)."""
        try:
            answer: Any = self._client.head_bucket(Bucket=self._bucket)
        except ClientError as error:
            answer = error.response
        except (BotoCoreError, HTTPClientError) as error:
            raise StoreUnavailable(type(error).__name__) from error
        date = answer["ResponseMetadata"].get("HTTPHeaders", {}).get("date")
        return parsedate_to_datetime(date) if date else None

    def keys(self, prefix: str) -> Iterator[str]:
        for page in self._pages("list_objects_v2", prefix):
            yield from (one["Key"] for one in page.get("Contents", ()))

    def delete(self, key: str, version: str, *, at: datetime) -> None:
        retain_until = self._retention(key, version)
        if retain_until is not None and at < retain_until:
            raise RetentionRunning(key)
        try:
            self._client.delete_object(Bucket=self._bucket, Key=key, VersionId=version)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 403:
                raise RetentionRunning(key) from error
            raise _error_of(key, error) from error
        except (BotoCoreError, HTTPClientError) as error:
            raise StoreUnavailable(f"{key}: {type(error).__name__}") from error

    def _retention(self, key: str, version: str) -> datetime | None:
        """From GetObjectRetention with the version, never from a header of GET or HEAD."""
        try:
            answer = self._client.get_object_retention(Bucket=self._bucket, Key=key, VersionId=version)
        except ClientError as error:
            if error.response["Error"].get("Code") in _UNLOCKED:
                return None
            raise _error_of(key, error) from error
        except (BotoCoreError, HTTPClientError) as error:
            raise StoreUnavailable(f"{key}: {type(error).__name__}") from error
        until = answer.get("Retention", {}).get("RetainUntilDate")
        return until.astimezone(UTC).replace(microsecond=0) if until else None

    def _pages(self, operation: Literal["list_object_versions", "list_objects_v2"], prefix: str) -> list[dict[str, Any]]:
        pages: Any = self._client.get_paginator(operation)
        return self._call(prefix, lambda: list(pages.paginate(Bucket=self._bucket, Prefix=prefix)))

    def _call(self, key: str, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except ClientError as error:
            raise _error_of(key, error) from error
        except (BotoCoreError, HTTPClientError) as error:
            raise StoreUnavailable(f"{key}: {type(error).__name__}") from error


class _ConditionUnknown(LockRefused):
    """The store knows no conditional put, or refuses the same put without it, too."""


def _error_of(key: str, error: ClientError) -> StorageError:
    code = str(error.response["Error"].get("Code", ""))
    status = error.response["ResponseMetadata"].get("HTTPStatusCode")
    if code in _UNCONDITIONAL and status in {400, 501} and error.operation_name == "PutObject":
        return _ConditionUnknown(f"{key}: {code}")
    # A cap on locks has no code of its own: AWS answers 403 (the bucket's policy), others 400.
    unknown = LockRefused if status in {400, 403} and error.operation_name in _LOCKING else StoreUnavailable
    return _ERRORS.get(code, unknown)(f"{key}: {code or status}")
