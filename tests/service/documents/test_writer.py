"""What the documents' adapter refuses: in production no draft edition, and no language there is no wording for."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from service.documents import writer
from service.documents.writer import CURRENT_EDITION, FormsWriter
from service.domain.errors import InputRefused, WrongState
from tests.forms.family import rendering


def test_production_issues_from_a_released_edition_only(monkeypatch: pytest.MonkeyPatch) -> None:
    order = replace(rendering("sole-trader")[1].order, sandbox=False)
    assert FormsWriter().issue(order).edition == CURRENT_EDITION

    monkeypatch.setattr(writer, "releases", lambda: MappingProxyType({}))
    with pytest.raises(WrongState, match="Entwurf"):
        FormsWriter().issue(order)
    assert FormsWriter().issue(replace(order, sandbox=True)).pdf.startswith(b"%PDF-1.7")


def test_a_language_without_wording_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputRefused) as refused:
        FormsWriter().translation(rendering("sole-trader")[1].order, "fr")
    assert "(en)" in refused.value.faults[0].text


def test_a_translation_bears_another_mark_than_the_document() -> None:
    order = rendering("sole-trader")[1].order
    documents = FormsWriter()

    assert documents.marked(documents.issue(order).pdf) == order.document
    assert documents.marked(documents.translation(order, "en")) not in {None, order.document}
