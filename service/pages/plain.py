"""Sentences that programmes get with codes in them, for people: without."""

import re

from service.pages.words import CASE_STATES, STATES

_LABELS = {state.value: label for state, (label, _) in (*STATES.items(), *CASE_STATES.items())}
_STAND = re.compile(r"hat den Stand ([A-Z_]+)")
_PLACE = re.compile(r" \((?:Feld [\w-]+|[A-Z][A-Z_]+)\)")


def plain(text: str) -> str:
    """`Die Vollmacht … hat den Stand „verworfen“.`; no field names, no codes in brackets."""
    return _PLACE.sub("", _STAND.sub(lambda found: f"hat den Stand „{_LABELS.get(found[1], found[1])}“", text))
