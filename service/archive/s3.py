"""The archive in an S3 bucket. A module of its own: boto3 takes 0.2 s to load, and most installations archive elsewhere."""

from typing import Literal

from service.archive.keeper import DEFAULT_PREFIX, ArchiveKeeper
from service.archive.signature_material import SignatureMaterial
from storage.s3_store import S3Store, s3_client


def s3_archive(
    bucket: str, prefix: str, material: SignatureMaterial, *, lock_mode: Literal["COMPLIANCE", "GOVERNANCE"]
) -> ArchiveKeeper:
    """The bucket exists, with Object Lock; address and keys are boto3's own variables."""
    return ArchiveKeeper(S3Store(s3_client(), bucket, lock_mode=lock_mode), material, prefix=prefix or DEFAULT_PREFIX)
