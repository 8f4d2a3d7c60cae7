"""Is the person in the certificate the person who was to sign?

Registers, identity cards and trust services write the same name differently. What is the same name by rule is a match; what could be is a near miss and
goes to two people; everything else is a mismatch. Rules, first that applies:

| certificate, record | answer | because |
|---|---|---|
| Jürgen Groß, Juergen Gross | match | ä ö ü ß and ae oe ue ss are the same letters |
| Zoë Łukaszewicz, Zoe Lukaszewicz | match | other diacritics are dropped by many issuers |
| Groß-Weiß, Groß Weiß | match | hyphen, apostrophe, full stop and case carry no meaning |
| Dr. Eva Stein, Eva Stein | match | a title is no name (§ 5 PAuswG keeps it apart) |
| Maximilian Jürgen, Jürgen Maximilian | match | order of given names; also surname and given name in each other's fields |
| Schulz born Klein: Klein, or Schulz-Klein | match | birth name in the record |
| Jürgen Maximilian Groß, Jürgen Groß | near miss | one has given names the other lacks, at least one is shared |
| Groß, Groß-Weiß | near miss | part of a double name |
| Muller, Müller | near miss | umlaut dropped: another name, or a sloppy issuer |
| Meier, Meyer | near miss | one letter in a surname or given name of at least four |
| Meier with a Cyrillic е, a zero-width space, a nul | mismatch | it looks right to two people, too |
| anything else, a name in other scripts, no name | mismatch | |
"""

import re
import unicodedata
from enum import StrEnum

__all__ = ["NameMatch", "compare_names"]

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe"})
_STROKES = str.maketrans({"ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"})
_TITLE = re.compile(
    r"^(?:(?:prof|professor|professorin|dr|dott|ing|dipl|mag|med|dent|vet|jur|iur|phil|rer|nat|pol|oec|theol|habil|h\.? ?c|mult|univ|priv|doz|mba|ll\.?m|m\.?sc|b\.?sc)"
    r"(?:\.[ -]*|-|\s+))+",
    re.IGNORECASE,
)
_APOSTROPHES = re.compile("['’‘`´ʼ′]")
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—.,·/]+")
_SHORTEST_FOR_ONE_LETTER = 4


class NameMatch(StrEnum):
    MATCH = "MATCH"
    NEAR_MISS = "NEAR_MISS"
    MISMATCH = "MISMATCH"


def compare_names(
    given_name: str, surname: str, *, expected_given_name: str, expected_surname: str, birth_name: str | None = None
) -> NameMatch:
    """Compare the names in a certificate with those in the record (the table above).

    Args:
        given_name, surname: of the certificate; a common name alone is passed as given_name with an empty surname.
        birth_name: of the record; None if none is known.
    """
    if _hides_something(given_name + surname):
        return NameMatch.MISMATCH
    found_given, found_surname = _words(given_name), _words(surname)
    given, family = _words(expected_given_name), _words(expected_surname)
    if not given or not family or not (found_given or found_surname):
        return NameMatch.MISMATCH
    families = _families(family, _words(birth_name or ""))
    if any(_same(found_given, found_surname, given, wanted) for wanted in families):
        return NameMatch.MATCH
    if any(_near(found_given, found_surname, given, wanted) for wanted in families):
        return NameMatch.NEAR_MISS
    return NameMatch.MISMATCH


def _hides_something(name: str) -> bool:
    """Control and format characters, and code points that are no characters, are seen by nobody."""
    return any(unicodedata.category(letter).startswith("C") for letter in name)


def _words(name: str) -> tuple[str, ...]:
    """The name's words in one spelling."""
    text = _TITLE.sub("", unicodedata.normalize("NFKC", name).strip())
    text = _APOSTROPHES.sub("", unicodedata.normalize("NFC", text).casefold().translate(_GERMAN))
    text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)).translate(
        _STROKES
    )
    return tuple(word for word in _SEPARATORS.split(text) if word)


def _families(family: tuple[str, ...], birth: tuple[str, ...]) -> list[tuple[str, ...]]:
    if not birth:
        return [family]
    return [family, birth, family + birth, birth + family]


def _same(found_given: tuple[str, ...], found_surname: tuple[str, ...], given: tuple[str, ...], family: tuple[str, ...]) -> bool:
    if found_surname and found_surname in {family, given}:
        other = given if found_surname == family else family
        if sorted(found_given) == sorted(other):
            return True
    if "".join(found_surname) == "".join(family) and "".join(found_given) == "".join(given):
        return True
    return sorted(found_given + found_surname) == sorted(given + family)


def _near(found_given: tuple[str, ...], found_surname: tuple[str, ...], given: tuple[str, ...], family: tuple[str, ...]) -> bool:
    if not found_surname:
        shared = set(found_given)
        return _share(shared, set(given)) and _share(shared, set(family))
    straight = _share(set(found_given), set(given)) and _share(set(found_surname), set(family))
    crossed = _share(set(found_given), set(family)) and _share(set(found_surname), set(given))
    return straight or crossed


def _share(found: set[str], wanted: set[str]) -> bool:
    return any(_alike(one, other) for one in found for other in wanted)


def _alike(one: str, other: str) -> bool:
    """Equal, equal but for dropped umlauts, or one letter of the same script apart."""
    if _scripts(one) != _scripts(other):
        return False
    if one == other or _without_umlauts(one) == _without_umlauts(other):
        return True
    return min(len(one), len(other)) >= _SHORTEST_FOR_ONE_LETTER and _one_edit(one, other)


def _scripts(word: str) -> set[str]:
    """LATIN, CYRILLIC, …: the first word of each letter's Unicode name."""
    return {unicodedata.name(letter, "?").split()[0] for letter in word if letter.isalpha()}


def _without_umlauts(word: str) -> str:
    return word.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _one_edit(one: str, other: str) -> bool:
    """One letter changed, added, left out, or two neighbours swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest_one, rest_other = one[start:], other[start:]
    if len(rest_one) == len(rest_other):
        swapped = len(rest_one) > 1 and rest_one[1] + rest_one[0] == rest_other[:2] and rest_one[2:] == rest_other[2:]
        return rest_one[1:] == rest_other[1:] or swapped
    longer, shorter = (rest_one, rest_other) if len(rest_one) > len(rest_other) else (rest_other, rest_one)
    return longer[1:] == shorter
