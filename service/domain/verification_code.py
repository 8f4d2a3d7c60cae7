"""Prüfcode: with it an end customer sees for himself that the hoster acts for his contract partner, and whether that still stands.

It stands on the first letter to him and nowhere else: kept are hashes of the code together with each of his own domains, so that neither
of the two opens anything alone, not even in a stolen database.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from service.domain.ids import EmergencyCaseId, PowerOfAttorneyId, ResellerId, VerificationCodeId
from service.domain.parties import EndCustomer

# No vowels, so that no words arise; nothing that looks like something else.
SYMBOLS = "36789BDFGHJKMPQRTVWXY"
LENGTH = 12
VALID_FOR = timedelta(days=30)
# Whoever comes later with the right pair is told that it ended, not that it never was.
REMEMBERED_FOR = timedelta(days=180)
# Logs are kept for three years (§ 195 BGB: as long as anybody may still claim something).
LOOKS_KEPT_FOR = timedelta(days=3 * 366)
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015.]+")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://")


@dataclass(frozen=True, slots=True)
class VerificationCode:
    """One per end customer and case; a newer letter replaces it.

    Attributes:
        end_customer: his `ref` at that reseller.
        digests: of the code with each of his domains, SHA-256 in hex.
        valid_until: the first instant at which it opens nothing more.
    """

    id: VerificationCodeId
    reseller: ResellerId
    end_customer: str
    case: EmergencyCaseId
    power_of_attorney: PowerOfAttorneyId
    digests: tuple[str, ...]
    created_at: datetime
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class VerificationLook:
    """Somebody looked with the right pair. `viewer`: as he named himself; the grantor sees it."""

    id: UUID
    code: VerificationCodeId
    reseller: ResellerId
    power_of_attorney: PowerOfAttorneyId
    end_customer: str
    viewer: str
    at: datetime


def new_code(token: str) -> str:
    """`V-7KQ4-M2XB-9DTW` in our symbols, from a random token of at least 256 bits."""
    number = int.from_bytes(hashlib.sha256(token.encode()).digest())
    symbols = ""
    for _ in range(LENGTH):
        number, position = divmod(number, len(SYMBOLS))
        symbols += SYMBOLS[position]
    return f"V-{symbols[:4]}-{symbols[4:8]}-{symbols[8:]}"


def typed_code(text: str) -> str:
    """What somebody types off a letter, in one form: any case, with or without hyphens, spaces and the leading V."""
    symbols = _SEPARATORS.sub("", text).upper()
    return symbols[1:] if len(symbols) == LENGTH + 1 and symbols.startswith("V") else symbols


def typed_domain(text: str) -> str:
    """`müller.de` out of `https://www.Müller.de/kontakt` or `info@müller.de`, in ASCII (IDNA); as it is, if it is none."""
    host = _SCHEME.sub("", text.strip().casefold()).split("/", 1)[0].rsplit("@", 1)[-1].split(":", 1)[0].strip(".")
    host = host.removeprefix("www.")
    try:
        return host.encode("idna").decode("ascii") if host else ""
    except UnicodeError:
        return host


def digest_of(code: str, domain: str) -> str:
    """Of both together, in whatever form they were typed."""
    return hashlib.sha256(f"{typed_code(code)} {typed_domain(domain)}".encode()).hexdigest()


def digests_for(code: str, customer: EndCustomer) -> tuple[str, ...]:
    """Empty: he has no domain that could be the second fact."""
    return tuple(dict.fromkeys(digest_of(code, domain.name) for domain in customer.domains))
