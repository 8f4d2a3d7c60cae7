"""Fetch the revocation data a verdict says it needs: OCSP first, CRL too, for the archive's sake."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import httpx2
from asn1crypto import ocsp
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import load_der_x509_certificate, load_der_x509_crl
from cryptography.x509 import ocsp as x509_ocsp

from signing.errors import FetchRefused
from signing.fetching import Fetcher
from signing.validation import RevocationData
from signing.verdict import RevocationNeed

MAXIMUM_OCSP_BYTES = 256 * 1024
MAXIMUM_CRL_BYTES = 20 * 1024 * 1024
_AT_ONCE = 4


def fetch_revocation(needs: Iterable[RevocationNeed], fetcher: Fetcher) -> RevocationData:
    """What could be had; an address that does not answer is skipped, and the next verdict says what is still missing."""
    wanted = list(needs)
    if not wanted:
        return RevocationData()
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        ocsps = pool.map(lambda need: _first_ocsp(need, fetcher), wanted)
        crls = pool.map(lambda need: _first_crl(need, fetcher), wanted)
        return RevocationData(crls=_each_once(crls), ocsps=_each_once(ocsps))


def _each_once(answers: Iterable[bytes | None]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys(answer for answer in answers if answer is not None))


def _first_ocsp(need: RevocationNeed, fetcher: Fetcher) -> bytes | None:
    request = (
        x509_ocsp.OCSPRequestBuilder()
        .add_certificate(load_der_x509_certificate(need.certificate), load_der_x509_certificate(need.issuer), hashes.SHA256())
        .build()
        .public_bytes(serialization.Encoding.DER)
    )
    for url in need.ocsp_urls:
        try:
            answer = fetcher.post(
                url,
                request,
                content_type="application/ocsp-request",
                accept="application/ocsp-response",
                maximum_bytes=MAXIMUM_OCSP_BYTES,
            )
            if ocsp.OCSPResponse.load(answer)["response_status"].native == "successful":
                return answer
        except (FetchRefused, httpx2.HTTPError, ValueError, TypeError):
            continue
    return None


def _first_crl(need: RevocationNeed, fetcher: Fetcher) -> bytes | None:
    for url in need.crl_urls:
        try:
            answer = fetcher.get(url, maximum_bytes=MAXIMUM_CRL_BYTES)
            load_der_x509_crl(answer)  # a look without an object for each of perhaps a million entries
        except (FetchRefused, httpx2.HTTPError, ValueError, TypeError):
            continue
        return answer
    return None
