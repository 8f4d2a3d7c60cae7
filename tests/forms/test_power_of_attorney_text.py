"""What the document says: for the four examples, for every legal form, and for hostile input."""

import html
import re
from dataclasses import replace

import pytest

from forms import reading
from forms.blocks import SignatureBlock, leaves, text_lines
from forms.errors import (
    EditionUnknown,
    InputRefused,
    SelfDealingWithoutTransfer,
    SignersRefused,
    TextTooLong,
    UndrawableText,
    UnknownCode,
)
from forms.power_of_attorney import Contact, PowerOfAttorneyInput, Signer, build, field_names, render_html, render_pdf
from tests.forms.builders import EXAMPLE_NAMES, LEGAL_FORMS, example, of_form, record

SIGNERS_OF = {"GBR": 2, "EV": 2, "EGBR": 2, "GMBH_CO_KG": 2}
HOSTILE = (
    "{name}",
    "{principal_name}",
    "{{7*7}}",
    "%s %(name)s",
    "<b>fett</b><script>alert(1)</script>",
    "**fett**",
    "&amp; ${x} \\n \\(",
    "Șerbănescu Łukasz Guðmundsson N’Diaye Nguyễn Dvořák",
    "Ő ő Ž ğ ı İ ẞ ð þ Æ Ж Ω",
)


def squeezed(text: str) -> str:
    """Without white space: where lines break is not what the text says."""
    return re.sub(r"\s+", "", text)


def body_of(data: PowerOfAttorneyInput) -> str:
    """The PDF's text without headers and footers, squeezed. They must be there, on every page."""
    document = build(data)
    pages = reading.page_texts(render_pdf(data))
    bodies = []
    for number, page in enumerate(pages, start=1):
        text = squeezed(page)
        footer = squeezed(f"{document.footer}Seite {number} von {len(pages)}")
        assert text.endswith(footer)
        text = text.removesuffix(footer)
        if document.banner:
            assert text.startswith(squeezed(document.banner))
            text = text.removeprefix(squeezed(document.banner))
        bodies.append(text)
    return "".join(bodies)


def html_text(fragment: str) -> str:
    return squeezed(html.unescape(re.sub(r"<[^>]*>", " ", fragment)))


def said(data: PowerOfAttorneyInput) -> str:
    return " ".join(text_lines(build(data))).replace("\u00a0", " ")


@pytest.mark.parametrize("name", EXAMPLE_NAMES)
def test_the_text_of_the_pdf_is_the_text_of_the_tree_and_of_the_page(name: str) -> None:
    data = example(name)
    tree = squeezed("".join(text_lines(build(data))))

    assert body_of(data) == tree
    assert html_text(render_html(data)) == tree


@pytest.mark.parametrize("name", EXAMPLE_NAMES)
def test_everything_the_record_says_of_grantor_hoster_signers_and_contacts_is_printed(name: str) -> None:
    raw, data = record(name), example(name)
    text = body_of(data)

    printed = [raw["reseller"][key] for key in ("customer_no", "name", "street", "postal_code", "city", "email", "phone")]
    printed += [raw["hoster"][key] for key in ("name", "street", "postal_code", "city", "email", "phone", "website")]
    printed += [value for register in _registers(raw) for value in (register["court"], register["number"])]
    for contact in raw["emergency_contacts"]:
        printed += [f"{contact['given_name']} {contact['surname']}", contact["email"], contact["phone"], contact["relation"]]
    for signer in data.signers:
        printed += [f"{signer.given_name} {signer.surname}", signer.title or "", signer.birth_name or ""]
    assert [value for value in printed if squeezed(value) not in text] == []


def _registers(raw: dict) -> list[dict]:  # type: ignore[type-arg]  # JSON as it is
    owners = (raw["hoster"], raw["reseller"], raw["reseller"].get("general_partner", {}))
    return [owner["register"] for owner in owners if "register" in owner]


@pytest.mark.parametrize("name", EXAMPLE_NAMES)
def test_no_end_customer_stands_in_the_document_or_its_attachment(name: str) -> None:
    pdf = render_pdf(example(name))
    text, attached = squeezed(reading.text_of(pdf)), (reading.attached_record(pdf) or b"").decode()

    for customer in record(name)["end_customers"]:
        words = [customer["ref"], customer["name"], *(domain["name"] for domain in customer["domains"])]
        for word in words:
            assert squeezed(word) not in text
            assert word not in attached


def test_a_representative_outside_the_chosen_set_is_not_named() -> None:
    assert "Dąbrowski" not in said(example("gmbh-joint"))


@pytest.mark.parametrize("legal_form", LEGAL_FORMS)
@pytest.mark.parametrize("representation", ["SOLE", "JOINT", "REGISTER_SILENT"])
def test_every_legal_form_says_once_how_the_grantor_is_represented(legal_form: str, representation: str) -> None:
    natural = legal_form in {"NATURAL_PERSON", "FREELANCER", "SOLE_TRADER", "EK"}
    counts = [1] if natural else ([2, 3] if legal_form == "GBR" else [1, 2, 3])
    for count in counts:
        data = of_form(legal_form, signers=count, representation=representation)
        text = said(data)

        represented = len(re.findall(r"Der Vollmachtgeber wird (?:gemeinschaftlich )?vertreten durch", text))
        in_person = text.count("im eigenen Namen und unterzeichnet selbst") + text.count("Sie handelt im eigenen Namen;")
        assert (represented, in_person) == ((0, 1) if natural else (1, 0)), (legal_form, representation, count)
        assert ("Fehlt auch nur eine Signatur" in text) is (count > 1)
        assert "()" not in text
        assert "  " not in text


@pytest.mark.parametrize("legal_form", LEGAL_FORMS)
def test_every_legal_form_reads_back_from_the_pdf(legal_form: str) -> None:
    data = of_form(legal_form, signers=SIGNERS_OF.get(legal_form, 1), representation="REGISTER_SILENT")

    assert body_of(data) == squeezed("".join(text_lines(build(data))))
    assert squeezed(data.principal.name) in body_of(data)


def test_a_company_survives_its_director_and_a_person_is_represented_after_death() -> None:
    assert "Nach dem Tod vertritt die Bevollmächtigte die Erben" in said(example("sole-trader"))
    assert "Miterbe" not in said(example("gmbh-joint"))
    assert "Ausscheiden einer Person" in said(example("gmbh-joint"))


def test_a_gbr_declares_that_there_are_no_other_partners() -> None:
    text = said(example("gbr-partners"))

    assert "Karl-Heinz Schmidt (Gesellschafter/in), Aïssatou N’Diaye (Gesellschafter/in) und Jiří Dvořák" in text
    assert "weitere Gesellschafterinnen und Gesellschafter nicht hat" in text
    assert "wenn alle drei unter" in text


def test_a_general_partner_that_is_a_stock_company_acts_by_its_board() -> None:
    data = of_form("GMBH_CO_KG")
    partner = data.principal.general_partner
    assert partner is not None
    data = replace(
        data,
        principal=replace(data.principal, general_partner=replace(partner, name="Holding AG", legal_form="AG")),
        signers=(Signer(given_name="A", surname="B", function="BOARD_MEMBER"),),
    )

    assert "diese durch A B (Mitglied des Vorstands der Holding AG)" in said(data)
    assert "§ 78 AktG" in said(data)


def test_each_scope_has_its_letter_and_what_is_not_granted_says_so() -> None:
    data = replace(of_form("GMBH"), scopes=("RENEW_DOMAIN",))
    lines = list(text_lines(build(data)))
    start = lines.index("a)", lines.index("Umfang der Vollmacht"))

    letters = dict(zip(lines[start : start + 20 : 2], lines[start + 1 : start + 20 : 2], strict=True))
    assert list(letters) == [f"{letter})" for letter in "abcdefghij"]
    assert letters["d)"].startswith("Domains verlängern: ☑ Erteilt. ")
    assert all(text.endswith(": ☐ Nicht erteilt.") for letter, text in letters.items() if letter != "d)")


def test_self_dealing_is_exempt_only_when_chosen_and_then_confirmed_apart() -> None:
    chosen, not_chosen = said(example("gbr-partners")), said(example("gmbh-joint"))

    assert "Gesonderte Bestätigung zu § 7 Abs. 2" in chosen
    assert "Eine Befreiung von dieser Beschränkung ist nicht erteilt." not in chosen
    assert "Gesonderte Bestätigung" not in not_chosen
    assert "Eine Befreiung von dieser Beschränkung ist nicht erteilt." in not_chosen


def test_part_b_stands_only_where_a_contact_is_named_and_power_only_where_he_decides() -> None:
    assert "Teil B – Notfallkontakt" not in said(example("gbr-partners"))
    reporter = Contact(given_name="A", surname="B", level="MAY_REPORT", email="a@b.example", phone="1")
    text = said(replace(of_form("EK"), contacts=(reporter,)))

    assert "Teil B – Notfallkontakt" in text
    assert "Außenvollmacht" not in text
    assert "Außenvollmacht" in said(example("sole-trader"))


def test_the_terms_are_those_of_the_input() -> None:
    text = said(replace(example("gmbh-co-kg"), term_years=1, cooling_off_days=0))

    assert "2.000,00 €" in text
    assert "Sie enden ein Jahr nach diesem Tag" in text
    assert "Auf eine Bedenkzeit hat der Vollmachtgeber verzichtet" in text
    assert "mindestens 30 Tage lang trotz vier Versuchen auf drei verschiedenen Wegen" in said(example("gbr-partners"))
    assert "in allen anderen Fällen 21 Tage" in said(example("gbr-partners"))


def test_there_is_one_signature_block_per_signer_with_name_title_and_function() -> None:
    data = example("gmbh-joint")
    blocks = [block for block in leaves(build(data)) if isinstance(block, SignatureBlock)]

    assert field_names(data) == ("signature-1", "signature-2")
    assert [block.paragraphs[1].runs[0].text for block in blocks] == [
        "Dr. Jürgen Maximilian Groß-Weiß",
        "Zoë Șerbănescu",
    ]
    assert blocks[0].tooltip.endswith("Signatur von Dr. Jürgen Maximilian Groß-Weiß")


def test_the_summary_has_five_sentences() -> None:
    for name in EXAMPLE_NAMES:
        named = replace(example(name), hoster=replace(example(name).hoster, name="Hoster"))
        lines = [line.replace("& Co. KG", "& Co KG") for line in text_lines(build(named))]
        start = lines.index("Kurzfassung") + 1
        summary = [re.sub(r"^\(\d\) ", "", line) for line in lines[start : start + 5]]
        assert [sum(sentence.count(mark) for mark in (". ", "? ", "! ")) for sentence in summary] == [0] * 5
        assert not lines[start + 5].startswith("(")


def test_sandbox_says_so_on_every_page_and_production_never() -> None:
    assert "TESTDOKUMENT" not in reading.text_of(render_pdf(example("sole-trader")))
    for page in reading.page_texts(render_pdf(example("sole-trader", sandbox=True))):
        assert "TESTDOKUMENT – nicht rechtswirksam" in page


@pytest.mark.parametrize("text", HOSTILE)
def test_fields_are_printed_literally(text: str) -> None:
    data = of_form("EV", signers=2)
    data = replace(
        data,
        principal=replace(data.principal, name=text),
        signers=tuple(replace(signer, surname=text) for signer in data.signers),
        contacts=tuple(replace(contact, surname=text, relation=text) for contact in data.contacts),
    )
    page = render_html(data)

    tree = squeezed("".join(text_lines(build(data))))
    assert squeezed(text) in tree
    assert body_of(data) == tree
    assert html_text(page) == tree
    assert "<script" not in page
    assert "<b>" not in page


def test_a_letter_and_its_mark_are_composed() -> None:
    data = of_form("GMBH")
    decomposed = replace(data, principal=replace(data.principal, name="Mu\u0308ller Cafe\u0301 GmbH"))

    assert "Müller Café GmbH" in reading.text_of(render_pdf(decomposed))


@pytest.mark.parametrize("text", ["漢字", "\u202egnp", "a\u200bb", "a\x00b", "a\nb", "\ud800", "😀", "\U000e0041"])
def test_what_cannot_be_drawn_is_refused_with_its_path(text: str) -> None:
    data = of_form("GMBH")
    refused = replace(data, signers=(replace(data.signers[0], given_name=f"A{text}"),))

    with pytest.raises(UndrawableText) as raised:
        build(refused)
    assert raised.value.path == "signers[0].given_name"
    assert raised.value.characters


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"scopes": ("EVERYTHING",)}, UnknownCode),
        ({"scopes": ()}, InputRefused),
        ({"representation": "ALONE"}, UnknownCode),
        ({"signers": ()}, SignersRefused),
        ({"signers": (Signer(given_name="A", surname="B", function="PROKURIST"),)}, SignersRefused),
        ({"scopes": ("RENEW_DOMAIN",), "self_dealing_option": True}, SelfDealingWithoutTransfer),
        ({"verification_url": "javascript:alert(1)"}, InputRefused),
        ({"document_id": "../../etc"}, InputRefused),
        ({"cost_cap_eur_per_month": "1e9"}, InputRefused),
        ({"cooling_off_days": 1}, InputRefused),
        ({"number": " "}, InputRefused),
        ({"edition": "1999-01"}, EditionUnknown),
    ],
)
def test_input_that_is_no_document_is_refused(change: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        build(replace(of_form("GMBH"), **change))  # type: ignore[arg-type]  # wrong values are the point


def test_forms_that_cannot_be_signed_so_are_refused() -> None:
    with pytest.raises(SignersRefused):
        build(of_form("GBR", signers=1))
    with pytest.raises(SignersRefused):
        build(of_form("EK", signers=2))
    with pytest.raises(InputRefused):
        build(replace(of_form("GMBH"), principal=replace(of_form("GMBH").principal, legal_form="GMBH_CO_KG")))


def test_a_text_taller_than_a_page_flows_where_it_may_and_is_refused_where_it_may_not() -> None:
    data = of_form("GMBH")
    long_street = replace(data, principal=replace(data.principal, street="Sehr lange Straße " * 500))
    long_name = replace(data, signers=(replace(data.signers[0], surname="Lang " * 2000),))

    assert squeezed("Sehr lange Straße " * 500) in body_of(long_street)
    with pytest.raises(TextTooLong):
        render_pdf(long_name)
