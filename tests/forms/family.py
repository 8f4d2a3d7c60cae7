"""The inputs of all ten documents for each example record: from the record, with samples where it cannot supply a fact."""

from functools import cache
from typing import Any

from forms.documents import document_names, form_of
from forms.glyphs import undrawable
from service.documents.letters import input_of
from service.documents.sampling import facts_for
from service.documents.writer import CURRENT_EDITION, FormsWriter
from service.domain.ids import DocumentId
from service.domain.parties import ResellerRecord
from service.intake import parse_records
from service.settings import settings_from
from service.use_cases.document_orders import LetterOrder
from service.use_cases.render_record import RecordRendering
from service.wiring.policy import policy_of
from tests.forms.builders import EXAMPLES, NAMESPACE, example

LETTERS = document_names()[1:]
POLICY = policy_of(settings_from({"VOLLMACHT_HOME": "/nowhere"}))


@cache
def rendering(name: str) -> tuple[ResellerRecord, RecordRendering]:
    """An example record, and what renders it."""
    source = EXAMPLES.joinpath(f"{name}.json").read_bytes()
    record = parse_records(source, undrawable=undrawable)[0]
    return record, RecordRendering(record, source, FormsWriter(), POLICY)


def letter(name: str, document: str, *, language: str = "de") -> Any:
    """The input of a document beside the main one."""
    record, made = rendering(name)
    facts, invented = facts_for(document, made.order, record, sample=True)
    order = LetterOrder(document=DocumentId(NAMESPACE), about=made.order, facts=facts, sample=invented, language=language)
    return input_of(order, CURRENT_EDITION)


def family_input(name: str, document: str) -> Any:
    """The input of any of the ten."""
    return letter(name, document) if document in LETTERS else example(name, sandbox=True)


def family_document(name: str, document: str) -> Any:
    """The tree of any of the ten."""
    return form_of(document).build(family_input(name, document))
