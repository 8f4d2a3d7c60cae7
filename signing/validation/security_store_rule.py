"""Difference rule for the document security store: evidence may come, go and be renewed, whoever wrote it (ETSI EN 319 142-1 § 5.4.2).

pyHanko's own rule refuses a store whose /VRI entries were changed; tools in use renew them at each extension. Nothing there is shown to a reader, and every
piece of evidence is judged by its own signature. So anything may change that was, and is, reachable through the store alone: an object that has another use
in the signed revision is not excused by this rule.
"""

from collections.abc import Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, RawPdfPath
from pyhanko.sign.diff_analysis import ReferenceUpdate, SuspiciousModification, WhitelistRule
from pyhanko.sign.diff_analysis.rules_api import Context

__all__ = ["SecurityStoreRule"]

_STORE = RawPdfPath("/Root", "/DSS")
_DEEPEST = 8
_MOST_OBJECTS = 20_000


class SecurityStoreRule(WhitelistRule):
    """Whatever hangs below /Root/DSS, and nowhere else."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterator[ReferenceUpdate]:
        """Raises SuspiciousModification: the store is no structure of evidence."""
        # known before: each of its uses in the old revision must be excused, and these are the ones within the store
        for reference, path in _references(old):
            yield ReferenceUpdate(reference, context_checked=Context.from_absolute(old, path))
        fresh = Context.from_absolute(old, _STORE)
        for reference, _ in _references(new):
            if old.is_ref_unassignable(reference):
                yield ReferenceUpdate(reference, context_checked=fresh)


def _references(revision: HistoricalResolver) -> Iterator[tuple[generic.Reference, RawPdfPath]]:
    """Every reference in the store with the path that leads to it."""
    if "/DSS" not in revision.root:
        return
    waiting = [(revision.root.raw_get("/DSS"), _STORE, 0)]
    seen = 0
    while waiting:
        item, path, depth = waiting.pop()
        seen += 1
        if depth > _DEEPEST or seen > _MOST_OBJECTS:
            raise SuspiciousModification("/DSS is no store of evidence")
        if isinstance(item, generic.IndirectObject):
            yield item.reference, path
            item = revision(item.reference)
        if isinstance(item, generic.DictionaryObject):
            waiting.extend((item.raw_get(key), path + key, depth + 1) for key in item if key != "/Parent")
        elif isinstance(item, generic.ArrayObject):
            waiting.extend((item.raw_get(index), path + index, depth + 1) for index in range(len(item)))
