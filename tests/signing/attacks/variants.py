"""What honest people and their tools do with signed files: treated as the rules say, which mostly means accepted."""

import io
from collections.abc import Callable
from datetime import timedelta

import pikepdf
from asn1crypto import algos, cms, core, parser
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from pyhanko.pdf_utils import generic
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter

from signing.sandbox import bad_credentials as maker
from tests.signing.attacks import attributes, authorities, evidence, forms, times
from tests.signing.attacks.case import Case, expected
from tests.signing.attacks.parts import Key, attribute, person_name, plain_ecdsa, pss
from tests.signing.attacks.signatures import Recipe
from tests.signing.attacks.workshop import Change, Workshop
from tests.signing.builders import MADE_AT
from tests.signing.validation import attacks as tools

NAME = generic.pdf_name
VALID = expected(0)
CHANGED = expected(1, "CONTENT_CHANGED")


def _with_key(
    make: Callable[[], Key], digest: str = "sha256", algorithm: algos.SignedDigestAlgorithm | None = None
) -> Callable[[Workshop], bytes]:
    return lambda shop: shop.signed(shop.alone, Recipe(shop.person(key=make()), digest=digest, algorithm=algorithm))


def _rsa(bits: int = 3072) -> Callable[[], Key]:
    return lambda: rsa.generate_private_key(65537, bits)


def _curve(curve: type[ec.EllipticCurve]) -> Callable[[], Key]:
    return lambda: ec.generate_private_key(curve())


def second_signature(shop: Workshop) -> bytes:
    return shop.signed(shop.document.first, Recipe(shop.juergen), "signer-2")


def signature_in_a_new_field(shop: Workshop) -> bytes:
    """As foreign files do it: the second signer's tool makes its own field."""
    return shop.signed(shop.alone_finished, Recipe(shop.juergen), "Signature2")


def store_added(shop: Workshop) -> bytes:
    """B-LT: only a security store follows the signature."""
    writer = maker._Writer(io.BytesIO(shop.alone_signed), strict=False)
    shop._store(writer, [shop.zoe, shop.installed("timestamping-unit")], MADE_AT + timedelta(minutes=2), None)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def document_timestamp_without_store(shop: Workshop) -> bytes:
    return shop.document_timestamp(shop.alone_signed, "document-timestamp-1")


def renewed(shop: Workshop) -> bytes:
    """A second document timestamp over store and first one."""
    return shop.sealed(shop.alone_finished, [shop.zoe], at=MADE_AT + timedelta(minutes=30))


def renewed_twice(shop: Workshop) -> bytes:
    return shop.sealed(renewed(shop), [shop.zoe], at=MADE_AT + timedelta(minutes=50))


def linearised(shop: Workshop) -> bytes:
    """The signer's tool writes the file anew before it signs: for a file of ours no longer what was issued."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(shop.alone)) as opened:
        opened.save(output, linearize=True)
    return shop.signed(output.getvalue(), Recipe(shop.zoe))


def with_classical_table(shop: Workshop) -> bytes:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(shop.alone)) as opened:
        opened.save(output, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return shop.signed(output.getvalue(), Recipe(shop.zoe))


def in_object_streams(shop: Workshop) -> bytes:
    """The signer's tool packs what it adds into an object stream."""

    def pack(writer: maker._Writer) -> None:
        stream = writer.prepare_object_stream()
        properties = generic.DictionaryObject({NAME("/App"): generic.DictionaryObject({NAME("/Name"): NAME("/Signer")})})
        writer.add_object(properties, obj_stream=stream)

    return shop.signed(shop.alone, Recipe(shop.zoe), change=pack)


def dates_and_producer(shop: Workshop) -> bytes:
    return shop.signed(shop.alone, Recipe(shop.zoe), change=tools.change_dates)


def stamp_in_the_field(shop: Workshop) -> bytes:
    """A visible appearance in the field that was there for it."""
    return shop.signed(shop.alone, Recipe(shop.zoe), change=_appearance)


def _appearance(writer: maker._Writer) -> None:
    field = writer.root["/AcroForm"]["/Fields"][0]
    form = generic.StreamObject(
        {
            NAME("/Type"): NAME("/XObject"),
            NAME("/Subtype"): NAME("/Form"),
            NAME("/BBox"): generic.ArrayObject(generic.NumberObject(side) for side in (0, 0, 200, 60)),
        },
        stream_data=b"0.9 g 0 0 200 60 re f",
    )
    field[NAME("/AP")] = generic.DictionaryObject({NAME("/N"): writer.add_object(form)})
    tools._touch(writer, field)


def stamp_beside_the_field(shop: Workshop) -> bytes:
    """Some tools add a picture of their own to the page: that is a change of the page."""
    return shop.signed(shop.alone, Recipe(shop.zoe), change=tools.add_annotation)


def signing_time_attribute(shop: Workshop) -> bytes:
    time = attribute("signing_time", cms.Time({"utc_time": MADE_AT}))
    return shop.signed(shop.alone, Recipe(shop.zoe, attributes=lambda given: [*given, time]))


def algorithm_protection(shop: Workshop) -> bytes:
    protection = cms.CMSAlgorithmProtection(
        {
            "digest_algorithm": {"algorithm": "sha256"},
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        }
    )
    more = attribute("cms_algorithm_protection", protection)
    return shop.signed(shop.alone, Recipe(shop.zoe, attributes=lambda given: [*given, more]))


def old_sub_filter(shop: Workshop) -> bytes:
    """adbe.pkcs7.detached, without the attribute that only CAdES wants."""
    return shop.signed(
        shop.alone, Recipe(shop.zoe, attributes=lambda given: given[:2]), sub_filter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    )


def several_timestamps(shop: Workshop) -> bytes:
    return shop.signed(
        shop.alone, Recipe(shop.zoe, stamp=lambda value: [shop.token(value), shop.token(value, MADE_AT + timedelta(minutes=1))])
    )


def content_timestamp(shop: Workshop) -> bytes:
    def make(digest: bytes) -> bytes:
        imprint = shop.token_of_digest(digest, MADE_AT - timedelta(minutes=1))
        recipe = Recipe(shop.zoe, attributes=lambda given: [*given, attribute("1.2.840.113549.1.9.16.2.20", imprint)])
        return shop.cms_over(digest, recipe)

    return shop.embedded(shop.alone, make)


def unrelated_certificate_embedded(shop: Workshop) -> bytes:
    """A certificate of the tool's maker, whose issuer is nowhere in the file: used for nothing."""
    constraints = [(x509.BasicConstraints(ca=True, path_length=None), True)]
    from_, until = MADE_AT - timedelta(days=9), MADE_AT + timedelta(days=9)
    root = shop.certified(person_name("Root", "CA"), None, None, constraints, ("key_cert_sign",), from_, until)
    tool = shop.certified(person_name("Tool", "Maker"), root, None, [], ("digital_signature",), from_, until)
    return shop.signed(shop.alone, Recipe(shop.zoe, certificates=[*shop.chain(shop.zoe), tool.der]))


def only_the_signers_certificate(shop: Workshop) -> bytes:
    """The issuer stands on the list; nobody needs to embed it."""
    return shop.signed(shop.alone, Recipe(shop.zoe, certificates=[shop.zoe.der]))


def given_and_surname_swapped(shop: Workshop) -> bytes:
    """By the table of names: the same words, in each other's fields."""
    return shop.signed(shop.alone, Recipe(shop.person(subject=person_name("Łukaszewicz", "Zoë"))))


def title_and_umlauts(shop: Workshop) -> bytes:
    return shop.signed(shop.alone, Recipe(shop.person(subject=person_name("Dr. ZOE", "LUKASZEWICZ"))))


def common_name_only(shop: Workshop) -> bytes:
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Zoë Łukaszewicz")])
    return shop.signed(shop.alone, Recipe(shop.person(subject=subject)))


def script_by_the_signer(change: Change) -> Callable[[Workshop], bytes]:
    return lambda shop: shop.signed(shop.alone, Recipe(shop.zoe), change=change)


def in_ber(shop: Workshop) -> bytes:
    """Some libraries write the outermost structure with indefinite length."""

    def make(digest: bytes) -> bytes:
        content: bytes = parser.parse(shop.cms_over(digest, Recipe(shop.zoe)))[4]
        return b"\x30\x80" + content + b"\0\0"

    return shop.embedded(shop.alone, make)


def unknown_unsigned_attribute(shop: Workshop) -> bytes:
    extra = cms.CMSAttribute({"type": "1.2.3.4.5", "values": [core.OctetString(b"x")]})

    def changed(signer: dict[str, object]) -> dict[str, object]:
        return {**signer, "unsigned_attrs": [*signer["unsigned_attrs"], extra]}  # type: ignore[misc]

    return shop.signed(shop.alone, Recipe(shop.zoe, signer=changed))


_CASES = [
    Case("outermost length indefinite", in_ber, "alone", VALID, VALID),
    Case("unknown unsigned attribute", unknown_unsigned_attribute, "alone", VALID, VALID),
    Case("attributes in another order", attributes.with_attributes(lambda _, given: given[::-1]), "alone", VALID, VALID),
    Case(
        "certificate named by both attributes, serial number too",
        attributes.with_attributes(
            lambda shop, given: [
                *given[:2],
                attributes.named_with_serial(shop.zoe.der, of=shop.zoe.der),
                attributes.named_by_sha1(shop.zoe.der),
            ]
        ),
        "alone",
        VALID,
        VALID,
    ),
    Case(
        "certified, forms allowed, and signed by another",
        forms.later(None, forms.certified(MDPPerm.FILL_FORMS)),
        "alone",
        None,
        VALID,
    ),
    Case(
        "certified, and sealed",
        lambda shop: shop.sealed(forms.certified(MDPPerm.NO_CHANGES)(shop), [shop.zoe]),
        "alone",
        None,
        VALID,
    ),
    Case("a value in the form, and signed by another", forms.later(None, forms.with_value), "alone", None, VALID),
    Case(
        "a value in the form, signed by two, and sealed",
        forms.value_signed_by_both_and_sealed,
        "alone",
        None,
        VALID,
        fetched=False,
    ),
    Case(
        "timestamp by a unit revoked after it was covered",
        times.by_unit_revoked(minutes_after=60),
        "alone",
        None,
        VALID,
        fetched=False,
    ),
    Case("certificate that had been on hold", evidence.hold_lifted, "alone", None, VALID, fetched=False),
    Case("second signature", second_signature, "first", VALID, VALID),
    Case("second signature in a new field", signature_in_a_new_field, "alone-finished", None, VALID),
    Case("security store added", store_added, "alone", VALID, VALID, fetched=False),
    Case("document timestamp without a store", document_timestamp_without_store, "alone", VALID, VALID),
    Case("sealed", lambda shop: shop.alone_finished, "alone-finished", VALID, VALID, fetched=False),
    Case("renewed", renewed, "alone", VALID, VALID, fetched=False),
    Case("renewed twice", renewed_twice, "alone", VALID, VALID, fetched=False),
    Case("linearised before signing", linearised, "alone", CHANGED, VALID),
    Case("written anew with a classical table before signing", with_classical_table, "alone", CHANGED, VALID),
    Case("signed in object streams", in_object_streams, "alone", VALID, VALID),
    Case("dates and producer changed while signing", dates_and_producer, "alone", VALID, VALID),
    Case("stamp in the field", stamp_in_the_field, "alone", VALID, VALID),
    Case("stamp beside the field", stamp_beside_the_field, "alone", CHANGED, VALID),
    Case("signing time attribute", signing_time_attribute, "alone", VALID, VALID),
    Case("algorithm protection", algorithm_protection, "alone", VALID, VALID),
    Case("adbe.pkcs7.detached", old_sub_filter, "alone", VALID, VALID),
    Case("two signature timestamps", several_timestamps, "alone", VALID, VALID),
    Case("content timestamp", content_timestamp, "alone", VALID, VALID),
    Case("unrelated certificate embedded", unrelated_certificate_embedded, "alone", VALID, VALID),
    Case("only the signer's certificate embedded", only_the_signers_certificate, "alone", VALID, VALID),
    Case("RSA PKCS#1 v1.5, 2048 bits", _with_key(_rsa(2048)), "alone", VALID, VALID),
    Case("RSA PSS, 3072 bits", _with_key(_rsa(), "sha256", pss()), "alone", VALID, VALID),
    Case("RSA PSS, SHA-512", _with_key(_rsa(), "sha512", pss("sha512", 64)), "alone", VALID, VALID),
    Case("ECDSA with SHA3-256", _with_key(_curve(ec.SECP256R1), "sha3_256"), "alone", VALID, VALID),
    Case("ECDSA with SHA3-512", _with_key(_curve(ec.SECP521R1), "sha3_512"), "alone", VALID, VALID),
    Case("ECDSA P-384", _with_key(_curve(ec.SECP384R1), "sha384"), "alone", VALID, VALID),
    Case("ECDSA P-521", _with_key(_curve(ec.SECP521R1), "sha512"), "alone", VALID, VALID),
    Case("ECDSA brainpoolP256r1", _with_key(_curve(ec.BrainpoolP256R1)), "alone", VALID, VALID),
    Case("ECDSA brainpoolP512r1", _with_key(_curve(ec.BrainpoolP512R1), "sha512"), "alone", VALID, VALID),
    Case(
        "plain ECDSA (BSI), brainpoolP256r1",
        _with_key(_curve(ec.BrainpoolP256R1), "sha256", plain_ecdsa()),
        "alone",
        VALID,
        VALID,
    ),
    Case(
        "plain ECDSA (BSI), P-384",
        _with_key(_curve(ec.SECP384R1), "sha384", plain_ecdsa("0.4.0.127.0.7.1.1.4.1.4")),
        "alone",
        VALID,
        VALID,
    ),
    Case("Ed25519", _with_key(ed25519.Ed25519PrivateKey.generate, "sha512"), "alone", VALID, VALID),
    Case("Ed448", _with_key(ed448.Ed448PrivateKey.generate, "shake256"), "alone", VALID, VALID),
    Case("given name and surname swapped", given_and_surname_swapped, "alone", VALID, VALID),
    Case("title, capitals, no diacritics", title_and_umlauts, "alone", VALID, VALID),
    authorities.VARIANT,
    Case("common name only", common_name_only, "alone", VALID, VALID),
    Case("JavaScript under the only signature", script_by_the_signer(tools.add_script), "alone", CHANGED, VALID),
]
VARIANTS: dict[str, Case] = {case.name: case for case in _CASES}
