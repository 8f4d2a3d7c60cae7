"""What the input means for the wording: which traits hold, what each field says, and what cannot become a document."""

import re
from collections.abc import Iterator
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from urllib.parse import urlsplit

from forms.editions import Edition
from forms.errors import InputRefused, SelfDealingWithoutTransfer, SignersRefused, UndrawableText, UnknownCode
from forms.glyphs import undrawable
from forms.parties import Principal, Signer
from forms.power_of_attorney.input import PowerOfAttorneyInput
from forms.wording.template import unbroken

NATURAL_FORMS = frozenset({"NATURAL_PERSON", "FREELANCER", "SOLE_TRADER", "EK"})
_RULES = {"SOLE": "rule_sole", "JOINT": "rule_joint", "REGISTER_SILENT": "rule_silent"}
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MONEY = re.compile(r"[0-9]{1,7}\.[0-9]{2}")


def refuse_unusable(data: PowerOfAttorneyInput, edition: Edition) -> None:
    """Raise the InputRefused that fits if this input cannot become a document of the edition."""
    for path, text in _texts(data, ""):
        if characters := undrawable(text):
            raise UndrawableText(path, characters)
    _refuse_unknown_codes(data, edition)
    _refuse_signers(data)
    if data.self_dealing_option and "TAKE_PART_IN_CONTRACT_TRANSFER" not in data.scopes:
        raise SelfDealingWithoutTransfer
    if (data.principal.legal_form == "GMBH_CO_KG") != (data.principal.general_partner is not None):
        raise InputRefused("principal.general_partner", "a GMBH_CO_KG has one, every other form none")
    _refuse_values(data)


def traits(data: PowerOfAttorneyInput) -> frozenset[str]:
    """What holds of this document: the words in which the edition's conditions are written."""
    form = data.principal.legal_form
    claims = {
        "natural": form in NATURAL_FORMS,
        "company": form not in NATURAL_FORMS,
        "one_signer": len(data.signers) == 1,
        "several_signers": len(data.signers) > 1,
        # § 124 (1) HGB: each personally liable partner alone, unless the register says otherwise.
        "each_alone": form in {"OHG", "KG"} and data.representation == "REGISTER_SILENT",
        "with_prokurist": any(signer.function == "PROKURIST" for signer in data.signers),
        "contacts": bool(data.contacts),
        "several_contacts": len(data.contacts) > 1,
        "self_dealing": data.self_dealing_option,
        "sub_delegates": bool(data.sub_delegates),
        "cooling_off": data.cooling_off_days > 0,
        "term_one_year": data.term_years == 1,
        "dpo": data.hoster.data_protection_officer is not None,
        "sandbox": data.sandbox,
        f"form_{form}": True,
        _RULES[data.representation]: True,
    }
    held = {trait for trait, holds in claims.items() if holds}
    held |= {f"scope_{scope}" for scope in data.scopes}
    held |= {f"contact_{contact.level}" for contact in data.contacts}
    return frozenset(held)


def fields(data: PowerOfAttorneyInput, edition: Edition) -> dict[str, str]:
    """What stands in the place of each field, ready to print."""
    principal, hoster = data.principal, data.hoster
    joint = _statute("joint_statute", principal, edition)
    sole = _statute("sole_statute", principal, edition)
    partner = principal.general_partner
    values = {
        "document_number": data.number,
        "document_id": data.document_id,
        "short_id": data.document_id.rpartition("-")[2],
        "edition": edition.name,
        "released_on": f"{edition.released_on:%d.%m.%Y}",
        "verification_url": data.verification_url,
        "principal_name": principal_name(data),
        "general_partner_name": partner.name if partner else "",
        "hoster_name": hoster.name,
        "hoster_address": address(hoster.street, hoster.postal_code, hoster.city, hoster.country, edition),
        "hoster_phone": hoster.phone,
        "hoster_email": hoster.email,
        "hoster_dpo": hoster.data_protection_officer or "",
        "joint_statute": joint,
        "sole_statute": sole,
        "signer_count": str(len(data.signers)),
        "signer_count_in_words": _in_words(len(data.signers), edition),
        "unreachable_days": str(data.trigger.unreachable_days),
        "attempts_in_words": _in_words(data.trigger.attempts, edition),
        "channels_in_words": _in_words(data.trigger.channels, edition),
        "waiting_days": str(data.trigger.waiting_days),
        "cost_cap": euros(data.cost_cap_eur_per_month),
        "term_years": str(data.term_years),
        "cooling_off_days": str(data.cooling_off_days),
        "sub_delegates": "; ".join(data.sub_delegates),
    }
    named = [f"{full_name(signer)} ({function_of(signer, principal, edition)})" for signer in data.signers]
    values["signers_with_functions"] = enumerated(named, edition.labels["and"])
    return values


def principal_name(data: PowerOfAttorneyInput) -> str:
    """How the grantor is called in a sentence: a natural person by his own name, a firm or company by its name."""
    if data.principal.legal_form in NATURAL_FORMS - {"EK"}:
        return full_name(data.signers[0])
    return data.principal.name


def full_name(person: Signer) -> str:
    """Title, given name and surname, as § 126a BGB wants the declarant named."""
    return " ".join(part for part in (person.title, person.given_name, person.surname) if part)


def function_of(signer: Signer, principal: Principal, edition: Edition) -> str:
    """The signer's function in words, for the legal form where the edition distinguishes it."""
    codes = edition.codes["function"]
    template = codes.get(f"{principal.legal_form}.{signer.function}", codes[signer.function])
    partner = principal.general_partner
    return template.replace("{general_partner_name}", partner.name if partner else "")


def address(street: str, postal_code: str, city: str, country: str, edition: Edition) -> str:
    """One line; a country the edition has no name for is printed as its code."""
    return f"{street}, {postal_code} {city}, {edition.codes['country'].get(country, country)}"


def euros(amount: str) -> str:
    """ "2000.00" as "2.000,00 €", the sign after a no-break space."""
    whole, _, cents = amount.partition(".")
    return f"{int(whole):,}".replace(",", ".") + f",{cents}\u00a0€"


def enumerated(names: list[str], conjunction: str) -> str:
    """Names as in a sentence: "A", "A und B", "A, B und C"."""
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} {conjunction} {names[-1]}"


def _in_words(number: int, edition: Edition) -> str:
    return edition.codes["number"].get(str(number), str(number))


def _statute(table: str, principal: Principal, edition: Edition) -> str:
    codes = edition.codes[table]
    partner = principal.general_partner
    specific = f"{principal.legal_form}.{partner.legal_form}" if partner else ""
    return unbroken(codes.get(specific, codes.get(principal.legal_form, "")))


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from _texts(item, f"{path}[{position}]")
    elif is_dataclass(value):
        for field in dataclass_fields(value):
            yield from _texts(getattr(value, field.name), f"{path}.{field.name}".lstrip("."))


def _refuse_unknown_codes(data: PowerOfAttorneyInput, edition: Edition) -> None:
    granted_here = {grant.scope for clause in edition.clauses for grant in clause.grants}
    codes = [
        ("principal.legal_form", data.principal.legal_form, edition.codes["legal_form"]),
        ("representation", data.representation, _RULES),
        *((f"scopes[{n}]", scope, granted_here) for n, scope in enumerate(data.scopes)),
        *((f"signers[{n}].function", s.function, edition.codes["function"]) for n, s in enumerate(data.signers)),
        *((f"contacts[{n}].level", c.level, edition.codes["level"]) for n, c in enumerate(data.contacts)),
    ]
    for path, code, known in codes:
        if code not in known:
            raise UnknownCode(path, code)
    if not data.scopes:
        raise InputRefused("scopes", "a document that grants nothing is none")


def _refuse_signers(data: PowerOfAttorneyInput) -> None:
    form = data.principal.legal_form
    if not data.signers:
        raise SignersRefused("signers", "somebody must sign")
    if form in NATURAL_FORMS and len(data.signers) != 1:
        raise SignersRefused("signers", "a natural person signs alone and in person")
    if form == "GBR" and len(data.signers) < 2:
        raise SignersRefused("signers", "all partners of a GbR sign, and one person is no partnership (§ 705 BGB)")
    if all(signer.function == "PROKURIST" for signer in data.signers):
        raise SignersRefused("signers", "a Prokurist never grants alone")


def _refuse_values(data: PowerOfAttorneyInput) -> None:
    address_parts = urlsplit(data.verification_url)
    for path, text in _texts(data, ""):
        if not text.strip():
            raise InputRefused(path, "blank")
    claims = [
        ("document_id", _UUID.fullmatch(data.document_id), "must be a UUID in lower case"),
        ("cost_cap_eur_per_month", _MONEY.fullmatch(data.cost_cap_eur_per_month), "must be like 250.00"),
        ("verification_url", address_parts.scheme in {"http", "https"} and address_parts.netloc, "must be a web address"),
        ("term_years", 1 <= data.term_years <= 10, "must be 1 to 10"),
        ("cooling_off_days", data.cooling_off_days == 0 or 2 <= data.cooling_off_days <= 365, "must be 0 or 2 to 365"),
    ]
    for path, holds, reason in claims:
        if not holds:
            raise InputRefused(path, reason)
