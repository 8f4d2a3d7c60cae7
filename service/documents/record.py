"""`vollmacht.json`: what the main document says, as data, attached to it. No end customer stands in it."""

import json
from decimal import Decimal

from service.domain.emergency_contact import EmergencyContact
from service.domain.parties import RegisterEntry
from service.use_cases.document_orders import IssueOrder

SCHEMA = "https://vollmacht.example/schemas/power-of-attorney-1.json"


def record_json(order: IssueOrder, edition: str, edition_sha256: str) -> bytes:
    """Canonical JSON (UTF-8, sorted keys): the same order gives the same bytes."""
    power, reseller = order.power_of_attorney, order.reseller
    grantor = reseller.grantor
    value = {
        "schema": SCHEMA,
        "document": str(order.document),
        "number": power.number,
        "edition": {"name": edition, "sha256": edition_sha256},
        "sandbox": order.sandbox,
        "hoster": {
            "name": order.hoster.name,
            "legal_form": order.hoster.legal_form,
            "street": order.hoster.street,
            "postal_code": order.hoster.postal_code,
            "city": order.hoster.city,
            "country": order.hoster.country,
            "register": _register(order.hoster.register),
        },
        "grantor": {
            "customer_no": grantor.customer_no,
            "legal_form": grantor.legal_form.value,
            "name": grantor.name,
            "street": grantor.street,
            "postal_code": grantor.postal_code,
            "city": grantor.city,
            "country": grantor.country,
            "register": _register(grantor.register),
            "general_partner": None
            if grantor.general_partner is None
            else {
                "name": grantor.general_partner.name,
                "legal_form": grantor.general_partner.legal_form.value,
                "register": _register(grantor.general_partner.register),
            },
        },
        "representation": {"kind": reseller.representation.kind.value, "required": reseller.representation.required},
        "signers": [
            {
                "field": signer.field,
                "given_name": signer.representative.given_name,
                "surname": signer.representative.surname,
                "title": signer.representative.title,
                "function": signer.representative.function.value,
            }
            for signer in order.signers
        ],
        "scopes": [scope.value for scope in power.terms.scopes],
        "trigger": {
            "unreachable_days": power.terms.trigger.unreachable_days,
            "attempts": power.terms.trigger.attempts,
            "channels": power.terms.trigger.channels,
            "waiting_days": power.terms.trigger.waiting_days,
        },
        "cost_cap_eur_per_month": money(power.terms.cost_cap_eur_per_month),
        "term_years": power.terms.term_years,
        "self_dealing_option": power.terms.self_dealing_option,
        "cooling_off_days": power.terms.cooling_off.days,
        "emergency_contacts": [_contact(contact) for contact in order.contacts],
    }
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def money(amount: Decimal) -> str:
    """Decimal string with two digits."""
    return f"{amount:.2f}"


def _register(entry: RegisterEntry | None) -> dict[str, str] | None:
    return None if entry is None else {"court": entry.court, "number": entry.number}


def _contact(contact: EmergencyContact) -> dict[str, object]:
    return {
        "order": contact.order,
        "given_name": contact.named.given_name,
        "surname": contact.named.surname,
        "relation": contact.named.relation,
        "level": contact.named.level.value,
    }
