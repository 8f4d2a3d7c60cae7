"""When two spellings are one person's name."""

import unicodedata


def same_person(name: str) -> str:
    """Key under which two spellings of one name meet: case, accents, hyphens and apostrophes do not count."""
    folded = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss"))
    return "".join(character for character in folded if character.isalnum())
