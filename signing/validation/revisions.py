"""Files of ours: each revision after the issued one is listed object by object, and anything but signatures is refused.

A signer can replace a page in the very revision he signs: his signature holds, the issued bytes stand, and difference analysis looks only at what follows
a signature. So (numbers as at the blocks):

    (1) revisions begin where the issued bytes end; nothing is deleted; trailer, catalog and Info stay where they were
    (2) an object of an earlier revision may change only as its role allows: an unsigned field gets value and appearance, the form a document timestamp's
        field, a page that field's widget, the catalog its security store
    (3) with a new signature Info and XMP may change in ModDate, MetadataDate and Producer (Acrobat does that), otherwise in nothing
    (4) a new object must not fill a reference that earlier revisions left open
    (5) a new field is a document timestamp's, and shows nothing
"""

from collections.abc import Iterable, Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from signing.validation.circumstances import Fault
from signing.validation.errors import UNEXPECTED
from signing.validation.expectation import Expectation
from signing.validation.metadata import same_but_for_dates
from signing.validation.pdf_objects import name_at, raw, resolved, value_at, written
from signing.validation.signed_file import SignedFile
from signing.verdict import ReasonCode

__all__ = ["revision_faults"]

_FIELD_KEYS = frozenset({"/V", "/AP", "/M"})
_CATALOG_KEYS = frozenset({"/DSS", "/AcroForm", "/Extensions", "/Version"})
_INFO_KEYS = frozenset({"/ModDate", "/Producer"})
_HIDDEN = 0b10
_NO_VIEW = 0b100000
_MOST_OBJECTS = 100_000


def revision_faults(file: SignedFile, expectation: Expectation) -> list[Fault]:
    """What is wrong with the revisions after the issued one; empty if nothing."""
    if not file.pdf.startswith(expectation.issued):
        return []  # said already, by the issued bytes
    try:
        return [Fault(ReasonCode.CONTENT_CHANGED, None, detail) for detail in _details(file, expectation)]
    except UNEXPECTED as error:
        return [Fault(ReasonCode.CONTENT_CHANGED, None, f"revisions cannot be compared: {type(error).__name__}")]


def _details(file: SignedFile, expectation: Expectation) -> Iterator[str]:
    # (1)
    if not file.reader.strict:
        yield "only readable leniently"
        return
    issued = [index for index, end in enumerate(file.revision_ends) if end == len(expectation.issued)]
    if not issued:
        yield "the issued bytes end inside a revision"
        return
    for revision in range(issued[-1] + 1, file.reader.xrefs.total_revisions):
        start = file.revision_ends[revision - 1]
        signs = any(not slot.is_timestamp and start < slot.signed_end <= file.revision_ends[revision] for slot in file.slots)
        yield from (f"revision {revision + 1}: {detail}" for detail in _Comparison(file.reader, revision, signs=signs).details())


class _Comparison:
    """One revision against the one before."""

    def __init__(self, reader: PdfFileReader, revision: int, *, signs: bool) -> None:
        self.reader = reader
        self.revision = revision
        self.signs = signs
        self.old = reader.get_historical_resolver(revision - 1)
        self.new = reader.get_historical_resolver(revision)

    def details(self) -> Iterator[str]:
        yield from self._trailer()
        freed = self.reader.xrefs.refs_freed_in_revision(self.revision)
        if freed:
            yield f"{len(freed)} objects deleted"
        open_references = _open_references(self.old)
        roles = self._roles()
        for reference in sorted(
            self.reader.xrefs.explicit_refs_in_revision(self.revision), key=lambda item: (item.idnum, item.generation)
        ):
            key = (reference.idnum, reference.generation)
            if self.reader.xrefs.get_introducing_revision(reference) == self.revision:
                # (4)
                if key in open_references:
                    yield f"object {reference.idnum} fills an open reference"
                continue
            yield from self._changed(reference, roles.get(key, ""))

    def _trailer(self) -> Iterator[str]:
        """(1)"""
        before, after = self.old.trailer_view, self.new.trailer_view
        if raw(before, "/Root") != raw(after, "/Root"):
            yield "another catalog"
        if "/Encrypt" in after:
            yield "encrypted"
        if raw(before, "/Info") != raw(after, "/Info"):
            unchanged = _without(value_at(before, "/Info"), _INFO_KEYS) == _without(value_at(after, "/Info"), _INFO_KEYS)
            if not (self.signs and unchanged):
                yield "another document information dictionary"

    def _roles(self) -> dict[tuple[int, int], str]:
        """What the objects of the earlier revision that may change are for."""
        roles: dict[tuple[int, int], str] = {}
        root = self.old.root
        store = value_at(root, "/DSS")
        if isinstance(store, generic.DictionaryObject):
            _note(roles, root, "/DSS", "security store")
            for key in store:
                _note(roles, store, key, "security store")
        form = value_at(root, "/AcroForm")
        if isinstance(form, generic.DictionaryObject):
            _note(roles, root, "/AcroForm", "form")
            _note(roles, form, "/Fields", "fields")
            for field in value_at(form, "/Fields") or ():
                _note_reference(roles, field, "field")
        for page in _pages(root["/Pages"]):
            _note_reference(roles, page, "page")
            _note(roles, resolved(page), "/Annots", "annotations")
        _note(roles, root, "/Metadata", "metadata")
        _note(roles, self.old.trailer_view, "/Info", "information")
        root_reference = self.old.root_ref
        roles[(root_reference.idnum, root_reference.generation)] = "catalog"
        return roles

    def _changed(self, reference: generic.Reference, role: str) -> Iterator[str]:
        """(2)"""
        before, after = self.old(reference), self.new(reference)
        if written(before) == written(after):
            return
        allowed = {
            "catalog": self._catalog,
            "form": self._form,
            "fields": self._extended,
            "annotations": self._extended,
            "page": self._page,
            "field": _field,
            "security store": _container,
            "information": self._information,
            "metadata": self._metadata,
        }.get(role)
        if allowed is None or not allowed(before, after):
            yield f"object {reference.idnum} changed ({role or 'content'})"

    def _catalog(self, before: Any, after: Any) -> bool:
        return _differing(before, after) <= _CATALOG_KEYS and self._form(
            value_at(before, "/AcroForm"), value_at(after, "/AcroForm")
        )

    def _page(self, before: Any, after: Any) -> bool:
        return _differing(before, after) <= {"/Annots"} and self._extended(
            value_at(before, "/Annots"), value_at(after, "/Annots")
        )

    def _information(self, before: Any, after: Any) -> bool:
        """(3)"""
        return self.signs and _differing(before, after) <= _INFO_KEYS

    def _metadata(self, before: Any, after: Any) -> bool:
        """(3)"""
        return self.signs and same_but_for_dates(before.data, after.data)

    def _form(self, before: Any, after: Any) -> bool:
        if before is None or after is None:
            return before is after
        before, after = resolved(before), resolved(after)
        differing = _differing(before, after) - {"/SigFlags"}
        return differing <= {"/Fields"} and (
            not differing or self._extended(value_at(before, "/Fields"), value_at(after, "/Fields"))
        )

    def _extended(self, before: Any, after: Any) -> bool:
        """(5) The array only grew, by fields of document timestamps."""
        old = list(resolved(before)) if before is not None else []
        new = list(resolved(after)) if after is not None else []
        return [written(item) for item in new[: len(old)]] == [written(item) for item in old] and all(
            self._is_timestamp_field(item) for item in new[len(old) :]
        )

    def _is_timestamp_field(self, item: Any) -> bool:
        if not isinstance(item, generic.IndirectObject):
            return False
        if self.reader.xrefs.get_introducing_revision(item.reference) != self.revision:
            return False
        field = self.new(item.reference)
        shows_nothing = _is_empty(value_at(field, "/Rect")) or bool(int(value_at(field, "/F") or 0) & (_HIDDEN | _NO_VIEW))
        return name_at(value_at(field, "/V"), "/Type") == "/DocTimeStamp" and shows_nothing


def _field(before: Any, after: Any) -> bool:
    """An open field was signed."""
    return "/V" not in before and "/V" in after and _differing(before, after) <= _FIELD_KEYS


def _container(before: Any, after: Any) -> bool:
    """A dictionary or array of the security store grew; its streams never change."""
    return type(before) is type(after) and not isinstance(after, generic.StreamObject)


def _is_empty(rectangle: Any) -> bool:
    if not isinstance(rectangle, generic.ArrayObject) or len(rectangle) != 4:
        return False
    left, bottom, right, top = (float(side) for side in rectangle)
    return left == right or bottom == top


def _pages(node: Any) -> Iterator[Any]:
    """References of all pages; the tree is ours, so it is no deeper than Python's stack."""
    for child in node["/Kids"]:
        kind = name_at(resolved(child), "/Type")
        if kind == "/Pages":
            yield from _pages(resolved(child))
        else:
            yield child


def _note(roles: dict[tuple[int, int], str], container: Any, key: str, role: str) -> None:
    if isinstance(container, generic.DictionaryObject) and key in container:
        _note_reference(roles, container.raw_get(key), role)


def _note_reference(roles: dict[tuple[int, int], str], item: Any, role: str) -> None:
    if isinstance(item, generic.IndirectObject):
        roles.setdefault((item.idnum, item.generation), role)


def _differing(before: Any, after: Any) -> set[str]:
    """Keys whose values differ; {"*"} if these are not two plain dictionaries."""
    plain = all(
        isinstance(item, generic.DictionaryObject) and not isinstance(item, generic.StreamObject) for item in (before, after)
    )
    if not plain:
        return {"*"}
    return {str(key) for key in {*before, *after} if raw(before, key) != raw(after, key)}


def _without(container: Any, keys: Iterable[str]) -> dict[str, bytes]:
    if not isinstance(container, generic.DictionaryObject):
        return {}
    return {str(key): raw(container, key) for key in container if key not in keys}


def _open_references(resolver: HistoricalResolver) -> set[tuple[int, int]]:
    """References in a revision that point to nothing: a later revision could give them content."""
    seen: set[tuple[int, int]] = set()
    found: set[tuple[int, int]] = set()
    queue: list[generic.PdfObject] = [
        resolver.trailer_view.raw_get(key) for key in resolver.trailer_view if key in {"/Root", "/Info"}
    ]
    while queue:
        item = queue.pop()
        if isinstance(item, generic.IndirectObject):
            key = (item.idnum, item.generation)
            if key in seen:
                continue
            seen.add(key)
            if len(seen) > _MOST_OBJECTS:
                raise OverflowError("objects")
            item = resolver(item.reference)
            if isinstance(item, generic.NullObject):
                found.add(key)
        if isinstance(item, generic.DictionaryObject):
            queue.extend(item.raw_get(key) for key in item)
        elif isinstance(item, generic.ArrayObject):
            queue.extend(item.raw_get(index) for index in range(len(item)))
    return found
