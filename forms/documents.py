"""The documents we make, by name. A new one is a wording file, a form of its own, and a line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from forms import (
    acceptance,
    account,
    contact_card,
    contact_declaration,
    customer_notice,
    first_information,
    power_of_attorney,
    revocation,
    revocation_confirmation,
    validation_report,
)
from forms.blocks import Document
from forms.brand import PLAIN, Brand
from forms.composing import Issued, file_facts
from forms.errors import DocumentUnknown
from forms.html import html_of
from forms.pdf.file import FileFacts, pdf_of

Input = TypeVar("Input")


@dataclass(frozen=True, slots=True)
class Form(Generic[Input]):
    """One document: what it is filled with, its tree, and what its file says of itself."""

    name: str
    input_type: type[Input]
    build: Callable[[Input], Document]
    file_facts: Callable[[Input], FileFacts]

    def render_pdf(self, data: Input, brand: Brand = PLAIN) -> bytes:
        """PDF/A-3a and PDF/UA-1, unsigned; the same input and brand give the same bytes. Raises as `build`."""
        return pdf_of(self.build(data), self.file_facts(data), brand)

    def render_html(self, data: Input) -> str:
        """The same text as an HTML fragment. Raises as `build`."""
        return html_of(self.build(data))


def _form(name: str, input_type: type[Issued], build: Callable[[Any], Document]) -> Form[Any]:
    return Form(name, input_type, build, lambda data: file_facts(name, data))


_ALL: tuple[Form[Any], ...] = (
    Form(
        power_of_attorney.NAME,
        power_of_attorney.PowerOfAttorneyInput,
        power_of_attorney.build,
        power_of_attorney.file_facts,
    ),
    _form(acceptance.NAME, acceptance.AcceptanceInput, acceptance.build),
    _form(contact_declaration.NAME, contact_declaration.ContactDeclarationInput, contact_declaration.build),
    _form(revocation.NAME, revocation.RevocationInput, revocation.build),
    _form(revocation_confirmation.NAME, revocation_confirmation.RevocationConfirmationInput, revocation_confirmation.build),
    _form(customer_notice.NAME, customer_notice.CustomerNoticeInput, customer_notice.build),
    _form(first_information.NAME, first_information.FirstInformationInput, first_information.build),
    _form(contact_card.NAME, contact_card.ContactCardInput, contact_card.build),
    _form(validation_report.NAME, validation_report.ValidationReportInput, validation_report.build),
    _form(account.NAME, account.AccountInput, account.build),
)

DOCUMENTS: Mapping[str, Form[Any]] = MappingProxyType({form.name: form for form in _ALL})


def document_names() -> tuple[str, ...]:
    """The names of all documents, the main one first."""
    return tuple(DOCUMENTS)


def form_of(name: str) -> Form[Any]:
    """The document of that name. Raises DocumentUnknown."""
    try:
        return DOCUMENTS[name]
    except KeyError:
        raise DocumentUnknown(name) from None


def form_for(data: object) -> Form[Any]:
    """The document that is filled with this input. Raises DocumentUnknown."""
    for form in _ALL:
        if isinstance(data, form.input_type):
            return form
    raise DocumentUnknown(type(data).__name__)
