"""From an input to its document: what all documents beside the main one share. Each of them has its own file, which says
what it is filled with, which conditions hold and what stands in the places its wording leaves."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from forms.blocks import Document, Heading, ItemList, Letterhead, Paragraph, Row, Run, Table
from forms.editions import BINDING_LANGUAGE, load_edition
from forms.errors import UnknownCode
from forms.filled_wording import FilledWording, Slot, dashed
from forms.glyphs import composed
from forms.issue import GrantedPower, Issue
from forms.parties import Hoster
from forms.pdf.archival import Attachment, FileFacts
from forms.phrases import NATURAL_FORMS, address, day, enumerated, full_name, principal_name, register_entry, unbroken_number
from forms.refusing import refuse_texts, refuse_unless_sha256, refuse_unless_uuid, refuse_unless_web_address
from forms.wording.edition import Edition

BLANK = "\u00a0"
"""The value of a row that is filled in later."""
RECORD_DESCRIPTION = "Angaben dieses Dokuments als strukturierter Datensatz"


class Issued(Protocol):
    """Every input names its issue and the hoster."""

    @property
    def issue(self) -> Issue: ...
    @property
    def hoster(self) -> Hoster: ...


def edition_for(document: str, data: Issued) -> Edition:
    """The wording of that document, the input checked for what no document can be made of.

    Raises:
        InputRefused: a text cannot be drawn, is blank, or is not what it must be.
        EditionUnknown: the edition has no such document in that language.
    """
    refuse_texts(data)
    refuse_unless_uuid("issue.document_id", data.issue.document_id)
    refuse_unless_web_address("issue.verification_url", data.issue.verification_url)
    return load_edition(data.issue.edition, document, data.issue.language)


def fill(edition: Edition, data: Issued, *, traits: Mapping[str, bool], fields: Mapping[str, str]) -> FilledWording:
    """The wording with this document's traits and fields, and those every document has."""
    issue, hoster = data.issue, data.hoster
    held = {
        "sandbox": issue.sandbox,
        "sample": issue.sample,
        "translation": issue.language != BINDING_LANGUAGE,
        "dpo": hoster.data_protection_officer is not None,
        "hoster_register": hoster.register is not None,
        **traits,
    }
    values = {
        "document_number": issue.number,
        "document_id": issue.document_id,
        "short_id": issue.document_id.rpartition("-")[2],
        "edition": edition.name,
        "released_on": day(edition.released_on, edition),
        "verification_url": issue.verification_url,
        "hoster_name": hoster.name,
        "hoster_legal_form": edition.codes["legal_form"].get(hoster.legal_form, hoster.legal_form),
        "hoster_register": register_entry(hoster.register, edition) or "",
        "hoster_address": address(hoster.street, hoster.postal_code, hoster.city, hoster.country, edition),
        "hoster_street_and_city": f"{hoster.street}, {hoster.postal_code} {hoster.city}",
        "hoster_phone": unbroken_number(hoster.phone),
        "hoster_email": hoster.email,
        "hoster_website": hoster.website,
        "hoster_dpo": hoster.data_protection_officer or "",
        **fields,
    }
    return FilledWording(edition, frozenset(name for name, holds in held.items() if holds), values)


def power_traits(power: GrantedPower) -> dict[str, bool]:
    """What holds of the Vollmacht a document speaks of."""
    return {
        "natural": power.principal.legal_form in NATURAL_FORMS,
        "company": power.principal.legal_form not in NATURAL_FORMS,
        "signed": power.declared_on is not None,
        **{f"scope_{scope}": True for scope in power.scopes},
    }


def power_fields(power: GrantedPower, edition: Edition) -> dict[str, str]:
    """What is said of the Vollmacht a document speaks of. Raises InputRefused."""
    refuse_unless_sha256("power.sha256", power.sha256)
    for position, scope in enumerate(power.scopes):
        if scope not in edition.codes["scope"]:
            raise UnknownCode(f"power.scopes[{position}]", scope)
    principal = power.principal
    return {
        "power_number": power.number,
        "declared_on": day(power.declared_on, edition) if power.declared_on else "",
        "principal_name": principal_name(principal, power.signers),
        "principal_address": address(principal.street, principal.postal_code, principal.city, principal.country, edition),
        "principal_street_and_city": f"{principal.street}, {principal.postal_code} {principal.city}",
        "principal_email": principal.email,
        "principal_phone": unbroken_number(principal.phone),
        "customer_no": principal.customer_no,
        "signer_names": enumerated([full_name(signer) for signer in power.signers], edition.labels["and"]),
        "power_sha256": power.sha256 or "",
    }


def document_of(wording: FilledWording, issue: Issue, slots: Mapping[str, Slot]) -> Document:
    """The document as a tree of blocks; `slots` beside those every document has."""
    edition = wording.edition
    title = wording.plain(edition.title)
    banners = [
        edition.sandbox_banner if issue.sandbox else None,
        edition.sample_banner if issue.sample else None,
        edition.translation_banner,
    ]
    shared: dict[str, Slot] = {"title": lambda _: (Heading(1, title),)}
    return Document(
        title=title,
        language=edition.language,
        footer=wording.plain(edition.footer),
        pagination=edition.labels["pagination"],
        banner=" · ".join(filter(None, banners)) or None,
        blocks=wording.chapters({**shared, **slots}),
    )


def file_facts(document: str, data: Issued) -> FileFacts:
    """What the file of that document says of itself."""
    issue = data.issue
    attachment = None
    if issue.record_json is not None:
        attachment = Attachment(issue.record_name, "application/json", RECORD_DESCRIPTION, issue.record_json)
    edition = load_edition(issue.edition, document, issue.language)
    return FileFacts(document_id=issue.document_id, created_on=edition.released_on, attachment=attachment)


def table(summary: str, rows: Iterable[tuple[str, str | None]]) -> Table:
    """A table of what and its value; what has no value is left out."""
    return Table(tuple(_row(header, value) for header, value in rows if value), summary)


def letterhead(
    wording: FilledWording,
    recipient: Iterable[str | None],
    details: Iterable[tuple[str, str | None]],
    *,
    sender: str | None = None,
) -> Letterhead:
    """The head of a letter, the hoster's unless another sends it; lines and details without a value are left out."""
    return Letterhead(
        sender=composed(sender or wording.label("sender_line")),
        recipient=tuple(composed(line) for line in recipient if line),
        details=tuple(_row(header, value) for header, value in details if value),
        summary=wording.label("table_letter"),
    )


def dashes(texts: Iterable[str]) -> ItemList:
    """A list whose order says nothing."""
    return dashed(Paragraph((Run(composed(text)),)) for text in texts)


def scope_titles(scopes: Iterable[str], edition: Edition, table: str = "scope") -> list[str]:
    """Scopes in words, in the schema's order."""
    chosen = frozenset(scopes)
    return [text for scope, text in edition.codes[table].items() if scope in chosen]


def _row(header: str, value: str | None) -> Row:
    return Row(header, (Run(composed(value or "")),), to_fill_in=value == BLANK)
