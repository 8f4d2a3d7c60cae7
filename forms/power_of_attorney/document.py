"""The main document, from its input to its tree, its PDF and its HTML."""

from forms.blocks import Document, signature_fields
from forms.brand import PLAIN, Brand
from forms.composing import RECORD_DESCRIPTION
from forms.editions import BINDING_LANGUAGE, load_edition
from forms.filled_wording import FilledWording
from forms.html import html_of
from forms.pdf.file import Attachment, FileFacts, pdf_of
from forms.power_of_attorney.input import PowerOfAttorneyInput
from forms.power_of_attorney.record import record_of
from forms.power_of_attorney.slots import slots
from forms.power_of_attorney.terms import fields, refuse_unusable, traits
from forms.wording.edition import Edition

NAME = "power-of-attorney"
ATTACHMENT_NAME = "vollmacht.json"
# The first edition has no words of its own for it.
_FIRST_PAGINATION = "Seite {page} von {pages}"


def build(data: PowerOfAttorneyInput) -> Document:
    """The document as a tree of blocks.

    Raises:
        InputRefused: the input cannot become this document (see `forms.errors`).
        EditionUnknown: this document has no such edition.
    """
    edition = _edition(data)
    refuse_unusable(data, edition)
    wording = FilledWording(edition, traits(data), fields(data, edition))
    return Document(
        title=edition.title,
        language=edition.language,
        footer=wording.plain(edition.footer),
        pagination=edition.labels.get("pagination", _FIRST_PAGINATION),
        banner=" · ".join(filter(None, (edition.sandbox_banner if data.sandbox else None, edition.translation_banner))) or None,
        blocks=wording.chapters(slots(data, wording)),
    )


def render_pdf(data: PowerOfAttorneyInput, brand: Brand = PLAIN) -> bytes:
    """The document as PDF, unsigned, one empty signature field per signer: `signature-1`, `signature-2`, …

    The same input and brand give the same bytes, wherever and whenever. Raises as `build`.
    """
    return pdf_of(build(data), file_facts(data), brand)


def file_facts(data: PowerOfAttorneyInput) -> FileFacts:
    """What the file says of itself, with the record it carries; a translation carries none."""
    if data.language != BINDING_LANGUAGE:
        return FileFacts(document_id=data.document_id, created_on=_edition(data).released_on)
    attachment = Attachment(ATTACHMENT_NAME, "application/json", RECORD_DESCRIPTION, record_of(data, _edition(data)))
    return FileFacts(document_id=data.document_id, created_on=_edition(data).released_on, attachment=attachment)


def render_html(data: PowerOfAttorneyInput) -> str:
    """The same text as an HTML fragment, for reading before signing. Raises as `build`."""
    return html_of(build(data))


def field_names(data: PowerOfAttorneyInput) -> tuple[str, ...]:
    """The names of the signature fields, in the order of `signers`. Raises as `build`."""
    return signature_fields(build(data))


def _edition(data: PowerOfAttorneyInput) -> Edition:
    return load_edition(data.edition, NAME, data.language)
