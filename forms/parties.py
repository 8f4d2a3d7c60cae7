"""The people and companies of a document, as plain values: what the forms are filled with.

Codes are those of the reseller record; the edition's wording says how each one is printed. Every text is printed
literally, composed to Unicode NFC.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """An entry in a public register: `court` as printed ("Amtsgericht Köln"), `number` ("HRB 98741")."""

    court: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hoster:
    """The attorney (Bevollmächtigte). `legal_form` is a code of the edition or free text, printed as it is."""

    name: str
    legal_form: str
    street: str
    postal_code: str
    city: str
    country: str
    phone: str
    email: str
    website: str
    register: Register | None = None
    data_protection_officer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralPartner:
    """The general partner (persönlich haftende Gesellschafterin, § 161 HGB) of a GMBH_CO_KG."""

    name: str
    legal_form: str
    register: Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """The grantor (Vollmachtgeber, § 167 BGB). `legal_form`: one of the record's thirteen codes."""

    customer_no: str
    legal_form: str
    name: str
    street: str
    postal_code: str
    city: str
    country: str
    email: str
    phone: str
    register: Register | None = None
    general_partner: GeneralPartner | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """One of the chosen set. `function`: PRINCIPAL, OWNER, MANAGING_DIRECTOR, BOARD_MEMBER, PARTNER,
    GENERAL_PARTNER or PROKURIST."""

    given_name: str
    surname: str
    function: str
    title: str | None = None
    birth_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person of trust (Notfallkontakt). `level`: NOTIFY_ONLY, MAY_REPORT or MAY_DECIDE."""

    given_name: str
    surname: str
    level: str
    email: str
    phone: str
    relation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """When silence becomes an emergency, § 3: days without answer, attempts, ways tried, days waited after that."""

    unreachable_days: int
    attempts: int
    channels: int
    waiting_days: int
