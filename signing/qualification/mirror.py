"""A folder of trusted lists → registry.

The folder holds `index.json` with `lotl` (file of the list of lists) and `locations` (published location → file); it is what `verify --lists` takes
and what `refresh` writes. Nothing here touches the network.

Whether a list can be relied on is `assessment`'s matter; what cannot keeps its state and loses its anchors, and the rest stands.
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

from signing.qualification.assessment import assess_list_of_lists, assess_national_list, national_pointers
from signing.qualification.errors import AnchorUnreadable, MirrorUnreadable
from signing.qualification.last_read import LastRead
from signing.qualification.registry import FORMAT, ListedService, ListStatus, TrustRegistry, serialise

__all__ = ["Mirror", "anchors_of", "load_mirror", "read_mirror"]


@dataclass(frozen=True, slots=True)
class Mirror:
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
        cache: folder for the parsed registry; keyed by the SHA-256 of every file and the anchor, so it is never stale. While the files are the very ones that
            this process has read before (`last_read`), they are not read again. None: parse anew.

    Raises:
        MirrorUnreadable: no folder, no index.json, or one that names files outside the folder.
        AnchorUnreadable: no certificate in the PEM.
    """
    anchors = anchors_of(anchor_pem)
    if cache is None:
        return TrustRegistry(_registry(read_mirror(directory), anchors), at=at)
    known = LastRead.of(directory, (*anchors, os.fsencode(cache)), _names(directory))
    content = known.content()
    if content is None:
        content = _cached_or_parsed(read_mirror(directory), anchors, cache)
        known.keep(content)
    return TrustRegistry(content, at=at)


def _cached_or_parsed(mirror: Mirror, anchors: Sequence[bytes], cache: Path) -> bytes:
    cached = cache / f"{_key(mirror, anchors)}.registry"
    content = _from_cache(cached)
    if content is None:
        content = _registry(mirror, anchors)
        _keep(cached, content)
    return content


def anchors_of(anchor_pem: bytes) -> tuple[bytes, ...]:
    try:
        anchors = tuple(der for kind, _, der in pem.unarmor(anchor_pem, multiple=True) if kind == "CERTIFICATE")
    except ValueError as error:
        raise AnchorUnreadable("the anchor is not PEM") from error
    if not anchors:
        raise AnchorUnreadable("the anchor holds no certificate")
    return anchors


def read_mirror(directory: Path) -> Mirror:
    lotl_name, locations = _index(directory)
    contents = {name: _content(directory / name) for name in {lotl_name, *locations.values()}}
    files = {location: content for location, name in locations.items() if (content := contents[name]) is not None}
    return Mirror(contents[lotl_name], files)


def _index(directory: Path) -> tuple[str, dict[str, str]]:
    """File of the list of lists, and published location → file."""
    try:
        index = json.loads((directory / "index.json").read_bytes())
        lotl_name, locations = index["lotl"], dict(index["locations"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MirrorUnreadable("index.json cannot be read") from error
    if any(not isinstance(name, str) or Path(name).name != name for name in (lotl_name, *locations.values())):
        raise MirrorUnreadable("index.json names a file outside the folder")
    return lotl_name, locations


def _names(directory: Path) -> Sequence[str]:
    """All files of the folder that count."""
    lotl_name, locations = _index(directory)
    return sorted({"index.json", lotl_name, *locations.values()})


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _key(mirror: Mirror, anchors: Sequence[bytes]) -> str:
    digest = hashlib.sha256(FORMAT.encode())
    for part in (mirror.lotl or b"", *anchors):
        digest.update(hashlib.sha256(part).digest())
    for location, content in sorted(mirror.files.items()):
        digest.update(hashlib.sha256(location.encode()).digest() + hashlib.sha256(content).digest())
    return digest.hexdigest()


def _from_cache(cached: Path) -> bytes | None:
    """None if there is none or it is damaged: the first line carries the digest of the rest."""
    try:
        digest, _, content = cached.read_bytes().partition(b"\n")
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest().encode() == digest else None


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


def _registry(mirror: Mirror, anchors: Sequence[bytes]) -> bytes:
    lotl, lotl_status = assess_list_of_lists(mirror.lotl, mirror.files, anchors)
    statuses: list[ListStatus] = [lotl_status]
    services: list[ListedService] = []
    for pointer in national_pointers(lotl) if lotl is not None else ():
        status, found = assess_national_list(pointer, mirror.files.get(pointer.location))
        statuses.append(status)
        services.extend(found.services if found is not None else ())
    return serialise(statuses, services)
