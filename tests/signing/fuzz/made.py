"""Inputs that get past the front door: small files that hold together, with one or two parts made wrong *before* they are digested, signed or laid out.

A changed byte of a finished file ends at its cross-references, its digest or its signature. Here certificates, revocation data and timestamps are signed anew by
the sandbox's own authorities after the change, signed attributes by the signer, objects are counted and signed as they then stand.
"""

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from asn1crypto import algos, core, tsp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from signing.sandbox.revocation import ocsp_answer, ocsp_request
from tests.signing.attacks.certificates import Owner
from tests.signing.attacks.workshop import Workshop
from tests.signing.builders import MADE_AT
from tests.signing.fuzz import objects
from tests.signing.fuzz.asn1 import NUMBER, OCTETS, SEQUENCE, SET, element, elements, opened, signed_anew
from tests.signing.fuzz.layout import KINDS, Kind, Laid, laid
from tests.signing.fuzz.mutators import element_changed, syntax_changed

__all__ = ["Maker"]

_PARTS = {
    "document": 4, "layout": 3, "attributes": 3, "signer": 2, "certificate": 4, "CRL": 3, "OCSP": 3, "responder": 2, "TSTInfo": 2,
    "token attributes": 2, "unit": 2, "second signature": 4, "second layout": 2, "store": 3, "store layout": 2, "stamp": 2, "stamp layout": 2,
}  # fmt: skip
_DIGITS = 9000
_SIGNED_DATA, _DATA, _TST_INFO = (
    core.ObjectIdentifier(oid).dump() for oid in ("1.2.840.113549.1.7.2", "1.2.840.113549.1.7.1", "1.2.840.113549.1.9.16.1.4")
)
_BASIC = core.ObjectIdentifier("1.3.6.1.5.5.7.48.1.1").dump()
_STAMP_TOKEN = core.ObjectIdentifier("1.2.840.113549.1.9.16.2.14").dump()
_SHA256, _ECDSA = (
    algos.DigestAlgorithm({"algorithm": "sha256"}).dump(),
    algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}).dump(),
)
_NOTHING = bytes(32)
_STAMPED: bytes = tsp.TSTInfo(
    {
        "version": "v1",
        "policy": "1.2.3",
        "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": _NOTHING},
        "serial_number": 7,
        "gen_time": MADE_AT,
    }
).dump()
_CONTENT_TYPE, _MESSAGE_DIGEST, _NAMED = (
    core.ObjectIdentifier(oid).dump() for oid in ("1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.16.2.47")
)


def _named(kind: bytes, content: bytes, certificate: bytes) -> list[bytes]:
    """Signed attributes: content type, digest of the content, signing certificate (version 2, SHA-256)."""
    digest, named = hashlib.sha256(content).digest(), hashlib.sha256(certificate).digest()
    return [
        element(SEQUENCE, _CONTENT_TYPE, element(SET, kind)),
        element(SEQUENCE, _MESSAGE_DIGEST, element(SET, element(OCTETS, digest))),
        element(SEQUENCE, _NAMED, element(SET, element(SEQUENCE, element(SEQUENCE, element(SEQUENCE, element(OCTETS, named)))))),
    ]


@dataclass
class Maker:
    """Makes inputs.

    Attributes:
        signed: SHA-256 of the byte ranges that anybody here has signed.
    """

    shop: Workshop
    signed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        authority = self.shop.authority
        self._people = (self.shop.zoe, self.shop.juergen)
        self._unit = self.shop.installed("timestamping-unit")
        self._keys = {label: _key(self.shop.installed(label)) for label in ("qualified-ca", "root", "ocsp-qualified-ca")}
        self._issuers = [self.shop.installed(label).der for label in ("qualified-ca", "root")]
        self._lists = [self.shop.revocation_list(label) for label in ("qualified-ca", "root")]
        issuer = self.shop.installed("qualified-ca").certificate
        at = MADE_AT + timedelta(minutes=10)
        self._answers = [
            ocsp_answer(authority.installation, authority.register, "qualified-ca", ocsp_request(each.certificate, issuer), at)
            for each in self._people
        ]

    def made(self, chance: random.Random) -> bytes:
        """One input; the same for the same chance, but for signature values."""
        wrong = set(chance.choices(list(_PARTS), list(_PARTS.values()), k=chance.choice((1, 1, 1, 2, 2, 3))))
        return _Making(self, chance, wrong).file()

    def note(self, *parts: bytes) -> None:
        self.signed.add(hashlib.sha256(b"".join(parts)).hexdigest())


def _key(owner: Owner) -> ec.EllipticCurvePrivateKey:
    assert isinstance(owner.key, ec.EllipticCurvePrivateKey)
    return owner.key


def _issuer_and_serial(certificate: bytes) -> bytes:
    """Empty where the change left none."""
    try:
        body = elements(opened(elements(opened(certificate))[0]))
        return element(SEQUENCE, body[3], body[1])
    except (ValueError, IndexError):
        return b""


class _Making:
    """One file on its way."""

    def __init__(self, maker: Maker, chance: random.Random, wrong: set[str]) -> None:
        self.maker, self.chance, self.wrong = maker, chance, wrong

    def file(self) -> bytes:
        chance, kind = self.chance, self.chance.choice(KINDS)
        written = laid(None, self._objects("document", objects.document(_DIGITS)), kind, self._layout("layout"))
        written = self._filled(written, lambda parts: self._signature(self.maker._people[0], parts))
        annotations = b"6 0 R 9 0 R"
        if self._wants("second", 0.1):
            written = self._added(written, kind, "second signature", "second layout", objects.second_signature(_DIGITS))
            written = self._filled(written, lambda parts: self._signature(self.maker._people[1], parts))
            annotations += b" 44 0 R"
        if self.wrong & {"CRL", "OCSP", "responder"} or self._wants("store", 0.1):
            written = self._added(written, kind, "store", "store layout", self._store(packed=chance.random() < 0.5))
        if self._wants("stamp", 0.2):
            written = self._added(written, kind, "stamp", "stamp layout", objects.stamp(_DIGITS, annotations))
            written = self._filled(written, self._token)
        return written.pdf

    def _wants(self, part: str, otherwise: float) -> bool:
        return any(each.startswith(part) for each in self.wrong) or self.chance.random() < otherwise

    def _added(self, before: Laid, kind: Kind, part: str, layout: str, added: dict[int, bytes]) -> Laid:
        return laid(before, self._objects(part, added), kind, self._layout(layout))

    # -- PDF --

    def _objects(self, part: str, right: dict[int, bytes]) -> dict[int, bytes]:
        if part not in self.wrong:
            return right
        changed = dict(right)
        for _ in range(self.chance.choice((1, 1, 2))):
            number = self.chance.choice(list(changed))
            changed[number] = syntax_changed(changed[number], self.chance, objects.ENTRIES, list(right.values()))
        return changed

    def _layout(self, part: str) -> Callable[[str, bytes], bytes]:
        if part not in self.wrong:
            return lambda _, content: content
        times = self.chance.randrange(1, 4)
        return lambda _, content: (
            syntax_changed(content, self.chance, objects.ENTRIES) if self.chance.random() < times / 6 else content
        )

    def _filled(self, written: Laid, make: Callable[[tuple[bytes, bytes]], bytes]) -> Laid:
        """The last signature's range and contents; nothing if the change took its place away."""
        pdf = written.pdf
        start = pdf.rfind(b"/Contents <000") + len(b"/Contents ")
        end = pdf.find(b">", start) + 1
        numbers = pdf.rfind(b"[0 ********** ********** **********]", 0, start)
        if numbers < 0 or end - start < _DIGITS:
            return written
        ranges = b"[0 %10d %10d %10d]" % (start, end, len(pdf) - end)
        pdf = pdf[:numbers] + ranges + pdf[numbers + len(ranges) :]
        parts = pdf[:start], pdf[end:]
        self.maker.note(*parts)
        digits = make(parts).hex().encode()
        if len(digits) > end - start - 2:
            return Laid(pdf, written.size, written.start)
        return Laid(parts[0] + b"<" + digits.ljust(end - start - 2, b"0") + b">" + parts[1], written.size, written.start)

    # -- DER --

    def _der(self, part: str, content: bytes) -> bytes:
        """The element, changed if this is one of the wrong parts."""
        if part not in self.wrong:
            return content
        for _ in range(self.chance.choice((1, 1, 1, 2))):
            content = element_changed(content, self.chance)
        return content

    def _signature(self, owner: Owner, parts: tuple[bytes, bytes]) -> bytes:
        certificate = self._certificate("certificate", owner)
        attributes = _named(_DATA, b"".join(parts), certificate)
        return self._cms(
            certificate, _key(owner), self._attributes("attributes", attributes), element(SEQUENCE, _DATA), "signer", stamped=True
        )

    def _certificate(self, part: str, owner: Owner) -> bytes:
        if part not in self.wrong:
            return owner.der
        return signed_anew(owner.der, self.maker._keys["qualified-ca"], lambda body: self._der(part, body))

    def _attributes(self, part: str, right: list[bytes]) -> bytes:
        """The content of the set."""
        encoded = self._der(part, element(SET, *right))
        try:
            return opened(encoded)
        except ValueError:
            return encoded[2:]

    def _cms(
        self, certificate: bytes, key: ec.EllipticCurvePrivateKey, attributes: bytes, content: bytes, part: str, *, stamped: bool
    ) -> bytes:
        value = key.sign(element(SET, attributes), ec.ECDSA(hashes.SHA256()))
        issuer = _issuer_and_serial(certificate)
        unsigned = b""
        if stamped:
            unsigned = element(0xA1, element(SEQUENCE, _STAMP_TOKEN, element(SET, self._token((value, b"")))))
        signer = element(
            SEQUENCE, element(NUMBER, b"\1"), issuer, _SHA256, element(0xA0, attributes), _ECDSA, element(OCTETS, value), unsigned
        )
        signed_data = element(
            SEQUENCE,
            element(NUMBER, b"\1" if stamped else b"\3"),
            element(SET, _SHA256),
            content,
            element(0xA0, certificate, *(self.maker._issuers if stamped else ())),
            element(SET, self._der(part, signer)),
        )
        return element(SEQUENCE, _SIGNED_DATA, element(0xA0, signed_data))

    def _token(self, parts: tuple[bytes, bytes]) -> bytes:
        """A timestamp token over what the parts are together."""
        unit = self.maker._unit
        certificate = self._certificate("unit", unit)
        content = self._der("TSTInfo", _STAMPED.replace(_NOTHING, hashlib.sha256(b"".join(parts)).digest()))
        attributes = _named(_TST_INFO, content, certificate)
        inside = element(SEQUENCE, _TST_INFO, element(0xA0, element(OCTETS, content)))
        return self._cms(
            certificate, _key(unit), self._attributes("token attributes", attributes), inside, "token", stamped=False
        )

    def _store(self, *, packed: bool) -> dict[int, bytes]:
        maker = self.maker
        lists = [
            signed_anew(der, maker._keys[label], lambda body: self._der("CRL", body))
            for der, label in zip(maker._lists, ("qualified-ca", "root"), strict=True)
        ]
        return objects.store(maker._issuers, lists, [self._answer(der) for der in maker._answers], packed=packed)

    def _answer(self, answer: bytes) -> bytes:
        """An OCSP response whose body, or whose responder's certificate, is changed and signed anew."""
        if not self.wrong & {"OCSP", "responder"}:
            return answer
        inside = elements(opened(opened(elements(opened(answer))[1])))[1]
        body, algorithm, value, *more = elements(opened(opened(inside)))
        if "responder" in self.wrong and more:
            own = opened(opened(more[0]))
            changed = signed_anew(own, self.maker._keys["qualified-ca"], lambda part: self._der("responder", part))
            more = [element(0xA0, element(SEQUENCE, changed))]
        anew = signed_anew(
            element(SEQUENCE, body, algorithm, value, *more),
            self.maker._keys["ocsp-qualified-ca"],
            lambda part: self._der("OCSP", part),
        )
        return element(SEQUENCE, element(0x0A, b"\0"), element(0xA0, element(SEQUENCE, _BASIC, element(OCTETS, anew))))
