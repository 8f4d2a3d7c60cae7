"""The documents we make, by name. A new one is a wording file, a form of its own, and a line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Generic, TypeVar

from forms import power_of_attorney
from forms.errors import DocumentUnknown
from forms.power_of_attorney import PowerOfAttorneyInput

Input = TypeVar("Input")


@dataclass(frozen=True, slots=True)
class Form(Generic[Input]):
    """One document: what it is filled with, and how it becomes PDF and HTML."""

    name: str
    input_type: type[Input]
    render_pdf: Callable[[Input], bytes]
    render_html: Callable[[Input], str]


POWER_OF_ATTORNEY: Form[PowerOfAttorneyInput] = Form(
    power_of_attorney.NAME, PowerOfAttorneyInput, power_of_attorney.render_pdf, power_of_attorney.render_html
)

DOCUMENTS: Mapping[str, Form[PowerOfAttorneyInput]] = MappingProxyType({POWER_OF_ATTORNEY.name: POWER_OF_ATTORNEY})


def document_names() -> tuple[str, ...]:
    """The names of all documents, the main one first."""
    return tuple(DOCUMENTS)


def form_of(name: str) -> Form[PowerOfAttorneyInput]:
    """The document of that name. Raises DocumentUnknown."""
    try:
        return DOCUMENTS[name]
    except KeyError:
        raise DocumentUnknown(name) from None
