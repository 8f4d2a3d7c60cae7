"""The registry of listed trust services, with full history, as a verdict asks it.

A registry is one byte string: a JSON header (state of each list, index of subject names), a newline, then one JSON line per service. Only the
header is read at start; a service is parsed when a signature asks for it. So a cold process pays for the services it needs, not for the EU's.
"""

import copy
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from asn1crypto import x509

from signing.qualification.name_key import name_key

__all__ = [
    "Criteria",
    "ListState",
    "ListStatus",
    "ListedService",
    "QualificationElement",
    "ServiceStatus",
    "TrustRegistry",
    "serialise",
]

FORMAT = "vollmacht-trust-registry-1"

CA_QC = "CA/QC"
QTST = "TSA/QTST"


class ListState(StrEnum):
    """Only services of an OK list are anchors."""

    OK = "OK"
    EXPIRED = "EXPIRED"
    MISSING = "MISSING"
    SIGNATURE_INVALID = "SIGNATURE_INVALID"
    MALFORMED = "MALFORMED"


@dataclass(frozen=True, slots=True)
class ListStatus:
    """One list, as it was found.

    Attributes:
        territory: two letters; "EU" is the list of lists.
        next_update: None for a closed list (TS 119 612 § 5.3.15) or one that could not be read.
    """

    territory: str
    location: str
    sequence: int | None
    issued: datetime | None
    next_update: datetime | None
    state: ListState
    detail: str = ""


Criteria = tuple[Any, ...]
"""("all" | "atLeastOne" | "none", [criterion …]); a criterion is ("usage", [[bit, wanted] …]), ("policies", [oid …]), ("eku", [oid …]),
("subject", [oid …]), ("unknown",) or nested Criteria. TS 119 612 § 5.5.9.2.2."""


@dataclass(frozen=True, slots=True)
class QualificationElement:
    """Qualifiers (short names such as QCWithQSCD) that hold for certificates matching the criteria."""

    qualifiers: tuple[str, ...]
    criteria: Criteria


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """One entry in a service's history; it holds from `starting_at` until the next newer entry.

    Attributes:
        type: short, e.g. CA/QC, TSA/QTST, CA/PKC.
        status: short, e.g. granted, withdrawn, undersupervision.
        additional: short names of AdditionalServiceInformation, e.g. ForeSignatures.
    """

    type: str
    status: str
    starting_at: datetime
    additional: tuple[str, ...]
    qualifications: tuple[QualificationElement, ...]


@dataclass(frozen=True, slots=True)
class ListedService:
    """A listed service: an identity (name and key, in one or more certificates) and what it was when.

    Attributes:
        certificates: DER, one certificate each.
        history: newest first.
    """

    territory: str
    provider: str
    name: str
    certificates: tuple[bytes, ...]
    history: tuple[ServiceStatus, ...]

    def status_at(self, at: datetime) -> ServiceStatus | None:
        """What the list said of it at that instant; None before its first entry."""
        return next((entry for entry in self.history if entry.starting_at <= at), None)


class TrustRegistry:
    """Services of all lists at hand, judged at one instant.

    Args:
        content: as `serialise` makes it.
        at: lists whose NextUpdate lies before it count as EXPIRED.
    """

    def __init__(self, content: bytes, *, at: datetime) -> None:
        head, _, self._body = content.partition(b"\n")
        header = json.loads(head)
        if header.get("format") != FORMAT:
            raise ValueError("not a registry of this version")
        self.lists: tuple[ListStatus, ...] = tuple(_aged(_list_from_json(item), at) for item in header["lists"])
        self._index: dict[str, list[int]] = header["index"]
        self._content_length = len(content)
        lotl_usable = bool(self.lists) and self.lists[0].state is ListState.OK
        national = self.lists[1:] if lotl_usable else ()
        self._usable = {status.territory for status in national if status.state is ListState.OK}
        self._expired = {
            status.territory: status.next_update
            for status in national
            if status.state is ListState.EXPIRED and status.next_update is not None
        }
        self._parsed: dict[int, ListedService] = {}
        self.anchored: dict[str, tuple[ListedService, ...]] = {}

    def with_anchors(self, certificates: Sequence[bytes]) -> "TrustRegistry":
        """The same lists, and certificates (DER) that the operator trusts himself: a chain may end at one, but no list says anything of it."""
        widened = copy.copy(self)
        for der in certificates:
            key = _subject_key(der)
            if key is not None:
                widened.anchored = {**widened.anchored, key: (*widened.anchored.get(key, ()), _anchor(der))}
        return widened

    @property
    def unavailable(self) -> tuple[ListStatus, ...]:
        """The lists that cannot be relied on."""
        return tuple(status for status in self.lists if status.state is not ListState.OK)

    @property
    def next_update(self) -> datetime | None:
        """When the first of the usable lists runs out."""
        return min(
            (status.next_update for status in self.lists if status.state is ListState.OK and status.next_update), default=None
        )

    def named(self, name: bytes, *, as_of: datetime | None = None) -> tuple[ListedService, ...]:
        """Services of usable lists with a certificate of that subject (DER of Name).

        Args:
            as_of: also those of lists that have expired since, but were current at that instant. What an authentic list said of its time stays
                true; it proves that something existed, never that it is qualified now.
        """
        listed = tuple(
            service
            for service in self._all_named(name)
            if service.territory in self._usable
            or (as_of is not None and service.territory in self._expired and as_of <= self._expired[service.territory])
        )
        return listed + self.anchored.get(name_key(name), ()) if self.anchored else listed

    def is_current(self, territory: str) -> bool:
        """True if that territory's list can be relied on."""
        return territory in self._usable

    def unavailable_lists_naming(self, name: bytes) -> frozenset[str]:
        """Territories of the lists that know the name, and cannot be relied on."""
        return frozenset(service.territory for service in self._all_named(name) if service.territory not in self._usable)

    def __iter__(self) -> Iterator[ListedService]:
        for offset in sorted({offset for offsets in self._index.values() for offset in offsets}):
            service = self._at(offset)
            if service.territory in self._usable:
                yield service

    def _all_named(self, name: bytes) -> Iterator[ListedService]:
        return (self._at(offset) for offset in self._index.get(name_key(name), ()))

    def _at(self, offset: int) -> ListedService:
        if offset not in self._parsed:
            end = self._body.index(b"\n", offset)
            self._parsed[offset] = _service_from_json(json.loads(self._body[offset:end]))
        return self._parsed[offset]


def _anchor(der: bytes) -> ListedService:
    return ListedService("", "", "", (der,), ())


def serialise(lists: Sequence[ListStatus], services: Iterable[ListedService]) -> bytes:
    """The registry as bytes; the same lists give the same bytes. `lists` starts with the list of lists."""
    index: dict[str, list[int]] = {}
    lines: list[bytes] = []
    offset = 0
    for service in services:
        line = json.dumps(_service_to_json(service), separators=(",", ":")).encode() + b"\n"
        for key in sorted({key for certificate in service.certificates if (key := _subject_key(certificate)) is not None}):
            index.setdefault(key, []).append(offset)
        lines.append(line)
        offset += len(line)
    header = {"format": FORMAT, "lists": [_list_to_json(item) for item in lists], "index": dict(sorted(index.items()))}
    return b"".join([json.dumps(header, separators=(",", ":")).encode(), b"\n", *lines])


def _subject_key(certificate: bytes) -> str | None:
    """None: it cannot be read, as in a list that was tampered with; its state says so, and nobody is found under it."""
    try:
        return name_key(x509.Certificate.load(certificate)["tbs_certificate"]["subject"].dump())
    except (ValueError, TypeError):
        return None


def _aged(status: ListStatus, at: datetime) -> ListStatus:
    if status.state is ListState.OK and status.next_update is not None and status.next_update < at:
        return ListStatus(
            status.territory, status.location, status.sequence, status.issued, status.next_update, ListState.EXPIRED, "NextUpdate"
        )
    return status


def _list_to_json(status: ListStatus) -> list[Any]:
    return [
        status.territory,
        status.location,
        status.sequence,
        status.issued and status.issued.isoformat(),
        status.next_update and status.next_update.isoformat(),
        status.state.value,
        status.detail,
    ]


def _list_from_json(value: list[Any]) -> ListStatus:
    territory, location, sequence, issued, next_update, state, detail = value
    return ListStatus(
        territory,
        location,
        sequence,
        datetime.fromisoformat(issued) if issued else None,
        datetime.fromisoformat(next_update) if next_update else None,
        ListState(state),
        detail,
    )


def _service_to_json(service: ListedService) -> list[Any]:
    history = [
        [
            entry.type,
            entry.status,
            entry.starting_at.isoformat(),
            entry.additional,
            [[item.qualifiers, item.criteria] for item in entry.qualifications],
        ]
        for entry in service.history
    ]
    return [service.territory, service.provider, service.name, [item.hex() for item in service.certificates], history]


def _service_from_json(value: list[Any]) -> ListedService:
    territory, provider, name, certificates, history = value
    return ListedService(
        territory,
        provider,
        name,
        tuple(bytes.fromhex(item) for item in certificates),
        tuple(
            ServiceStatus(
                type,
                status,
                datetime.fromisoformat(starting_at),
                tuple(additional),
                tuple(QualificationElement(tuple(qualifiers), tuple(criteria)) for qualifiers, criteria in qualifications),
            )
            for type, status, starting_at, additional, qualifications in history
        ),
    )
