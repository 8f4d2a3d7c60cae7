"""What `verify` says of the record attached to a file: equal to what was issued, equal to what is printed."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from service.confinement import Completed, Outcome

Confined = Callable[[Sequence[bytes], dict[str, Any]], Outcome]

_SENTENCES = {
    (True, True): "Der beigefügte Datensatz (vollmacht.json) ist der ausgestellte und stimmt mit dem Text überein.",
    (True, None): "Der beigefügte Datensatz (vollmacht.json) ist der ausgestellte; mit dem Text ließ er sich nicht vergleichen.",
    (None, True): "Der beigefügte Datensatz (vollmacht.json) stimmt mit dem Text überein.",
}
_NONE = "Der Datei ist kein Datensatz (vollmacht.json) beigefügt."
_UNKNOWN = "Der beigefügte Datensatz (vollmacht.json) ließ sich nicht mit dem Text vergleichen."
_OTHER_TEXT = "Der beigefügte Datensatz (vollmacht.json) sagt anderes als der Text, zuerst auf Seite {page}. Es gilt der Text."
_OTHER_RECORD = "Der beigefügte Datensatz (vollmacht.json) ist nicht der ausgestellte."


def record_check(pdf: bytes, issued: bytes | None, confined: Confined) -> Mapping[str, object]:
    """`{"found", "equals_issued", "equals_text", "differs_on_page", "text"}`; None where nobody can say.

    Args:
        issued: the record stored when the document was issued; None: not issued here.
        confined: runs `confined.check_file` in the limited child.
    """
    outcome = confined([pdf], {})
    found: Mapping[str, Any] = outcome.result if isinstance(outcome, Completed) else {}
    sha256, equals_text, page = found.get("sha256"), found.get("equals_text"), found.get("differs_on_page")
    equals_issued = None if not issued or sha256 is None else hashlib.sha256(issued).hexdigest() == sha256
    return {
        "found": sha256 is not None if isinstance(outcome, Completed) else None,
        "equals_issued": equals_issued,
        "equals_text": equals_text,
        "differs_on_page": page,
        "text": _sentence(sha256, equals_issued=equals_issued, equals_text=equals_text, page=page),
    }


def _sentence(sha256: str | None, *, equals_issued: bool | None, equals_text: bool | None, page: int | None) -> str:
    if sha256 is None:
        return _NONE
    if equals_issued is False:
        return _OTHER_RECORD
    if equals_text is False:
        return _OTHER_TEXT.format(page=page)
    return _SENTENCES.get((equals_issued, equals_text), _UNKNOWN)
