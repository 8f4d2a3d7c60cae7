"""Faults against the published JSON Schema, in our words: path, code, German sentence."""

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from service.domain.errors import Fault

PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
FORMATS = FormatChecker(formats=())
KINDS = {
    "string": "ein Text in Anführungszeichen",
    "integer": "eine ganze Zahl ohne Anführungszeichen",
    "boolean": "true oder false",
    "object": "ein Objekt {…}",
    "array": "eine Liste […]",
}


@FORMATS.checks("email")
def _is_email(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        validate_email(value, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        return "special-use" in str(error)
    return True


@FORMATS.checks("uri", raises=ValueError)
def _is_uri(value: object) -> bool:
    if not isinstance(value, str):
        return True
    parts = urlsplit(value)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in value


@FORMATS.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) and date.fromisoformat(value))


def schema_faults(record: object, root: str = "$") -> Iterator[Fault]:
    """Every fault of one record; `root` is its own path (`$`, `$[3]`)."""
    for error in _validator().iter_errors(record):
        yield from _faults(error, root, record)


def path_of(root: str, parts: Any) -> str:
    """JSON path: `$.end_customers[2].domains[0].name`."""
    return root + "".join(f"[{part}]" if isinstance(part, int) else key_step(str(part)) for part in parts)


def key_step(key: str) -> str:
    """`.name`, or `["odd name"]` for a key that is no plain word."""
    # Half a surrogate pair is no text any terminal or answer could carry.
    shown = key[:80].encode("utf-8", "backslashreplace").decode()
    return f".{key}" if PLAIN_KEY.match(key) else f"[{json.dumps(shown, ensure_ascii=False)}]"


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads((Path(__file__).parent / "reseller-record.schema.json").read_text("utf-8"))
    return Draft202012Validator(schema, format_checker=FORMATS)


def _faults(error: ValidationError, root: str, record: object) -> Iterator[Fault]:
    where = path_of(root, error.absolute_path)
    validator: Any = error.validator
    limit: Any = error.validator_value
    given: Any = error.instance
    if validator == "required":
        for name in limit:
            if name not in given:
                yield Fault(f"{where}.{name}", "MISSING", "Dieses Feld fehlt.")
    elif validator == "additionalProperties":
        schema: Any = error.schema
        for name in sorted(set(given) - set(schema["properties"])):
            yield Fault(where + key_step(name), "UNKNOWN_FIELD", "Dieses Feld gibt es nicht; bitte die Schreibweise prüfen.")
    elif validator is None:
        # `properties: {x: false}`: the field does not belong to this legal form or kind of representation.
        text = "Dieses Feld gehört nicht zu dieser Rechtsform oder Vertretungsart."
        yield Fault(where + _forbidden_key(error, record), "NOT_ALLOWED", text)
    else:
        code, text = _worded(str(validator), limit)
        yield Fault(where, code, text)


def _forbidden_key(error: ValidationError, record: Any) -> str:
    """The library names only the object that holds the forbidden field."""
    for part in error.absolute_path:
        record = record[part]
    if not isinstance(record, dict):
        return ""
    return next((key_step(key) for key, value in record.items() if value is error.instance), "")


def _worded(validator: str, limit: Any) -> tuple[str, str]:
    formats = {
        "email": ("BAD_EMAIL", "Das ist keine gültige E-Mail-Adresse."),
        "date": ("BAD_DATE", "Das ist kein Datum der Form JJJJ-MM-TT."),
        "uri": ("BAD_URI", "Das ist keine Adresse, die mit https:// beginnt."),
    }
    if validator == "format":
        return formats[str(limit)]
    return {
        "type": ("WRONG_TYPE", f"Hier gehört {KINDS.get(str(limit), 'ein anderer Wert')} hin."),
        "enum": ("UNKNOWN_CODE", f"Erlaubt sind: {_listed(limit)}."),
        "const": ("UNKNOWN_CODE", f"Hier ist nur {limit} möglich."),
        "minLength": ("BLANK", "Dieses Feld darf nicht leer sein."),
        "maxLength": ("TOO_LONG", f"Höchstens {limit} Zeichen."),
        "minimum": ("OUT_OF_RANGE", f"Mindestens {limit}."),
        "maximum": ("OUT_OF_RANGE", f"Höchstens {limit}."),
        "minItems": ("TOO_FEW", f"Mindestens {limit} Eintrag nötig."),
        "maxItems": ("TOO_MANY", f"Höchstens {limit} Einträge."),
        "uniqueItems": ("DUPLICATE", "Ein Eintrag steht doppelt."),
        "pattern": ("BAD_FORMAT", "Bitte als Betrag mit zwei Nachkommastellen schreiben, etwa 250.00."),
    }.get(validator, ("NOT_ALLOWED", "Dieser Wert ist hier nicht möglich."))


def _listed(values: object) -> str:
    return ", ".join(str(value) for value in values) if isinstance(values, list) else str(values)
