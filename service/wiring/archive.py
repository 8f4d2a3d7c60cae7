"""Where sealed documents go, as the operator chose."""

import importlib
from typing import cast

from service.archive.keeper import directory_archive
from service.archive.signature_material import SignatureMaterial
from service.settings import Settings
from service.use_cases.ports import Archive


def archive_of(settings: Settings, material: SignatureMaterial) -> Archive:
    """The directory, or the bucket."""
    bucket = settings.archive_bucket
    if bucket is None:
        return directory_archive(settings.archive_directory, material)
    # By name: boto3 is loaded by those who use it.
    s3_archive = importlib.import_module("service.archive.s3").s3_archive
    return cast(Archive, s3_archive(bucket.name, bucket.prefix, material, lock_mode=settings.archive_lock_mode))
