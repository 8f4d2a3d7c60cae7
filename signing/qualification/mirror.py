"""A folder of trusted lists → registry.

The folder holds `index.json` with `lotl` (file of the list of lists) and `locations` (published location → file); it is what `verify --lists` takes
and what the refresh job writes. Nothing here touches the network.

    (1) the list of lists is signed by the anchor, or by whom a chain of pivots from the anchor names  (forged list of lists)
    (2) each national list is signed by whom the list of lists names for it                            (forged or swapped list)
    (3) it is the territory and type it is taken for, and not older than …its NextUpdate               (replay; judged at the verdict's instant)
    (4) what cannot be relied on keeps its state and loses its anchors; the rest stands                (one bad list takes down all)
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from asn1crypto import pem

from signing.qualification.errors import AnchorUnreadable, ListMalformed, ListSignatureInvalid, MirrorUnreadable
from signing.qualification.list_parser import LIST_OF_LISTS, Pointer, TrustedList, parse_xml, trusted_list
from signing.qualification.list_signature import verify_list_signature
from signing.qualification.registry import FORMAT, ListedService, ListState, ListStatus, TrustRegistry, serialise

__all__ = ["load_mirror"]

MACHINE_READABLE = "application/vnd.etsi.tsl+xml"


@dataclass(frozen=True, slots=True)
class _Mirror:
    """The folder's content.

    Attributes:
        files: published location → content.
    """

    lotl: bytes | None
    files: Mapping[str, bytes]


def load_mirror(directory: Path, anchor_pem: bytes, *, at: datetime, cache: Path | None = None) -> TrustRegistry:
    """The registry of a folder of lists.

    Args:
        anchor_pem: the certificates (PEM, one or more) that may sign the list of lists.
        at: aware instant of the verdict; lists whose NextUpdate lies before it are EXPIRED.
        cache: folder for the parsed registry; keyed by the SHA-256 of every file and the anchor, so it is never stale. None: parse anew.

    Raises:
        MirrorUnreadable: no folder, no index.json, or one that names files outside the folder.
        AnchorUnreadable: no certificate in the PEM.
    """
    anchors = _anchors(anchor_pem)
    mirror = _read(directory)
    cached = cache / f"{_key(mirror, anchors)}.registry" if cache is not None else None
    if cached is not None:
        registry = _from_cache(cached, at)
        if registry is not None:
            return registry
    content = _registry(mirror, anchors)
    if cached is not None:
        _keep(cached, content)
    return TrustRegistry(content, at=at)


def _anchors(anchor_pem: bytes) -> tuple[bytes, ...]:
    try:
        anchors = tuple(der for kind, _, der in pem.unarmor(anchor_pem, multiple=True) if kind == "CERTIFICATE")
    except ValueError as error:
        raise AnchorUnreadable("the anchor is not PEM") from error
    if not anchors:
        raise AnchorUnreadable("the anchor holds no certificate")
    return anchors


def _read(directory: Path) -> _Mirror:
    try:
        index = json.loads((directory / "index.json").read_bytes())
        lotl_name, locations = index["lotl"], dict(index["locations"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MirrorUnreadable("index.json cannot be read") from error
    names = {lotl_name, *locations.values()}
    if any(not isinstance(name, str) or Path(name).name != name for name in names):
        raise MirrorUnreadable("index.json names a file outside the folder")
    contents = {name: _content(directory / name) for name in names}
    files = {location: content for location, name in locations.items() if (content := contents[name]) is not None}
    return _Mirror(contents[lotl_name], files)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _key(mirror: _Mirror, anchors: Sequence[bytes]) -> str:
    digest = hashlib.sha256(FORMAT.encode())
    for part in (mirror.lotl or b"", *anchors):
        digest.update(hashlib.sha256(part).digest())
    for location, content in sorted(mirror.files.items()):
        digest.update(hashlib.sha256(location.encode()).digest() + hashlib.sha256(content).digest())
    return digest.hexdigest()


def _from_cache(cached: Path, at: datetime) -> TrustRegistry | None:
    """None if there is none or it is damaged: the first line carries the digest of the rest."""
    try:
        digest, _, content = cached.read_bytes().partition(b"\n")
    except OSError:
        return None
    if hashlib.sha256(content).hexdigest().encode() != digest:
        return None
    return TrustRegistry(content, at=at)


def _keep(cached: Path, content: bytes) -> None:
    """Atomic; a cache that cannot be written costs time, not the verdict."""
    try:
        cached.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=cached.parent, prefix=".registry-")
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
        Path(name).replace(cached)
    except OSError:
        return


def _registry(mirror: _Mirror, anchors: Sequence[bytes]) -> bytes:
    # (1)
    lotl, lotl_status = _list_of_lists(mirror, anchors)
    statuses: list[ListStatus] = [lotl_status]
    services: list[ListedService] = []
    if lotl is None:
        return serialise(statuses, services)
    for pointer in lotl.pointers:
        if pointer.type == LIST_OF_LISTS or pointer.mime_type != MACHINE_READABLE:
            continue
        # (2), (3)
        status, listed = _national_list(pointer, mirror.files.get(pointer.location))
        statuses.append(status)
        services.extend(listed)
    return serialise(statuses, services)


def _list_of_lists(mirror: _Mirror, anchors: Sequence[bytes]) -> tuple[TrustedList | None, ListStatus]:
    if mirror.lotl is None:
        return None, ListStatus("EU", "", None, None, None, ListState.MISSING)
    try:
        root = parse_xml(mirror.lotl)
        lotl = trusted_list(root)
        if lotl.type != LIST_OF_LISTS:
            raise ListMalformed("not a list of lists")
    except ListMalformed as error:
        return None, ListStatus("EU", "", None, None, None, ListState.MALFORMED, str(error))
    try:
        verify_list_signature(root, _lotl_signers(lotl, mirror, anchors))
    except ListSignatureInvalid as error:
        return None, _found(lotl, "", ListState.SIGNATURE_INVALID, str(error))
    return lotl, _found(lotl, "", ListState.OK)


def _lotl_signers(lotl: TrustedList, mirror: _Mirror, anchors: Sequence[bytes]) -> tuple[bytes, ...]:
    """The anchor's certificates, and those that an unbroken chain of pivots hands on (TS 119 615 § 4.1.4)."""
    signers = tuple(anchors)
    for location in reversed(lotl.pivots):
        content = mirror.files.get(location)
        if content is None:
            continue
        try:
            root = parse_xml(content)
            pivot = trusted_list(root)
            verify_list_signature(root, signers)
        except (ListMalformed, ListSignatureInvalid):
            continue
        handed_on = tuple(signer for pointer in pivot.pointers if pointer.type == LIST_OF_LISTS for signer in pointer.signers)
        signers = (*anchors, *handed_on)
    return signers


def _national_list(pointer: Pointer, content: bytes | None) -> tuple[ListStatus, tuple[ListedService, ...]]:
    if content is None:
        return ListStatus(pointer.territory, pointer.location, None, None, None, ListState.MISSING), ()
    try:
        root = parse_xml(content)
        found = trusted_list(root)
        if found.territory != pointer.territory or found.type != pointer.type:
            raise ListMalformed("the list of another territory or type")
    except ListMalformed as error:
        return ListStatus(pointer.territory, pointer.location, None, None, None, ListState.MALFORMED, str(error)), ()
    try:
        verify_list_signature(root, pointer.signers)
    except ListSignatureInvalid as error:
        # (4) its services are kept as names only: a signature under one of them is undecided, not refused
        return _found(found, pointer.location, ListState.SIGNATURE_INVALID, str(error)), found.services
    return _found(found, pointer.location, ListState.OK), found.services


def _found(found: TrustedList, location: str, state: ListState, detail: str = "") -> ListStatus:
    return ListStatus(found.territory, location, found.sequence, found.issued, found.next_update, state, detail)
