"""Records from JSON: one, or a list of them; all faults at once, or the records."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from service.domain.errors import Fault, InputRefused
from service.domain.parties import (
    ContactLevel,
    Domain,
    DomainHolder,
    EndCustomer,
    Function,
    GeneralPartner,
    Grantor,
    Hoster,
    LegalForm,
    NamedContact,
    Proposal,
    RegisterEntry,
    Representation,
    RepresentationKind,
    Representative,
    ResellerRecord,
    Scope,
    Trigger,
)
from service.domain.representation import binding_faults
from service.intake.beyond_schema import Undrawable, record_faults, text_faults
from service.intake.json_text import load_json
from service.intake.schema import schema_faults

FAULTS_SHOWN = 200
GRANTOR_TEXTS = ("customer_no", "name", "street", "postal_code", "city", "country", "email", "phone")


def parse_records(content: bytes, *, undrawable: Undrawable) -> tuple[ResellerRecord, ...]:
    """One record or a list of them.

    Args:
        content: JSON, UTF-8.
        undrawable: the characters of a text no embedded font draws.

    Raises:
        InputRefused: every fault with its JSON path (`$.reseller.name`, in a list `$[2].reseller.name`), at most 200.
    """
    value = load_json(content)
    many = isinstance(value, list)
    given = value if many else [value]
    if not given:
        raise InputRefused([Fault("$", "TOO_FEW", "Die Liste enthält keinen Datensatz.")])
    faults: list[Fault] = []
    records: list[ResellerRecord] = []
    for index, each in enumerate(given):
        root = f"$[{index}]" if many else "$"
        found = _faults(each, undrawable, root)
        if not found:
            records.append(_record(each))
        faults += found
    faults += _numbers_twice(given, many)
    if faults:
        raise InputRefused(_shown(faults))
    return tuple(records)


def _faults(value: Any, undrawable: Undrawable, root: str) -> list[Fault]:
    return [
        *schema_faults(value, root),
        *text_faults(value, undrawable, root),
        *record_faults(value, root),
        *_binding_faults(value, root),
    ]


def _binding_faults(value: Any, root: str) -> Iterator[Fault]:
    """Who binds the grantor, as far as the parts it rests on have their shape: other faults do not hide these."""
    try:
        blank = dict.fromkeys(GRANTOR_TEXTS, "")
        parties = (
            _grantor({**blank, **value["reseller"]}),
            _representation(value["representation"]),
            _representatives(value["representatives"]),
        )
        found = list(binding_faults(*parties))
    except (KeyError, TypeError, AttributeError, ValueError):
        return
    for fault in found:
        yield Fault(root + fault.path[1:], fault.code, fault.text)


def _numbers_twice(given: list[Any], many: bool) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, value in enumerate(given):
        reseller = value.get("reseller") if isinstance(value, dict) else None
        number = reseller.get("customer_no") if isinstance(reseller, dict) else None
        if not isinstance(number, str):
            continue
        if many and number in seen:
            yield Fault(f"$[{index}].reseller.customer_no", "DUPLICATE", "Diese Kundennummer steht in diesem Import doppelt.")
        seen.add(number)


def _shown(faults: list[Fault]) -> list[Fault]:
    unique = sorted(set(faults), key=lambda fault: (fault.path, fault.code))
    if len(unique) <= FAULTS_SHOWN:
        return unique
    more = Fault("$", "TOO_MANY_FAULTS", f"Es gibt {len(unique)} Fehler; gezeigt sind die ersten {FAULTS_SHOWN}.")
    return [*unique[:FAULTS_SHOWN], more]


def _record(value: dict[str, Any]) -> ResellerRecord:
    return ResellerRecord(
        hoster=hoster_of(value["hoster"]),
        grantor=_grantor(value["reseller"]),
        representation=_representation(value["representation"]),
        representatives=_representatives(value["representatives"]),
        proposal=Proposal(
            scopes=tuple(scope for scope in Scope if scope.value in value["scopes"]),
            trigger=Trigger(**value["trigger"]),
            cost_cap_eur_per_month=Decimal(value["cost_cap_eur_per_month"]),
            term_years=value["term_years"],
            self_dealing_option=value.get("self_dealing_option", False),
        ),
        emergency_contacts=tuple(
            NamedContact(**{**one, "level": ContactLevel(one["level"])}) for one in value.get("emergency_contacts", [])
        ),
        end_customers=tuple(end_customer_of(one) for one in value["end_customers"]),
    )


def _representation(value: dict[str, Any]) -> Representation:
    return Representation(RepresentationKind(value["kind"]), value.get("required"))


def _representatives(value: list[dict[str, Any]]) -> tuple[Representative, ...]:
    return tuple(Representative(**{**one, "function": Function(one["function"]), "email": one["email"].strip()}) for one in value)


def hoster_of(value: dict[str, Any]) -> Hoster:
    return Hoster(**{**value, "register": _register(value.get("register"))})


def end_customer_of(value: dict[str, Any]) -> EndCustomer:
    return EndCustomer(**{**value, "domains": tuple(_domain(one) for one in value.get("domains", []))})


def _grantor(value: dict[str, Any]) -> Grantor:
    partner = value.get("general_partner")
    return Grantor(
        **{
            **value,
            "legal_form": LegalForm(value["legal_form"]),
            "register": _register(value.get("register")),
            "general_partner": GeneralPartner(
                partner["name"], LegalForm(partner["legal_form"]), _some_register(partner["register"])
            )
            if partner
            else None,
        }
    )


def _register(value: dict[str, Any] | None) -> RegisterEntry | None:
    return _some_register(value) if value else None


def _some_register(value: dict[str, Any]) -> RegisterEntry:
    extract_on = value.get("extract_on")
    return RegisterEntry(value["court"], value["number"], date.fromisoformat(extract_on) if extract_on else None)


def _domain(value: dict[str, Any]) -> Domain:
    expires_on, monthly = value.get("expires_on"), value.get("monthly_eur")
    return Domain(
        name=value["name"].strip(),
        holder=DomainHolder(value["holder"]),
        expires_on=date.fromisoformat(expires_on) if expires_on else None,
        monthly_eur=Decimal(monthly) if monthly else None,
    )
