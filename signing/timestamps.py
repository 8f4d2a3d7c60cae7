"""RFC 3161 timestamps over HTTP, from the first authority that gives one that holds."""

import hashlib
from collections.abc import Sequence

import httpx2
from asn1crypto import cms, tsp
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError, handle_tsp_response

from signing.errors import TimestampError
from signing.fetching import Fetcher

MAXIMUM_BYTES = 64 * 1024


class TimestampAuthorities(TimeStamper):
    """One or more authorities, asked in their order.

    A token is taken only if its status is granted, nonce and imprint are ours, and its own signature covers what it says; whether the
    authority is a qualified one is the verdict's question.
    """

    def __init__(self, urls: Sequence[str], fetcher: Fetcher) -> None:
        super().__init__(include_nonce=True)  # type: ignore[no-untyped-call]
        self._urls, self._fetcher = tuple(urls), fetcher

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The first authority's unchecked answer; `async_timestamp` asks them all and checks each."""
        return tsp.TimeStampResp.load(self._answer(self._urls[0], req))

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """Raises TimestampError: none answered with a token that holds; each one's fault is named."""
        faults = []
        for url in self._urls:
            nonce, request = self.request_cms(message_digest, md_algorithm)  # type: ignore[no-untyped-call]
            try:
                answer = self._answer(url, request)
                token = handle_tsp_response(tsp.TimeStampResp.load(answer), nonce)
                _require_imprint(token, message_digest)
            except (httpx2.HTTPError, TimestampRequestError, TimestampError, ValueError, TypeError, KeyError) as fault:
                faults.append(f"{url}: {type(fault).__name__}")
            else:
                return token
        raise TimestampError("no timestamp authority answered: " + "; ".join(faults))

    def _answer(self, url: str, request: tsp.TimeStampReq) -> bytes:
        return self._fetcher.post(
            url,
            request.dump(),
            content_type="application/timestamp-query",
            accept="application/timestamp-reply",
            maximum_bytes=MAXIMUM_BYTES,
        )


def _require_imprint(token: cms.ContentInfo, message_digest: bytes) -> None:
    """The token must be about our bytes, and its signed attributes about its own content (CWE-347)."""
    signed = token["content"]
    content = signed["encap_content_info"]["content"]
    if content.parsed["message_imprint"]["hashed_message"].native != message_digest:
        raise TimestampError("the token stamps something else")
    info = signed["signer_infos"][0]
    stated = next(
        attribute["values"][0].native for attribute in info["signed_attrs"] if attribute["type"].native == "message_digest"
    )
    if hashlib.new(info["digest_algorithm"]["algorithm"].native, content.contents).digest() != stated:
        raise TimestampError("the token contradicts itself")
