"""Credentials of natural persons: the good one that a person keeps, and the nine kinds that `sign --as` hands out."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from signing.sandbox.certificates import Holder, RsaHolder, Subject, Validity, personal_certificate, personal_rsa_certificate
from signing.sandbox.errors import NameRefused
from signing.sandbox.installation import Installation
from signing.sandbox.register import Register

_LIFE = timedelta(days=3 * 365)
_PARTICLES = {
    "von",
    "vom",
    "zu",
    "zum",
    "zur",
    "van",
    "der",
    "den",
    "de",
    "del",
    "della",
    "di",
    "da",
    "dos",
    "du",
    "la",
    "le",
    "ten",
    "ter",
    "af",
    "av",
    "bin",
    "al",
}
_TABLES = {"ec": "credentials", "rsa": "rsa_credentials"}
_TITLES = {"dr.", "prof.", "dr", "prof"}


class Kind(Enum):
    """What is wrong with the credential that signs."""

    GOOD = "good"
    REVOKED = "revoked"
    EXPIRED = "expired"
    PSEUDONYM = "pseudonym"
    NO_QSCD = "no-qscd"
    STRANGER = "stranger"
    WRONG_PERSON = "wrong-person"
    CA_NOT_LISTED = "ca-not-listed"
    CA_GRANTED_LATER = "ca-granted-later"


@dataclass(frozen=True, slots=True)
class Person:
    """A natural person as a certificate names her, in NFC."""

    given_name: str
    surname: str

    @staticmethod
    def of(given_name: str, surname: str) -> Person:
        """Raises NameRefused: one of them is empty, longer than 64 characters, or holds control characters."""
        names = [" ".join(unicodedata.normalize("NFC", name).split()) for name in (given_name, surname)]
        if any(not 1 <= len(name) <= 64 or any(unicodedata.category(c)[0] == "C" for c in name) for name in names):
            raise NameRefused
        return Person(*names)

    @staticmethod
    def parse(full_name: str) -> Person:
        """From "Given Surname" or "Surname, Given". The surname is the last word, or begins at the first particle (von, de, …); titles are dropped.

        Raises:
            NameRefused: as `of`.
        """
        if full_name.count(",") == 1:
            surname, _, given = full_name.partition(",")
            return Person.of(given, surname)
        words = [word for word in full_name.split() if word.lower() not in _TITLES]
        particles = [position for position, word in enumerate(words) if position and word in _PARTICLES]
        cut = particles[0] if particles else len(words) - 1
        return Person.of(" ".join(words[: max(cut, 0)]), " ".join(words[max(cut, 0) :]))

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.surname}"


@dataclass(frozen=True, slots=True)
class Credential:
    """A personal key and certificate; `id` is the CSC credentialID."""

    id: str
    person: Person
    holder: Holder | RsaHolder


def personal_credential(
    installation: Installation, register: Register, person: Person, now: datetime, key: Literal["ec", "rsa"] = "ec"
) -> Credential:
    """The person's good credential of this kind of key: found, or issued now and kept. One that has less than a day left is replaced."""
    table = _TABLES[key]
    with register.work() as rows:  # one transaction: two requests at once give one credential
        row = rows.execute(
            f"SELECT * FROM {table} WHERE given_name = ? AND surname = ?",  # noqa: S608 - one of two constants
            (person.given_name, person.surname),
        ).fetchone()
        if row is not None and (kept := _credential(row)).holder.certificate.not_valid_after_utc > now + timedelta(days=1):
            return kept
        holder = issue(installation, Kind.GOOD, person, now) if key == "ec" else _issue_rsa(installation, person, now)
        fingerprint = hashlib.sha256(holder.certificate.public_bytes(serialization.Encoding.DER)).hexdigest()
        id = f"sandbox-{fingerprint[:24]}"
        rows.execute(f"DELETE FROM {table} WHERE given_name = ? AND surname = ?", (person.given_name, person.surname))  # noqa: S608 - as above
        content = (
            id,
            person.given_name,
            person.surname,
            holder.certificate.public_bytes(serialization.Encoding.DER),
            _key_der(holder.key),
        )
        rows.execute(f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?)", content)  # noqa: S608 - as above
    register.record("qualified-ca", holder.certificate, now)
    return Credential(id, person, holder)


def credential_by_id(register: Register, id: str) -> Credential | None:
    with register.work() as rows:
        query = "SELECT * FROM credentials WHERE id = ? UNION ALL SELECT * FROM rsa_credentials WHERE id = ?"
        row = rows.execute(query, (id, id)).fetchone()
    return None if row is None else _credential(row)


def one_off_credential(installation: Installation, register: Register, kind: Kind, person: Person, now: datetime) -> Holder:
    """A fresh credential of this kind, known to its authority's CRL and OCSP responder. Its key is kept nowhere."""
    holder = issue(installation, kind, person, now)
    revoked_at = now - timedelta(hours=1) if kind is Kind.REVOKED else None
    register.record(installation.issuer_of(holder).label, holder.certificate, now, revoked_at)
    return holder


def issue(installation: Installation, kind: Kind, person: Person, now: datetime) -> Holder:
    """A certificate with its key: every kind is right but for the one thing it is named after."""
    issuers = installation.holders
    subject = Subject(person.given_name, person.surname, _serial_number(installation, person))
    yesterday = Validity(now - timedelta(days=1), now + _LIFE)
    match kind:
        case Kind.GOOD | Kind.REVOKED:
            return personal_certificate(subject, issuers["qualified-ca"], yesterday)
        case Kind.EXPIRED:
            return personal_certificate(
                subject, issuers["qualified-ca"], Validity(now - timedelta(days=366), now - timedelta(days=1))
            )
        case Kind.PSEUDONYM:
            named = Subject("", "", subject.serial_number, pseudonym=f"Pseudonym {subject.serial_number[-6:]}:PN")
            return personal_certificate(named, issuers["qualified-ca"], yesterday)
        case Kind.NO_QSCD:
            return personal_certificate(subject, issuers["qualified-ca"], yesterday, on_qscd=False)
        case Kind.STRANGER:
            return personal_certificate(subject, issuers["stranger-root"], yesterday)
        case Kind.WRONG_PERSON:
            other = Person("Erika", "Mustermann") if person.surname != "Mustermann" else Person("Otto", "Normalverbraucher")
            return issue(installation, Kind.GOOD, other, now)
        case Kind.CA_NOT_LISTED:
            return personal_certificate(subject, issuers["unlisted-ca"], yesterday)
        case Kind.CA_GRANTED_LATER:
            before = Validity(installation.granted_later_at - timedelta(days=60), now + _LIFE)
            return personal_certificate(subject, issuers["granted-later-ca"], before)


def _issue_rsa(installation: Installation, person: Person, now: datetime) -> RsaHolder:
    subject = Subject(person.given_name, person.surname, _serial_number(installation, person))
    return personal_rsa_certificate(subject, installation.holders["qualified-ca"], Validity(now - timedelta(days=1), now + _LIFE))


def _serial_number(installation: Installation, person: Person) -> str:
    """The same for the same name in one installation (EN 319 412-1 § 5.1.3, national person number of territory XS)."""
    mark = hmac.new(installation.client.client_secret.encode(), person.full_name.encode(), hashlib.sha256).hexdigest()
    return f"PNOXS-{mark[:10].upper()}"


def _key_der(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _credential(row: object) -> Credential:
    key = serialization.load_der_private_key(row["key"], password=None)  # type: ignore[index]
    certificate = x509.load_der_x509_certificate(row["certificate"])  # type: ignore[index]
    person = Person(row["given_name"], row["surname"])  # type: ignore[index]
    if isinstance(key, rsa.RSAPrivateKey):
        return Credential(row["id"], person, RsaHolder(certificate, key))  # type: ignore[index]
    return Credential(row["id"], person, Holder("person", certificate, key))  # type: ignore[index, arg-type]
