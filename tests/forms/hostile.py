"""Records whose names try the page: every European letter, names without a space, forty customers, five signers."""

import copy
import json
import unicodedata
from typing import Any

from forms.documents import document_names, form_of
from forms.glyphs import undrawable
from service.documents.letters import input_of
from service.documents.sampling import facts_for
from service.documents.writer import CURRENT_EDITION, FormsWriter
from service.domain.ids import DocumentId
from service.intake import parse_records
from service.use_cases.document_orders import LetterOrder
from service.use_cases.render_record import RecordRendering
from tests.forms.builders import NAMESPACE, from_record, record
from tests.forms.family import POLICY

LONG = "Softwareentwicklungsgesellschaftsverwaltungsbeteiligungsholding" + "ẞÄÖÜǾŁ" * 9 + "GbR"
"""120 characters, no space."""
PEOPLE = (
    ("Zoë", "Șerbănescu"),
    ("Łukasz Bolesław", "Guðmundsson-Þórðarson"),
    ("Aïssatou", "N’Diaye O’Connor"),
    ("Jiří", unicodedata.normalize("NFD", "Dvořák-Çelik Nguyễn")),
    ("J̌ana Ɛ̃", "M̄ʉ̈ller" + "mann" * 26),
)
TEMPLATE_SYNTAX = "{{ 7*7 }} {% if %} {principal_name} **fett** <b>&amp; %s $x \\n"


def hostile_record() -> dict[str, Any]:
    """The partners' example with all of it."""
    raw = copy.deepcopy(record("gbr-partners"))
    raw["reseller"] |= {"name": LONG, "street": TEMPLATE_SYNTAX, "city": "Bad " + "Ł" * 90}
    raw["representation"] = {"kind": "JOINT", "required": len(PEOPLE)}
    raw["representatives"] = [
        {"given_name": given, "surname": surname, "function": "PARTNER", "email": f"partner{number}@sn-netz.example"}
        for number, (given, surname) in enumerate(PEOPLE)
    ]
    contact = {"given_name": "Þ" * 60, "surname": "Ω" * 60, "relation": TEMPLATE_SYNTAX[:60], "level": "MAY_DECIDE"}
    raw["emergency_contacts"] = [
        {**contact, "email": "o.connor@" + "sehr-langer-name." * 8 + "example", "phone": "+49 30 901820"}
    ]
    customer = raw["end_customers"][0]
    raw["end_customers"] = [
        {
            **copy.deepcopy(customer),
            "ref": f"EK-{number:05}",
            "name": ("Wärme" * 24)[: 20 + number * 2],
            "domains": [{**customer["domains"][0], "name": f"{'langer-name-' * 4}{number}.example"}],
        }
        for number in range(44)
    ]
    return raw


def hostile_documents() -> dict[str, tuple[Any, bytes]]:
    """Document → its tree and its PDF, of that record."""
    source = json.dumps(hostile_record(), ensure_ascii=False).encode()
    (parsed,) = parse_records(source, undrawable=undrawable)
    rendering = RecordRendering(parsed, source, FormsWriter(), POLICY)
    main, *letters = document_names()
    granted = from_record(hostile_record())
    made: dict[str, tuple[Any, bytes]] = {main: (form_of(main).build(granted), form_of(main).render_pdf(granted))}
    for name in letters:
        facts, invented = facts_for(name, rendering.order, parsed, sample=True)
        order = LetterOrder(document=DocumentId(NAMESPACE), about=rendering.order, facts=facts, sample=invented, language="de")
        data = input_of(order, CURRENT_EDITION)
        made[name] = (form_of(name).build(data), form_of(name).render_pdf(data))
    return made
