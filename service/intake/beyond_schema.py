"""What a JSON Schema cannot say: blank and undrawable text, people who are the same, sets that bind nobody."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import idna

from service.domain.errors import Fault
from service.domain.person_name import same_person
from service.intake.schema import path_of

Undrawable = Callable[[str], tuple[str, ...]]
PHONE = re.compile(r"\+[1-9][0-9 ]{5,24}\Z")
MONEY = re.compile(r"[0-9]{1,7}\.[0-9]{2}\Z")
COUNTRY = re.compile(r"[A-Z]{2}\Z")
# Bounds where the schema has none: what no real name, street or register number needs.
TEXT_LIMIT = 300


def text_faults(value: Any, undrawable: Undrawable, root: str) -> Iterator[Fault]:
    """Every string anywhere in the record: not blank, not endless, drawable."""
    for parts, text in _texts(value, ()):
        where = path_of(root, parts)
        if not text.strip():
            if text:
                yield Fault(where, "BLANK", "Dieses Feld besteht nur aus Leerraum.")
        elif len(text) > TEXT_LIMIT:
            yield Fault(where, "TOO_LONG", f"Höchstens {TEXT_LIMIT} Zeichen.")
        elif bad := undrawable(text):
            listed = ", ".join(f"{_named(character)}" for character in bad[:5])
            yield Fault(where, "UNDRAWABLE", f"Diese Zeichen lassen sich nicht drucken: {listed}.")


def record_faults(record: dict[str, Any], root: str) -> Iterator[Fault]:
    """Faults between fields of one record. A check that stumbles over a wrong shape adds nothing: the schema has named it."""
    for check in (_contacts, _end_customers, _formats, _self_dealing):
        try:
            yield from check(record, root)
        except (KeyError, TypeError, AttributeError):
            continue


def _contacts(record: dict[str, Any], root: str) -> Iterator[Fault]:
    people = record["representatives"]
    names = {same_person(one["given_name"] + one["surname"]) for one in people}
    mails = {one["email"].strip().casefold() for one in people}
    seen: set[str] = set()
    for index, contact in enumerate(record.get("emergency_contacts", [])):
        where = f"{root}.emergency_contacts[{index}]"
        if same_person(contact["given_name"] + contact["surname"]) in names:
            yield Fault(
                where,
                "CONTACT_IS_REPRESENTATIVE",
                "Der Notfallkontakt vertritt den Vollmachtgeber selbst; bitte jemand anderen nennen.",
            )
        elif contact["email"].strip().casefold() in mails:
            yield Fault(
                f"{where}.email",
                "CONTACT_IS_REPRESENTATIVE",
                "Diese Adresse gehört einem Vertreter; bitte jemand anderen nennen.",
            )
        if (mail := contact["email"].strip().casefold()) in seen:
            yield Fault(f"{where}.email", "DUPLICATE", "Dieser Notfallkontakt steht doppelt.")
        seen.add(mail)


def _self_dealing(record: dict[str, Any], root: str) -> Iterator[Fault]:
    if record.get("self_dealing_option") and "TAKE_PART_IN_CONTRACT_TRANSFER" not in record["scopes"]:
        yield Fault(
            f"{root}.self_dealing_option",
            "SELF_DEALING_WITHOUT_TRANSFER",
            "Die Befreiung von § 181 BGB gibt es nur zusammen mit TAKE_PART_IN_CONTRACT_TRANSFER.",
        )


def _end_customers(record: dict[str, Any], root: str) -> Iterator[Fault]:
    refs: set[str] = set()
    for index, customer in enumerate(record["end_customers"]):
        where = f"{root}.end_customers[{index}]"
        if customer["ref"] in refs:
            yield Fault(f"{where}.ref", "DUPLICATE", "Diese Kennung steht doppelt; jeder Endkunde braucht seine eigene.")
        refs.add(customer["ref"])
        for position, domain in enumerate(customer.get("domains", [])):
            yield from domain_faults(domain, f"{where}.domains[{position}]")


def domain_faults(domain: dict[str, Any], where: str) -> Iterator[Fault]:
    """An expired domain is no fault: it is the most urgent one."""
    try:
        idna.encode(domain["name"].strip().rstrip(".").lower(), uts46=True)
    except (idna.IDNAError, UnicodeError):
        yield Fault(f"{where}.name", "BAD_DOMAIN", "Das ist kein gültiger Domainname.")
    if "monthly_eur" in domain and not MONEY.match(domain["monthly_eur"]):
        yield Fault(f"{where}.monthly_eur", "BAD_FORMAT", "Bitte als Betrag mit zwei Nachkommastellen schreiben, etwa 24.90.")


def _formats(record: dict[str, Any], root: str) -> Iterator[Fault]:
    phones = [("hoster.phone", record["hoster"]["phone"]), ("reseller.phone", record["reseller"]["phone"])]
    phones += [
        (f"emergency_contacts[{index}].phone", one["phone"]) for index, one in enumerate(record.get("emergency_contacts", []))
    ]
    for where, phone in phones:
        if not PHONE.match(phone):
            yield Fault(f"{root}.{where}", "BAD_PHONE", "Bitte die Nummer international schreiben, etwa +49 40 123456.")
    for where in ("hoster", "reseller"):
        if not COUNTRY.match(record[where]["country"]):
            yield Fault(f"{root}.{where}.country", "BAD_COUNTRY", "Bitte das Land mit zwei Buchstaben schreiben, etwa DE.")


def _texts(value: Any, parts: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Iterative, so that no nesting is too deep."""
    waiting: list[tuple[tuple[str | int, ...], Any]] = [(parts, value)]
    while waiting:
        where, found = waiting.pop()
        if isinstance(found, str):
            yield where, found
        elif isinstance(found, dict):
            waiting.extend(((*where, key), inner) for key, inner in found.items())
        elif isinstance(found, list):
            waiting.extend(((*where, index), inner) for index, inner in enumerate(found))


def _named(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, 'ohne Namen')}"
