"""The attached record: complete, described by its schema, and the same as the text."""

import json
from dataclasses import fields, replace
from io import BytesIO

import pikepdf
import pytest
from jsonschema import Draft202012Validator

from forms import parties
from forms.editions import load_edition
from forms.errors import RecordUnusable
from forms.power_of_attorney import PowerOfAttorneyInput, input_from, record_of, render_pdf, schema
from forms.power_of_attorney.comparison import check_record
from forms.reading import attached_record
from tests.forms.builders import EXAMPLE_NAMES, LEGAL_FORMS, example, of_form


def record(data: PowerOfAttorneyInput) -> bytes:
    return record_of(data, load_edition(data.edition))


def with_record(pdf: bytes, content: bytes) -> bytes:
    """The same pages with another record."""
    saved = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.Root.Names.EmbeddedFiles.Names[1].EF.F.write(content)
        opened.save(saved)
    return saved.getvalue()


def changed(data: PowerOfAttorneyInput, **values: object) -> bytes:
    return json.dumps({**json.loads(record(data)), **values}).encode()


@pytest.mark.parametrize("name", EXAMPLE_NAMES)
def test_the_record_of_every_example_is_valid_and_attached_byte_for_byte(name: str) -> None:
    data = example(name)

    Draft202012Validator(schema()).validate(json.loads(record(data)))
    assert attached_record(render_pdf(data)) == record(data)


@pytest.mark.parametrize("legal_form", LEGAL_FORMS)
def test_the_record_of_every_legal_form_gives_the_input_again(legal_form: str) -> None:
    data = of_form(legal_form, signers=2 if legal_form == "GBR" else 1)

    Draft202012Validator(schema()).validate(json.loads(record(data)))
    assert input_from(record(data)) == data


def test_the_schema_describes_itself_and_knows_every_field_and_no_other() -> None:
    Draft202012Validator.check_schema(schema())
    described = schema()["properties"]

    for key, kind in (("hoster", parties.Hoster), ("grantor", parties.Principal), ("trigger", parties.Trigger)):
        assert set(described[key]["properties"]) == {field.name for field in fields(kind)}
    for key, extra, person in (("signers", "field", parties.Signer), ("emergency_contacts", "order", parties.Contact)):
        assert set(described[key]["items"]["properties"]) == {extra, *(field.name for field in fields(person))}
    assert not Draft202012Validator(schema()).is_valid({**json.loads(record(example("sole-trader"))), "end_customers": []})


@pytest.mark.parametrize("name", EXAMPLE_NAMES)
def test_text_and_record_of_every_example_are_the_same(name: str) -> None:
    check = check_record(render_pdf(example(name, sandbox=True)))

    assert (check.equals_text, check.differs_on_page) == (True, None)


@pytest.mark.parametrize(
    ("values", "page"),
    [
        ({"number": "VM-2026-999999"}, 1),
        ({"scopes": ["RENEW_DOMAIN"]}, 2),
        ({"cost_cap_eur_per_month": "9999.00"}, 2),
        ({"emergency_contacts": []}, 5),
        ({"term_years": 99}, 1),
    ],
)
def test_a_record_that_says_anything_else_is_found_with_its_page(values: dict[str, object], page: int) -> None:
    data = example("gmbh-joint")
    check = check_record(with_record(render_pdf(data), changed(data, **values)))

    assert check.equals_text is False
    assert check.differs_on_page == page


def test_a_text_that_says_anything_else_is_found() -> None:
    data = example("sole-trader")
    other = replace(data, principal=replace(data.principal, phone="+49 30 1"))

    assert check_record(with_record(render_pdf(data), record(other))).equals_text is False


def test_without_a_record_or_with_a_foreign_one_nobody_can_say() -> None:
    data = example("sole-trader")

    assert check_record(render_pdf(replace(data, language="en"))).sha256 is None
    foreign = check_record(with_record(render_pdf(data), b'{"schema": "https://elsewhere.example/1.json"}'))
    assert (foreign.sha256 is not None, foreign.equals_text) == (True, None)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"schema": 1}', b"[" * 100_000])
def test_what_is_no_record_is_refused_without_harm(content: bytes) -> None:
    with pytest.raises(RecordUnusable):
        input_from(content)
