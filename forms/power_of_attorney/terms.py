"""What the input means for the wording: which traits hold, what each field says, and what cannot become a document."""

from forms.editions import BINDING_LANGUAGE
from forms.errors import InputRefused, SelfDealingWithoutTransfer, SignersRefused, UnknownCode
from forms.parties import Principal
from forms.phrases import (
    NATURAL_FORMS,
    address,
    day,
    enumerated,
    euros,
    full_name,
    function_of,
    in_words,
    principal_name,
    unbroken_number,
)
from forms.power_of_attorney.input import PowerOfAttorneyInput
from forms.refusing import refuse_texts, refuse_unless_money, refuse_unless_uuid, refuse_unless_web_address
from forms.wording.edition import Edition
from forms.wording.template import unbroken

_SCOPES = 10
_RULES = {"SOLE": "rule_sole", "JOINT": "rule_joint", "REGISTER_SILENT": "rule_silent"}


def refuse_unusable(data: PowerOfAttorneyInput, edition: Edition) -> None:
    """Raise the InputRefused that fits if this input cannot become a document of the edition."""
    refuse_texts(data)
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
        "some_not_granted": len(frozenset(data.scopes)) < _SCOPES,
        "dpo": data.hoster.data_protection_officer is not None,
        "sandbox": data.sandbox,
        "translation": data.language != BINDING_LANGUAGE,
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
        "released_on": day(edition.released_on, edition),
        "verification_url": data.verification_url,
        "principal_name": principal_name(principal, data.signers),
        "general_partner_name": partner.name if partner else "",
        "hoster_name": hoster.name,
        "hoster_address": address(hoster.street, hoster.postal_code, hoster.city, hoster.country, edition),
        "hoster_phone": unbroken_number(hoster.phone),
        "hoster_email": hoster.email,
        "hoster_dpo": hoster.data_protection_officer or "",
        "joint_statute": joint,
        "sole_statute": sole,
        "signer_count": str(len(data.signers)),
        "signer_count_in_words": in_words(len(data.signers), edition),
        "unreachable_days": str(data.trigger.unreachable_days),
        "attempts_in_words": in_words(data.trigger.attempts, edition),
        "channels_in_words": in_words(data.trigger.channels, edition),
        "waiting_days": str(data.trigger.waiting_days),
        "cost_cap": euros(data.cost_cap_eur_per_month, edition),
        "term_years": str(data.term_years),
        "cooling_off_days": str(data.cooling_off_days),
        "sub_delegates": "; ".join(data.sub_delegates),
    }
    named = [f"{full_name(signer)} ({function_of(signer, principal, edition)})" for signer in data.signers]
    values["signers_with_functions"] = enumerated(named, edition.labels["and"])
    return values


def _statute(table: str, principal: Principal, edition: Edition) -> str:
    codes = edition.codes[table]
    partner = principal.general_partner
    specific = f"{principal.legal_form}.{partner.legal_form}" if partner else ""
    return unbroken(codes.get(specific, codes.get(principal.legal_form, "")))


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
    refuse_unless_uuid("document_id", data.document_id)
    refuse_unless_money("cost_cap_eur_per_month", data.cost_cap_eur_per_month)
    refuse_unless_web_address("verification_url", data.verification_url)
    claims = [
        ("term_years", 1 <= data.term_years <= 10, "must be 1 to 10"),
        ("cooling_off_days", data.cooling_off_days == 0 or 2 <= data.cooling_off_days <= 365, "must be 0 or 2 to 365"),
    ]
    for path, holds, reason in claims:
        if not holds:
            raise InputRefused(path, reason)
