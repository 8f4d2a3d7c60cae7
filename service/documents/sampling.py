"""From a reseller record to any document: what the record gives, and, only if asked for, samples for what it cannot give."""

from collections.abc import Callable, Mapping

from service.documents import samples
from service.domain.errors import Fault, InputRefused
from service.domain.parties import ResellerRecord
from service.use_cases.document_orders import (
    ContactCardFacts,
    ContactDeclarationFacts,
    CustomerNoticeFacts,
    Facts,
    IssueOrder,
    RevocationFacts,
)

FROM_THE_RECORD: Mapping[str, Callable[[], Facts]] = {"revocation": RevocationFacts, "customer-notice": CustomerNoticeFacts}
_MISSING: Mapping[str, str] = {
    "acceptance": "die unterzeichnete Datei (SHA-256, Tag der Unterzeichnung)",
    "revocation-confirmation": "ein zugegangener Widerruf",
    "first-information": "ein aktiver Notfall mit Prüfcode",
    "validation-report": "ein Prüfergebnis zu einer unterzeichneten Datei",
    "account": "ein beendeter Notfall mit seinen Handlungen",
}
_REMEDY = "Die Dokumente eines wirklichen Vorgangs gibt es dort, wo er geführt wird; eine Vorschau mit erfundenen Angaben gibt --sample."


def facts_for(name: str, about: IssueOrder, record: ResellerRecord, *, sample: bool) -> tuple[Facts, bool]:
    """The facts of that document, and whether any of them are made up.

    Raises:
        InputRefused: the record cannot supply them and no sample is wanted.
    """
    if name in FROM_THE_RECORD:
        return FROM_THE_RECORD[name](), False
    if name in {"contact-declaration", "contact-card"}:
        return _contact_facts(name, record, sample=sample)
    if not sample:
        raise InputRefused([Fault("$", "NOT_IN_RECORD", f"Für „{name}“ fehlt im Datensatz: {_MISSING[name]}. {_REMEDY}")])
    return _sampled(name, about, record), True


def _contact_facts(name: str, record: ResellerRecord, *, sample: bool) -> tuple[Facts, bool]:
    made = ContactCardFacts if name == "contact-card" else ContactDeclarationFacts
    if record.emergency_contacts:
        return made(contact=record.emergency_contacts[0]), False
    if sample:
        return made(contact=samples.CONTACT), True
    text = f"Für „{name}“ fehlt im Datensatz ein Notfallkontakt. Bitte einen nennen, oder mit --sample eine erfundene Person einsetzen."
    raise InputRefused([Fault("$.emergency_contacts", "NOT_IN_RECORD", text)])


def _sampled(name: str, about: IssueOrder, record: ResellerRecord) -> Facts:
    match name:
        case "acceptance":
            return samples.acceptance(about)
        case "revocation-confirmation":
            return samples.revocation_confirmation(about)
        case "first-information":
            return samples.first_information(next(iter(record.end_customers), samples.END_CUSTOMER))
        case "validation-report":
            return samples.validation_report(about)
        case "account":
            return samples.account(about, record.end_customers)
        case _:
            raise ValueError(f"no document {name!r}")
