"""The main document: Vollmacht und Auftrag zur Weiterführung von Hosting- und Domaindiensten im Notfall.

In: one frozen input of plain values. Out: a tree of blocks, and from it the PDF or the HTML. The text itself is the
edition's (`forms/wording`); here stands only what is chosen and put where.
"""

from forms.parties import Contact, GeneralPartner, Hoster, Principal, Register, Signer, Trigger
from forms.power_of_attorney.document import ATTACHMENT_NAME, NAME, build, field_names, file_facts, render_html, render_pdf
from forms.power_of_attorney.input import PowerOfAttorneyInput
from forms.power_of_attorney.record import input_from, record_of, schema

__all__ = [
    "ATTACHMENT_NAME",
    "NAME",
    "Contact",
    "GeneralPartner",
    "Hoster",
    "PowerOfAttorneyInput",
    "Principal",
    "Register",
    "Signer",
    "Trigger",
    "build",
    "field_names",
    "file_facts",
    "input_from",
    "record_of",
    "render_html",
    "render_pdf",
    "schema",
]
