"""The blocks that come from the input and not from the edition: tables, the code, the scopes, where people sign."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from forms.blocks import Block, Code, Heading, ItemList, Paragraph, Row, Run, Section, SignatureBlock, Table
from forms.editions import BINDING_LANGUAGE
from forms.filled_wording import FilledWording, Slot, lettered
from forms.glyphs import composed
from forms.parties import Contact, Signer
from forms.phrases import FIRM_FORMS, NATURAL_FORMS, address, full_name, function_of, register_entry
from forms.power_of_attorney.input import PowerOfAttorneyInput
from forms.wording.edition import TextBlock


def slots(data: PowerOfAttorneyInput, wording: FilledWording) -> Mapping[str, Slot]:
    """What stands in each place that the edition leaves."""
    made: dict[str, Slot] = {
        "title": lambda _: (Heading(1, wording.edition.title),),
        "document_table": lambda _: (_document_table(data, wording),),
        "code": lambda block: (_code(data, wording, block),),
        "principal_table": lambda _: (_principal_table(data, wording),),
        "hoster_table": lambda _: (_hoster_table(data, wording),),
        "scopes": lambda _: (_scopes(data, wording),),
        "signature_blocks": lambda _: tuple(_signature_blocks(data, wording)),
        "contact_tables": lambda _: tuple(
            _contact_table(contact, position, wording) for position, contact in enumerate(data.contacts, start=1)
        ),
    }
    made["clauses"] = lambda _: tuple(wording.clause(clause, made) for clause in wording.edition.clauses)
    return made


def _table(summary: str, rows: Iterable[tuple[str, str | None]]) -> Table:
    return Table(tuple(Row(header, (Run(composed(value)),)) for header, value in rows if value), summary)


def _document_table(data: PowerOfAttorneyInput, wording: FilledWording) -> Table:
    label = wording.label
    return _table(
        label("table_document"),
        [
            (label("principal"), wording.plain("{principal_name}")),
            (label("attorney"), data.hoster.name),
            (label("number"), data.number),
            (label("id"), data.document_id),
            (label("edition"), label("edition_value")),
            (label("wording_sha256"), wording.edition.sha256),
        ],
    )


def _code(data: PowerOfAttorneyInput, wording: FilledWording, block: TextBlock) -> Code:
    beside = (
        Paragraph(_with_link(wording.runs(block.text or ""), data.verification_url)),
        Paragraph(wording.runs(block.second or ""), tone="small"),
    )
    return Code(data.verification_url, wording.label("code_alt"), beside)


def _with_link(runs: tuple[Run, ...], uri: str) -> tuple[Run, ...]:
    found: list[Run] = []
    for run in runs:
        before, link, after = run.text.partition(composed(uri))
        found += [Run(before, run.bold), Run(link, run.bold, uri if link else None), Run(after, run.bold)]
    return tuple(run for run in found if run.text)


def _principal_table(data: PowerOfAttorneyInput, wording: FilledWording) -> Table:
    principal, label = data.principal, wording.label
    form = principal.legal_form
    rows: list[tuple[str, str | None]]
    if form in NATURAL_FORMS:
        person = _name_at_length(data.signers[0], wording)
        trade_name = principal.name if composed(principal.name) not in _names_of(data.signers[0]) else None
        rows = [(label("name_person"), person), (label("name_firm" if form == "EK" else "name_business"), trade_name)]
    else:
        rows = [(label("name_firm" if form in FIRM_FORMS else "name_company"), principal.name)]
    partner = principal.general_partner
    rows += [
        (label("legal_form"), wording.edition.codes["legal_form"][form]),
        (label("address"), address(principal.street, principal.postal_code, principal.city, principal.country, wording.edition)),
        (label("register_row"), register_entry(principal.register, wording.edition)),
        (label("general_partner"), f"{partner.name}, {register_entry(partner.register, wording.edition)}" if partner else None),
        (label("customer_no"), principal.customer_no),
        (label("email"), principal.email),
        (label("phone"), principal.phone),
    ]
    return _table(label("table_principal"), rows)


def _names_of(person: Signer) -> frozenset[str]:
    plain = f"{person.given_name} {person.surname}"
    return frozenset({composed(plain), composed(full_name(person))})


def _name_at_length(person: Signer, wording: FilledWording) -> str:
    born = wording.label("born", birth_name=person.birth_name) if person.birth_name else None
    return ", ".join(part for part in (full_name(person), born) if part)


def _hoster_table(data: PowerOfAttorneyInput, wording: FilledWording) -> Table:
    hoster, label = data.hoster, wording.label
    return _table(
        label("table_attorney"),
        [
            (label("name_firm" if hoster.register else "name_company"), hoster.name),
            (label("legal_form"), wording.edition.codes["legal_form"].get(hoster.legal_form, hoster.legal_form)),
            (label("address"), wording.plain("{hoster_address}")),
            (label("register_row"), register_entry(hoster.register, wording.edition)),
            (label("email"), hoster.email),
            (label("phone"), hoster.phone),
            (label("website"), hoster.website),
        ],
    )


def _scopes(data: PowerOfAttorneyInput, wording: FilledWording) -> ItemList:
    """One letter a scope, in the edition's order; of what is not granted only the title stands there."""
    granted, refused = wording.label("granted"), wording.label("not_granted")
    paragraphs = []
    for clause in wording.edition.clauses:
        for grant in clause.grants:
            title = Run(f"{grant.title}: ", bold=True)
            if grant.scope in data.scopes:
                text = tuple(run for runs in wording.chosen(grant.text) for run in runs)
                paragraphs.append(Paragraph((title, Run(granted, bold=True), Run(" "), *text)))
            else:
                paragraphs.append(Paragraph((title, Run(refused, bold=True))))
    return lettered(paragraphs)


def _signature_blocks(data: PowerOfAttorneyInput, wording: FilledWording) -> Iterable[Block]:
    natural = data.principal.legal_form in NATURAL_FORMS
    alone = "signing_for_self" if natural else "signing_alone"
    authority = wording.label(alone if len(data.signers) == 1 else "signing_jointly")
    for position, signer in enumerate(data.signers, start=1):
        function = function_of(signer, data.principal, wording.edition)
        paragraphs = (
            Paragraph((Run(wording.label("signature_of", position=str(position))),), tone="small"),
            Paragraph((Run(composed(_name_at_length(signer, wording)), bold=True),)),
            Paragraph((Run(wording.label("function", function=function)),)),
            Paragraph((Run(authority),)),
        )
        if data.language != BINDING_LANGUAGE:
            # Nobody signs a translation: the names are read, there is no field.
            unsigned = Paragraph((Run(wording.label("translated_signature")),), tone="small")
            yield Section((*(replace(one, keep_with_next=True) for one in paragraphs), unsigned))
            continue
        tooltip = wording.label("signature_tooltip", position=str(position), signer=full_name(signer))
        yield SignatureBlock(f"signature-{position}", tooltip, paragraphs)


def _contact_table(contact: Contact, position: int, wording: FilledWording) -> Table:
    label = wording.label
    return _table(
        label("table_contact", position=str(position)),
        [
            (label("contact", position=str(position)), f"{contact.given_name} {contact.surname}"),
            (label("relation"), contact.relation),
            (label("level"), wording.edition.codes["level"][contact.level]),
            (label("email"), contact.email),
            (label("phone"), contact.phone),
        ],
    )
