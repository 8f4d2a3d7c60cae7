"""Evidence that a file carries in its document security stores (ETSI EN 319 142-1 § 5.4.2): the newest one's, and what older revisions held.

A later store may have dropped what an earlier one said of an earlier signature; the file still carries it, and each piece is judged by its own signature.
Unreadable pieces are left out: what is missing is missed later.
"""

import itertools
from collections.abc import Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfDecodeLimitError
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from signing.validation.errors import UNEXPECTED
from signing.validation.pdf_objects import value_at
from signing.validation.revocation import Evidence

__all__ = ["security_store"]

_MOST_REVISIONS = 100
_MOST_RELATED = 200


def security_store(reader: PdfFileReader, ends: tuple[int, ...]) -> tuple[tuple[bytes, ...], tuple[Evidence, ...]]:
    """Certificates (DER), and CRLs and OCSP responses with the place they lie in.

    Args:
        ends: offset behind each revision, oldest first.
    """
    stores = _Stores(reader, ends)
    for revision in reversed(range(len(ends))[-_MOST_REVISIONS:]):
        try:
            stores.read(revision)
        except PdfDecodeLimitError:
            raise
        except UNEXPECTED:
            continue
    return tuple(stores.certificates), tuple(stores.evidence)


class _Stores:
    """Collects from the newest revision to the oldest; a stream is read once."""

    def __init__(self, reader: PdfFileReader, ends: tuple[int, ...]) -> None:
        self._reader, self._ends = reader, ends
        self._read: set[tuple[int, int, int]] = set()
        self.certificates: dict[bytes, None] = {}
        self.evidence: dict[Evidence, None] = {}

    def read(self, revision: int) -> None:
        resolver = self._reader.get_historical_resolver(revision)
        store = value_at(resolver.root, "/DSS")
        if not isinstance(store, generic.DictionaryObject):
            return
        self._take(resolver, store, "/Certs", "/CRLs", "/OCSPs")
        # what it keeps for single signatures: some tools list evidence only there
        related = value_at(store, "/VRI")
        for key in itertools.islice(related if isinstance(related, generic.DictionaryObject) else (), _MOST_RELATED):
            entry = value_at(related, key)
            if isinstance(entry, generic.DictionaryObject):
                self._take(resolver, entry, "/Cert", "/CRL", "/OCSP")

    def _take(
        self, resolver: HistoricalResolver, holder: generic.DictionaryObject, certificates: str, crls: str, ocsps: str
    ) -> None:
        self.certificates |= {content: None for content, _ in self._streams(resolver, holder, certificates)}
        for kind, key in (("CRL", crls), ("OCSP", ocsps)):
            self.evidence |= {
                Evidence(kind, content, position): None for content, position in self._streams(resolver, holder, key)
            }

    def _streams(self, resolver: HistoricalResolver, holder: generic.DictionaryObject, key: str) -> Iterator[tuple[bytes, int]]:
        references = value_at(holder, key)
        for index in range(len(references) if isinstance(references, generic.ArrayObject) else 0):
            try:
                found = self._stream(resolver, references.raw_get(index))
            except PdfDecodeLimitError:
                raise
            except UNEXPECTED:
                continue
            if found is not None:
                yield found

    def _stream(self, resolver: HistoricalResolver, item: generic.PdfObject) -> tuple[bytes, int] | None:
        """A stream and the end of the revision that wrote it; None if it was read before, or is none."""
        if not isinstance(item, generic.IndirectObject):
            return None
        reference = item.reference
        written = min(self._reader.xrefs.get_last_change(reference), resolver.revision)
        key = (reference.idnum, reference.generation, written)
        if key in self._read:
            return None
        self._read.add(key)
        stream = resolver(reference)
        return (stream.data, self._ends[written]) if isinstance(stream, generic.StreamObject) else None
