"""How values are said: names, addresses, days, instants and money, in the words of an edition."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from forms.parties import Principal, Register, Signer
from forms.wording.edition import Edition

NATURAL_FORMS = frozenset({"NATURAL_PERSON", "FREELANCER", "SOLE_TRADER", "EK"})
# Who trades under a "Firma" (§ 17 HGB); the others have a name.
FIRM_FORMS = frozenset({"EK", "GMBH", "UG", "AG", "GMBH_CO_KG", "OHG", "KG"})
BERLIN = ZoneInfo("Europe/Berlin")
# The first edition has no formats of its own.
_FIRST_FORMATS = {"day": "%d.%m.%Y", "money": "{amount} €", "thousands": ".", "decimal": ","}


def principal_name(principal: Principal, signers: Sequence[Signer]) -> str:
    """How the grantor is called in a sentence: a natural person by his own name, a firm or company by its name."""
    if principal.legal_form in NATURAL_FORMS - {"EK"} and signers:
        return full_name(signers[0])
    return principal.name


def full_name(person: Signer) -> str:
    """Title, given name and surname, as § 126a BGB wants the declarant named."""
    return " ".join(part for part in (person.title, person.given_name, person.surname) if part)


def function_of(signer: Signer, principal: Principal, edition: Edition) -> str:
    """The signer's function in words, for the legal form where the edition distinguishes it."""
    codes = edition.codes["function"]
    template = codes.get(f"{principal.legal_form}.{signer.function}", codes[signer.function])
    partner = principal.general_partner
    return template.replace("{general_partner_name}", partner.name if partner else "")


def address(street: str, postal_code: str, city: str, country: str, edition: Edition) -> str:
    """One line; a country the edition has no name for is printed as its code."""
    return f"{street}, {postal_code} {city}, {edition.codes['country'].get(country, country)}"


def register_entry(register: Register | None, edition: Edition) -> str | None:
    """ "HRB 98741, Amtsgericht Köln"."""
    if register is None:
        return None
    return edition.labels["register"].replace("{number}", register.number).replace("{court}", register.court)


def euros(amount: str, edition: Edition) -> str:
    """ "2000.00" as "2.000,00 €", the sign after a no-break space."""
    formats = edition.codes.get("format", _FIRST_FORMATS)
    whole, _, cents = amount.removeprefix("-").partition(".")
    grouped = f"{int(whole):,}".replace(",", formats["thousands"])
    said = formats["money"].replace("{amount}", f"{grouped}{formats['decimal']}{cents}").replace(" ", "\u00a0")
    return f"−{said}" if amount.startswith("-") else said


def unbroken_number(phone: str) -> str:
    """A telephone number that no line break tears apart."""
    return phone.replace(" ", "\u00a0")


def day(on: date, edition: Edition) -> str:
    """ "23.11.2026"."""
    return on.strftime(edition.codes.get("format", _FIRST_FORMATS)["day"])


def instant(at: datetime, edition: Edition) -> str:
    """Time of day in Berlin; `at` is aware."""
    return at.astimezone(BERLIN).strftime(edition.codes["format"]["instant"])


def enumerated(names: Sequence[str], conjunction: str) -> str:
    """Names as in a sentence: "A", "A und B", "A, B und C"."""
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} {conjunction} {names[-1]}"


def in_words(number: int, edition: Edition) -> str:
    """Small numbers as words, where the edition has them."""
    return edition.codes["number"].get(str(number), str(number))
