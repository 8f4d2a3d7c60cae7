"""What may change from one revision to the next, as policies for pyHanko's difference analysis."""

from collections.abc import Iterable

from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DiffResult,
    DocInfoRule,
    FieldComparisonContext,
    FieldComparisonSpec,
    FormUpdate,
    FormUpdatingRule,
    GenericFieldModificationRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    QualifiedWhitelistRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
    XrefStreamRule,
)
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm

from signing.validation.catalog_rule import EvidenceCatalogRule
from signing.validation.form_rule import LaterSignerRule
from signing.validation.security_store_rule import SecurityStoreRule

__all__ = ["StepwisePolicy", "nothing_but_evidence", "nothing_but_signatures"]


class FieldValueRule(GenericFieldModificationRule):
    """Names a field as changed only if one of its objects stands in the revision, or another object took its place.

    pyHanko's rule takes a look that is older than the revision before for one that has changed since, and names a field nobody touched.
    """

    def check_form_field(
        self, fq_name: str, spec: FieldComparisonSpec, context: FieldComparisonContext
    ) -> Iterable[tuple[ModificationLevel, FormUpdate]]:
        found = super().check_form_field(fq_name, spec, context)
        # a field prepared in advance and swapped in changes the list of fields alone, which may grow
        if spec.old_field_ref != spec.new_field_ref:
            return found
        written = context.new.explicit_refs_in_revision()
        return (one for one in found if one[1].updated_ref in written)


class StepwisePolicy(StandardDiffPolicy):
    """Compares each revision with the one before it, once for all signatures of a file: n signatures cost n comparisons, not n².

    What may follow its predecessor, which may follow the signed revision, changes nothing the signature answers for. One policy object for one file.
    """

    def __init__(self, global_rules: list[QualifiedWhitelistRule], form_rule: FormUpdatingRule | None) -> None:
        super().__init__(global_rules=global_rules, form_rule=form_rule)
        self._steps: dict[tuple[int, str, MDPPerm | None], DiffResult | SuspiciousModification] = {}

    def review_file(
        self,
        reader: PdfFileReader,
        base_revision: int | HistoricalResolver,
        field_mdp_spec: FieldMDPSpec | None = None,
        doc_mdp: MDPPerm | None = None,
    ) -> DiffResult | SuspiciousModification:
        """The highest level of all steps, and the form fields any of them changed; or the first step that may not be."""
        level, changed = ModificationLevel.NONE, set[str]()
        signed = base_revision if isinstance(base_revision, int) else base_revision.revision
        for revision in range(signed + 1, reader.xrefs.total_revisions):
            difference = self._step(reader, revision, field_mdp_spec, doc_mdp)
            if not isinstance(difference, DiffResult):
                return difference
            level = max(level, difference.modification_level)
            changed |= difference.changed_form_fields
        return DiffResult(level, changed)

    def _step(
        self, reader: PdfFileReader, revision: int, locked: FieldMDPSpec | None, permitted: MDPPerm | None
    ) -> DiffResult | SuspiciousModification:
        key = (revision, repr(locked), permitted)
        if key not in self._steps:
            before, after = reader.get_historical_resolver(revision - 1), reader.get_historical_resolver(revision)
            try:
                self._steps[key] = self.apply(before, after, locked, permitted)
            except SuspiciousModification as suspicion:
                self._steps[key] = suspicion
        return self._steps[key]


def nothing_but_evidence() -> StepwisePolicy:
    """Behind the last signature nobody answers for titles and dates."""
    return StepwisePolicy([EvidenceCatalogRule(), *_evidence()], None)


def nothing_but_signatures() -> StepwisePolicy:
    """Later signers' tools set titles and dates in revisions they sign."""
    rules = [
        CatalogModificationRule(),
        *_evidence(),
        DocInfoRule().as_qualified(ModificationLevel.LTA_UPDATES),
        MetadataUpdateRule().as_qualified(ModificationLevel.LTA_UPDATES),
    ]
    fields = [LaterSignerRule(), SigFieldCreationRule(), SigFieldModificationRule(), FieldValueRule()]
    return StepwisePolicy(rules, FormUpdatingRule(field_rules=fields))


def _evidence() -> list[QualifiedWhitelistRule]:
    return [
        XrefStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        ObjectStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        SecurityStoreRule().as_qualified(ModificationLevel.LTA_UPDATES),
    ]
