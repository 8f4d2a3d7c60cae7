"""Difference rule for catalog and trailer behind the last signature: a security store may be named there, and nothing else may be named anew.

pyHanko's own rule leaves form, metadata and marks to other rules, and the trailer to none; where those rules are not asked, another form or title that lies
in the signed bytes already would only have to be pointed to.
"""

from collections.abc import Iterable

from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import CatalogModificationRule, ModificationLevel, ReferenceUpdate, SuspiciousModification

from signing.validation.pdf_objects import raw

__all__ = ["EvidenceCatalogRule"]

_MAY_CHANGE = frozenset({"/DSS", "/Extensions", "/Version"})


class EvidenceCatalogRule(CatalogModificationRule):
    """The catalog may name a store, and the extension of the standard that knows stores (ETSI EN 319 142-1 § 5.4.2.2)."""

    def __init__(self) -> None:
        super().__init__(ignored_keys=_MAY_CHANGE)  # type: ignore[no-untyped-call]  # pyHanko types it in part

    def apply_qualified(
        self, old: HistoricalResolver, new: HistoricalResolver
    ) -> Iterable[tuple[ModificationLevel, ReferenceUpdate]]:
        """Raises SuspiciousModification: something else changed."""
        for key in ("/Root", "/Info"):
            if raw(old.trailer_view, key) != raw(new.trailer_view, key):
                raise SuspiciousModification(f"another {key} in the trailer")
        yield from super().apply_qualified(old, new)
