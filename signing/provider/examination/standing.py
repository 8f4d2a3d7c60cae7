"""(7) Whether a certificate is a qualified one for signatures, by the lists in use; (8) whether each timestamp authority's token is."""

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from asn1crypto import cms, x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import load_der_x509_certificate

from signing.errors import TimestampError
from signing.provider.examination.finding import Blame, Examined, Finding, Outcome
from signing.qualification.certificate_facts import facts_of
from signing.qualification.determination import determine, is_qualified_timestamp_service
from signing.qualification.listed import services_behind
from signing.qualification.registry import TrustRegistry
from signing.timestamps import TimestampAuthorities

LARGEST_SKEW = timedelta(seconds=60)
SOON = timedelta(days=30)
LEAST_RSA_BITS = 3000
_PROBE = hashlib.sha256(b"vollmacht provider check").digest()


def certificate_findings(chain: Sequence[bytes], registry: TrustRegistry | None, at: datetime) -> Iterator[Finding]:
    """Args: chain: DER, the signer's first."""
    yield from _key(chain[0], at)
    if registry is None:
        yield Finding("certificate", Outcome.SKIPPED, "There are no trusted lists to judge it by.")
        return
    try:
        facts = facts_of(x509.Certificate.load(chain[0]))
    except (ValueError, TypeError) as error:
        yield Finding("certificate", Outcome.FAILURE, f"It cannot be read: {error}.", Blame.PROVIDER, "show it to the provider")
        return
    found = determine(facts, services_behind(registry, chain), at=at)
    where = f"{found.service} ({found.territory})" if found.service else "no listed service"
    if not found.qualified:
        text = f"Not a qualified certificate by the lists in use: {where}, {found.status or 'not listed'}."
        remedy = "vollmacht lists status; if they are right, this credential cannot sign: ask the provider for a qualified one"
        yield Finding("certificate", Outcome.FAILURE, text, Blame.LISTS if registry.unavailable else Blame.PROVIDER, remedy)
    elif not found.qualified_device:
        remedy = "ask the provider for a credential on a qualified device (QSCD)"
        yield Finding("certificate", Outcome.FAILURE, f"Qualified by {where}, but not on a QSCD.", Blame.PROVIDER, remedy)
    else:
        yield Finding("certificate", Outcome.OK, f"Qualified for {found.purpose.value} on a QSCD, by {where}.")


def timestamp_findings(examined: Examined) -> Iterator[Finding]:
    urls = examined.client.profile.timestamp_urls
    if not urls:
        text = "The profile names none: without a qualified timestamp no signature is accepted."
        yield Finding("timestamps", Outcome.FAILURE, text, Blame.OURS, "set timestamp_urls in the profile")
    for url in urls:
        yield from _authority(examined, url)
    if len(urls) == 1:
        text = "There is one only: while it is away, signatures wait."
        yield Finding("timestamps", Outcome.WARNING, text, Blame.OURS, "add a second authority to timestamp_urls")


def _authority(examined: Examined, url: str) -> Iterator[Finding]:
    host = urlsplit(url).hostname
    try:
        token = asyncio.run(TimestampAuthorities([url], examined.fetcher).async_timestamp(_PROBE, "sha256"))
    except TimestampError as error:
        remedy = "open the firewall for it, or ask the authority; a wrong answer is its fault"
        yield Finding("timestamps", Outcome.FAILURE, f"{error}.", Blame.NETWORK, remedy)
        return
    signed = token["content"]
    skew = signed["encap_content_info"]["content"].parsed["gen_time"].native - examined.clock()
    if abs(skew) > LARGEST_SKEW:
        text = f"Our clock and that of {host} differ by {abs(skew.total_seconds()):.0f} s."
        yield Finding("clock", Outcome.FAILURE, text, Blame.OURS, "timedatectl set-ntp true")
    if examined.registry is None:
        yield Finding("timestamps", Outcome.SKIPPED, f"{host} gives tokens that hold; there are no trusted lists to judge it by.")
    elif is_qualified_timestamp_service(services_behind(examined.registry, _certificates(signed)), at=examined.clock()):
        yield Finding("timestamps", Outcome.OK, f"{host} gives tokens that hold, and is a listed qualified service.")
    else:
        remedy = "vollmacht lists status; if they are right, choose a qualified authority"
        text = f"{host} gives tokens that hold, but no list names it as qualified."
        blame = Blame.LISTS if examined.registry.unavailable else Blame.OURS
        yield Finding("timestamps", Outcome.FAILURE, text, blame, remedy)


def _key(der: bytes, at: datetime) -> Iterator[Finding]:
    certificate = load_der_x509_certificate(der)
    key, ends = certificate.public_key(), certificate.not_valid_after_utc
    if isinstance(key, rsa.RSAPublicKey):
        said, strong = f"RSA {key.key_size}", key.key_size >= LEAST_RSA_BITS
    elif isinstance(key, ec.EllipticCurvePublicKey):
        said, strong = f"ECDSA {key.curve.name}", key.key_size >= 256
    else:
        said, strong = type(key).__name__, False
    text = f"{said}, certificate until {ends:%Y-%m-%d}."
    if not strong:
        remedy = "ask for another credential: verdicts refuse this key (SOG-IS: RSA of 3000 bits, ECDSA of 256)"
        yield Finding("key", Outcome.FAILURE, text, Blame.PROVIDER, remedy)
    elif ends - at < SOON:
        yield Finding("key", Outcome.WARNING, text, Blame.PROVIDER, "have it renewed")
    else:
        yield Finding("key", Outcome.OK, text)


def _certificates(signed: cms.SignedData) -> list[bytes]:
    return [one.chosen.dump() for one in signed["certificates"]]
