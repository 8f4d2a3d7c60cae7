"""What is different from the version before: as a list for people, and as marks in the text."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from service.domain.parties import ContactLevel, Scope
from service.pages.rendering import trusted_html
from service.pages.words import LEVELS, SCOPES

_BLOCK = re.compile(r"<(p|td|h4)\b([^>]*)>(.*?)</\1>", re.DOTALL)
_NUMBERING = re.compile(r'<span class="number">.*?</span>')
# What every version has of its own.
_ALWAYS_NEW = re.compile(r"VM-\d{4}-\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}")
TERMS = {
    "term_years": ("Laufzeit", "{} Jahre"),
    "cost_cap_eur_per_month": ("Kostengrenze im Monat", "{} €"),
    "cooling_off_days": ("Karenzzeit", "{} Tage"),
}
TRIGGER = {
    "unreachable_days": ("Nicht erreichbar nach", "{} Tagen"),
    "waiting_days": ("Wartezeit", "{} Tage"),
    "attempts": ("Versuche, Sie zu erreichen", "{}"),
    "channels": ("Wege, auf denen wir es versuchen", "{}"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """Attributes:
    before, now: in words; empty: there was, or is, nothing.
    """

    what: str
    before: str
    now: str


def changes_between(before: bytes, now: bytes) -> tuple[Change, ...]:
    """Args:
    before, now: records as attached to the documents (JSON).
    """
    old, new = json.loads(before), json.loads(now)
    found = [_value(label, pattern, old.get(key), new.get(key)) for key, (label, pattern) in TERMS.items()]
    old_trigger, new_trigger = old.get("trigger", {}), new.get("trigger", {})
    found += [_value(label, pattern, old_trigger.get(key), new_trigger.get(key)) for key, (label, pattern) in TRIGGER.items()]
    found += _lists("Befugnis", _scopes(old), _scopes(new))
    found += _lists("Unterschrift", _people(old.get("signers", [])), _people(new.get("signers", [])))
    found += _lists("Notfallkontakt", _contacts(old), _contacts(new))
    found.append(_value("Befreiung von § 181 BGB", "{}", _yes(old), _yes(new)))
    found.append(_value("Name", "{}", old.get("grantor", {}).get("name"), new.get("grantor", {}).get("name")))
    found.append(_value("Anschrift", "{}", _address(old), _address(new)))
    found.append(_value("Fassung des Textes", "{}", _edition(old), _edition(new)))
    return tuple(change for change in found if change is not None)


def marked_text(now: str, before: str) -> Markup:
    """The text, with every paragraph and cell marked that the version before did not have.

    Args:
        now, before: the documents' own reading views: escaped text, made by us.
    """
    known = {_key(block[3]) for block in _BLOCK.finditer(before)}

    def mark(block: re.Match[str]) -> str:
        tag, attributes, inner = block[1], block[2], block[3]
        return block[0] if _key(inner) in known else f"<{tag}{attributes}><mark>{inner}</mark></{tag}>"

    return trusted_html(_BLOCK.sub(mark, now))


def _key(inner: str) -> str:
    return _ALWAYS_NEW.sub("", _NUMBERING.sub("", inner)).strip()


def _value(label: str, pattern: str, old: object, new: object) -> Change | None:
    if old == new:
        return None
    before, now = (
        "" if one is None else pattern.format(str(one).replace(".", ",") if "€" in pattern else one) for one in (old, new)
    )
    return Change(label, before, now)


def _lists(label: str, old: Sequence[str], new: Sequence[str]) -> list[Change | None]:
    gone = [Change(label, one, "") for one in old if one not in new]
    return [*gone, *(Change(label, "", one) for one in new if one not in old)]


def _scopes(record: Mapping[str, Any]) -> list[str]:
    known = {scope.value: SCOPES[scope][0] for scope in Scope}
    return [known.get(code, code) for code in record.get("scopes", [])]


def _people(people: Sequence[Mapping[str, Any]]) -> list[str]:
    return [" ".join(str(part) for part in (one.get("title"), one["given_name"], one["surname"]) if part) for one in people]


def _contacts(record: Mapping[str, Any]) -> list[str]:
    known = {level.value: LEVELS[level] for level in ContactLevel}
    contacts = record.get("emergency_contacts", [])
    names = _people(contacts)
    return [f"{name} ({known.get(one['level'], one['level'])})" for name, one in zip(names, contacts, strict=True)]


def _yes(record: Mapping[str, Any]) -> str:
    return "ja" if record.get("self_dealing_option") else "nein"


def _address(record: Mapping[str, Any]) -> str:
    grantor = record.get("grantor", {})
    return " ".join(str(grantor.get(key, "")) for key in ("street", "postal_code", "city")).strip()


def _edition(record: Mapping[str, Any]) -> str:
    return str(record.get("edition", {}).get("name", ""))
