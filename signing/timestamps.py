"""RFC 3161 timestamps over HTTP, from the first authority that gives one that holds."""

from collections.abc import Callable, Sequence
from datetime import datetime

import httpx2
from asn1crypto import cms, tsp
from pyhanko.sign.timestamps import TimeStamper

from signing.errors import FetchRefused, TimestampError
from signing.fetching import Fetcher
from signing.validation.cms import CmsSignature, read_cms
from signing.validation.errors import ValidationError
from signing.validation.timestamp import TIME_STAMPING

MAXIMUM_BYTES = 64 * 1024


class TimestampAuthorities(TimeStamper):
    """One or more authorities, asked in their order.

    A token is taken only if its status is granted, nonce and imprint are ours, its signature holds, and `is_listed` does not object: a file
    with a stranger's stamp would be refused by the verdict, and the signature in it lost.

    Args:
        is_listed: of a token's certificates (DER) and its time; None: that is left to the verdict.
    """

    def __init__(
        self, urls: Sequence[str], fetcher: Fetcher, *, is_listed: Callable[[Sequence[bytes], datetime], bool] | None = None
    ) -> None:
        super().__init__(include_nonce=True)  # type: ignore[no-untyped-call]
        self._urls, self._fetcher, self._is_listed = tuple(urls), fetcher, is_listed

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The first authority's unchecked answer; `async_timestamp` asks them all and checks each."""
        return tsp.TimeStampResp.load(self._answer(self._urls[0], req))

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """Raises TimestampError: none answered with a token that holds; each one's fault is named."""
        faults = []
        for url in self._urls:
            nonce, request = self.request_cms(message_digest, md_algorithm)  # type: ignore[no-untyped-call]
            try:
                token = _token(self._answer(url, request), nonce)
                read = _require_hold(token.dump(), message_digest)
                self._require_listed(read)
            except (httpx2.HTTPError, FetchRefused, TimestampError, ValidationError, ValueError, TypeError, KeyError) as fault:
                faults.append(f"{url}: {type(fault).__name__}")
            else:
                return token
        raise TimestampError("no timestamp authority answered: " + "; ".join(faults))

    def _require_listed(self, read: CmsSignature) -> None:
        certificates = [one.der for one in (read.certificate, *read.certificates)]
        if self._is_listed is not None and read.imprint is not None and not self._is_listed(certificates, read.imprint.at):
            raise TimestampError("the authority stands on no list")

    def _answer(self, url: str, request: tsp.TimeStampReq) -> bytes:
        return self._fetcher.post(
            url,
            request.dump(),
            content_type="application/timestamp-query",
            accept="application/timestamp-reply",
            maximum_bytes=MAXIMUM_BYTES,
        )


def _token(answer: bytes, nonce: int) -> cms.ContentInfo:
    """The token of a granted answer to our own question. pyHanko's reader of answers breaks at a foreign nonce.

    Raises:
        TimestampError
    """
    response = tsp.TimeStampResp.load(answer)
    status = response["status"]["status"].native
    if status not in {"granted", "granted_with_mods"}:
        raise TimestampError(f"the authority's answer is {status}")
    token = response["time_stamp_token"]
    if token["content"]["encap_content_info"]["content"].parsed["nonce"].native != nonce:
        raise TimestampError("the token answers another question")
    return token


def _require_hold(token: bytes, message_digest: bytes) -> CmsSignature:
    """Before it goes into a file that nobody can change any more: ours, whole, and by a certificate for nothing but time stamping.

    Raises:
        TimestampError, ValidationError
    """
    read = read_cms(token, timestamp=True)
    if read.imprint is None or read.imprint.value != message_digest:
        raise TimestampError("the token stamps something else")
    if not (read.digest_matches() and read.value_holds()):
        raise TimestampError("the token's signature does not hold")
    certificate = read.certificate
    if certificate.extended_usage != {TIME_STAMPING}:
        raise TimestampError("the token's certificate is not for time stamping")
    if not certificate.not_before <= read.imprint.at <= certificate.not_after:
        raise TimestampError("the token's certificate was not valid at its time")
    return read
