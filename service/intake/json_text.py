"""Bytes → plain JSON values, strictly: UTF-8, no duplicate keys, no NaN, bounded size and depth; 30.0 is 30."""

import json
from typing import Any

from service.domain.errors import Fault, InputRefused

MAXIMUM_BYTES = 20 * 1024 * 1024
MAXIMUM_DEPTH = 32


def load_json(content: bytes) -> Any:
    """Raises InputRefused with one fault at `$`."""
    if len(content) > MAXIMUM_BYTES:
        raise _refused("TOO_LARGE", "Die Datei ist größer als 20 MiB. Bitte in mehrere Dateien aufteilen.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused("NOT_UTF8", f"Die Datei ist nicht UTF-8-kodiert (Byte {error.start}).") from None
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_number)
    except json.JSONDecodeError as error:
        raise _refused("MALFORMED_JSON", f"Das ist kein gültiges JSON: Zeile {error.lineno}, Spalte {error.colno}.") from None
    except RecursionError:
        raise _refused("MALFORMED_JSON", "Das JSON ist zu tief verschachtelt.") from None
    except ValueError:
        raise _refused("MALFORMED_JSON", "Das JSON enthält eine Zahl, die keine ist.") from None
    _refuse_too_deep(value)
    return value


def _refuse_too_deep(value: Any) -> None:
    """What reads the value afterwards may recurse."""
    level = [value]
    for _ in range(MAXIMUM_DEPTH):
        level = [
            inner for one in level if isinstance(one, dict | list) for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return
    raise _refused("MALFORMED_JSON", f"Das JSON ist tiefer als {MAXIMUM_DEPTH} Ebenen verschachtelt.")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _refused("DUPLICATE_KEY", f"Das Feld „{key[:60]}“ steht zweimal im selben Objekt.")
        found[key] = value
    return found


def _number(text: str) -> int | float:
    """30.0 is the whole number 30 (JSON Schema 2020-12, Core § 4.2.3), and goes on as one: it stands on a document and is counted in days."""
    value = float(text)
    return int(value) if value.is_integer() else value


def _no_constant(text: str) -> Any:
    raise _refused("MALFORMED_JSON", f"„{text}“ ist in JSON nicht erlaubt.")


def _refused(code: str, text: str) -> InputRefused:
    return InputRefused([Fault("$", code, text)])
