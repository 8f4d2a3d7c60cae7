"""`Archive` on a store of `storage`: where documents go, how long, and what the auditor takes along."""

import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import storage.verify_bag
from service.archive.signature_material import SignatureMaterial
from service.archive.verify_md import verify_md
from service.domain.archive_check import Irregularity, IrregularityCode
from service.domain.document import ArchiveReceipt, PowerOfAttorneyDocument
from service.domain.errors import ArchiveChecksumMismatch, Unavailable
from service.use_cases.ports import EvidencePackage
from storage.directory_store import DirectoryStore
from storage.errors import ChecksumMismatch, LockMissing, LockRefused, NotStored, StorageError, StoreUnavailable
from storage.inspection import inspect
from storage.keys import document_key, event_key, manifest_key
from storage.package import bag
from storage.store import Store
from storage.write_once import Receipt, any_verified_read, verified_read, write_once

T = TypeVar("T")
log = logging.getLogger(__name__)

# The end of retention is not known while the Vollmacht lives, and a lock cannot be shortened: lock for a while, and roll on.
LOCK = timedelta(days=400)
# Some stores take no lock beyond 365 days of their clock: a day less, so that no clock is in the way.
SHORTER_LOCK = timedelta(days=364)
DEFAULT_PREFIX = "poa"


class ArchiveKeeper:
    """Implements `ports.Archive`.

    Args:
        material: takes certificates, revocation data and timestamps out of a signed file, and makes the verdict's XML.
    """

    def __init__(self, store: Store, material: SignatureMaterial, *, prefix: str = DEFAULT_PREFIX) -> None:
        self._store, self._material, self._prefix = store, material, prefix
        self._lock = LOCK

    def key_for(self, document: PowerOfAttorneyDocument, sha256: str) -> str:
        return document_key(document.issued_at.year, document.power_of_attorney, document.revision, sha256, prefix=self._prefix)

    def store(self, key: str, content: bytes, manifest: Mapping[str, object], *, at: datetime) -> ArchiveReceipt:
        def put(until: datetime) -> Receipt:
            receipt = write_once(self._store, key, content, retain_until=until)
            write_once(self._store, manifest_key(key), as_json(manifest), retain_until=until)
            return receipt

        try:
            receipt = self._locked(put, at)
        except StoreUnavailable as error:
            raise Unavailable("Das Archiv antwortet gerade nicht.") from error
        except StorageError as error:
            raise ArchiveChecksumMismatch("Das Archiv hat nicht gespeichert, was es speichern sollte.") from error
        return ArchiveReceipt(
            receipt.key, receipt.version, receipt.sha256, receipt.retain_until, at, surplus=len(receipt.surplus)
        )

    def append_event(self, document: PowerOfAttorneyDocument, event: Mapping[str, object], *, at: datetime) -> None:
        content = as_json(event)
        key = event_key(
            document.issued_at.year, document.power_of_attorney, hashlib.sha256(content).hexdigest(), prefix=self._prefix
        )
        try:
            self._locked(lambda until: write_once(self._store, key, content, retain_until=until), at)
        except StorageError as error:
            raise Unavailable("Das Archiv antwortet gerade nicht.") from error

    def extend_lock(self, receipt: ArchiveReceipt, *, at: datetime, no_longer_than: datetime | None) -> datetime:
        folder = receipt.key.rpartition("/")[0] + "/"

        def extend(until: datetime) -> datetime:
            wanted = min(until, no_longer_than or until)
            for key in self._store.keys(folder):
                for one in self._store.versions(key):
                    if not one.is_delete_marker:
                        self._store.extend_retention(key, one.version, wanted)
            # Asked back: a store may take the order and keep another date (fault "retention truncated by the store").
            held = [one.retain_until for one in self._store.versions(receipt.key) if one.version == receipt.version]
            if not held or held[0] is None:
                raise LockMissing(receipt.key)
            return held[0]

        try:
            return self._locked(extend, at)
        except StorageError as error:
            raise Unavailable("Das Archiv hat die Sperre nicht verlängert.") from error

    def _locked(self, act: Callable[[datetime], T], at: datetime) -> T:
        """With the usual lock, or the longest one this store takes.

        Args:
            act: does it with a lock until that instant; may be done twice.
        """
        try:
            return act(at + self._lock)
        except LockRefused:
            if self._lock == SHORTER_LOCK:
                raise
            done = act(at + SHORTER_LOCK)
        log.warning("the store takes no lock of %d days; from now on %d", self._lock.days, SHORTER_LOCK.days)
        self._lock = SHORTER_LOCK
        return done

    def read(self, receipt: ArchiveReceipt) -> bytes:
        try:
            return self._read(receipt)
        except ChecksumMismatch as error:
            raise ArchiveChecksumMismatch("Das archivierte Dokument stimmt nicht mit seinem Hashwert überein.") from error
        except StorageError as error:
            raise Unavailable("Das Archiv antwortet gerade nicht.") from error

    def _read(self, receipt: ArchiveReceipt) -> bytes:
        try:
            return verified_read(self._store, receipt.key, receipt.version, receipt.sha256)
        except NotStored:
            return any_verified_read(self._store, receipt.key, receipt.sha256)

    def inspect(self, receipt: ArchiveReceipt, *, at: datetime) -> Sequence[Irregularity]:
        try:
            found = inspect(self._store, receipt.key, receipt.version, receipt.sha256, at=at)
            has_manifest = any(not one.is_delete_marker for one in self._store.versions(manifest_key(receipt.key)))
        except StorageError as error:
            raise Unavailable("Das Archiv antwortet gerade nicht.") from error
        odd = [Irregularity(IrregularityCode(one.oddity.value), receipt.key, one.version) for one in found]
        if not has_manifest:
            odd.append(Irregularity(IrregularityCode.MANIFEST_MISSING, manifest_key(receipt.key)))
        return odd

    def clock(self) -> datetime | None:
        try:
            return self._store.clock()
        except StorageError as error:
            raise Unavailable("Das Archiv antwortet gerade nicht.") from error

    def documents(self) -> Iterator[str]:
        try:
            yield from (key for key in self._store.keys(f"{self._prefix}/") if key.endswith(".pdf"))
        except StorageError as error:
            raise Unavailable("Das Archiv antwortet gerade nicht.") from error

    def evidence_package(self, package: EvidencePackage) -> bytes:
        payload = {
            "vollmacht.pdf": package.pdf,
            "vollmacht.json": package.record,
            "verdict.json": as_json(package.verdict),
            "state.json": as_json(package.state),
            "audit-events.json": as_json(list(package.events)),
            "register-extracts.json": as_json(list(package.register_extracts)),
            "storage-proof.json": as_json(
                {
                    "key": package.receipt.key,
                    "version": package.receipt.version,
                    "sha256": package.receipt.sha256,
                    "retain_until": package.receipt.retain_until.isoformat(),
                    "archived_at": package.receipt.archived_at.isoformat(),
                }
            ),
            "edition.json": as_json({"name": package.edition, "sha256": package.edition_sha256}),
            "verify.py": Path(storage.verify_bag.__file__).read_bytes(),
            **self._material(package.pdf, package.verdict),
            **({"annahme.pdf": package.acceptance} if package.acceptance else {}),
        }
        payload["VERIFY.md"] = verify_md(package, sorted(payload))
        info = {
            "Source-Organization": "Vollmacht",
            "External-Identifier": str(package.power_of_attorney),
            "External-Description": f"Evidence of {package.number}" + (" (SANDBOX, no legal effect)" if package.sandbox else ""),
        }
        return bag(payload, info=info, bagged_on=package.exported_at.date())


def directory_archive(root: Path, material: SignatureMaterial) -> ArchiveKeeper:
    """The embedded default."""
    return ArchiveKeeper(DirectoryStore(root), material)


def as_json(value: object) -> bytes:
    """UTF-8, sorted, indented: the same value is the same bytes."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n").encode()
