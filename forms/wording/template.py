"""Fill a text of an edition with a document's values, once and literally.

A template knows two things only: ``{field}`` and ``**bold**``. Both are read before any value goes in, so a value that
looks like either is printed as it stands.
"""

import re
from collections.abc import Collection, Mapping

from forms.blocks import Run
from forms.glyphs import composed

_FIELD = re.compile(r"\{([a-z0-9_]+)\}")
_BRACE = re.compile(r"[{}]")
_GAP_AFTER = re.compile(
    r"(?<=§) (?=[0-9])|(?<=\b(?:Art|Abs|Alt|lit)\.) (?=[0-9a-z])|(?<=\bNr\.) (?=[0-9])|(?<=\bSatz) (?=[0-9])"
    r"|(?<=\bBuchstabe) (?=[a-z]\b)|(?<=\bKlausel) (?=[0-9])|(?<=\bTeil) (?=[A-D]\b)"
)
_GAP_BEFORE = re.compile(
    r"(?<=[0-9]) (?=(?:Abs|Alt|Nr|lit)\.|Satz\b|(?:BGB|HGB|ZPO|DSGVO|InsO|GmbHG|AktG|TDDDG|StGB|UWG|PAuswG|AO|RDG)\b)"
)


def unbroken(template: str) -> str:
    """The template with no-break spaces inside references to statutes, so that no line ends in "§"."""
    return _GAP_BEFORE.sub("\u00a0", _GAP_AFTER.sub("\u00a0", template))


def fields_of(template: str) -> frozenset[str]:
    """The fields a template needs.

    Raises:
        ValueError: a brace that belongs to no field, or bold that never ends.
    """
    rest = _FIELD.sub("", template)
    if _BRACE.search(rest):
        raise ValueError(f"stray brace in {template!r}")
    if template.count("**") % 2:
        raise ValueError(f"bold without end in {template!r}")
    return frozenset(_FIELD.findall(template))


def filled(template: str, fields: Mapping[str, str]) -> str:
    """The template as plain text, composed to NFC."""
    return "".join(run.text for run in runs(template, fields))


def runs(template: str, fields: Mapping[str, str]) -> tuple[Run, ...]:
    """The template as runs, values literal, composed to NFC."""
    found = []
    for position, piece in enumerate(template.split("**")):
        text = _FIELD.sub(lambda match: fields[match.group(1)], piece)
        if text:
            found.append(Run(composed(text), bold=bool(position % 2)))
    return tuple(found)


def holds(conditions: Collection[str], traits: Collection[str]) -> bool:
    """Whether all conditions hold: "x", "!x", or "x|y" (one of them)."""
    return all(_holds(condition, traits) for condition in conditions)


def _holds(condition: str, traits: Collection[str]) -> bool:
    if condition.startswith("!"):
        return condition[1:] not in traits
    return any(trait in traits for trait in condition.split("|"))


def traits_of(conditions: Collection[str]) -> frozenset[str]:
    """The traits a condition asks about."""
    return frozenset(trait for condition in conditions for trait in condition.removeprefix("!").split("|"))
