"""Timestamp authorities that are down, err or lie: the next one is asked, and nothing of theirs enters a file (fault 18)."""

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import tsp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from signing.errors import TimestampError
from signing.extend import to_lta
from signing.fetching import Fetcher
from signing.sandbox.certificates import Holder, Subject, Validity, personal_certificate
from signing.sandbox.installation import Installation
from signing.sandbox.timestamping import timestamp_answer
from signing.sign import embed
from signing.timestamps import TimestampAuthorities
from signing.validation import RevocationData, validate
from signing.verdict import Overall, ReasonCode
from tests.signing.builders import JUDGED_AT, MADE_AT, Authority, issued_pdf
from tests.signing.served import Sandbox, loopback, serving, url_of

DIGEST = hashlib.sha256(b"stamped").digest()
MEDIA_TYPE = "application/timestamp-reply"
Lie = Callable[[Installation, tsp.TimeStampReq], Response]


def stamped(installation: Installation, asked: tsp.TimeStampReq, at: datetime = MADE_AT) -> Response:
    return Response(timestamp_answer(installation, asked.dump(force=True), at), media_type=MEDIA_TYPE)


def with_nonce(installation: Installation, asked: tsp.TimeStampReq) -> Response:
    asked["nonce"] = asked["nonce"].native + 1
    return stamped(installation, asked)


def without_nonce(installation: Installation, asked: tsp.TimeStampReq) -> Response:
    del asked["nonce"]
    return stamped(installation, asked)


def with_imprint(installation: Installation, asked: tsp.TimeStampReq) -> Response:
    asked["message_imprint"]["hashed_message"] = hashlib.sha256(b"something else").digest()
    return stamped(installation, asked)


def without_certificate(installation: Installation, asked: tsp.TimeStampReq) -> Response:
    asked["cert_req"] = False
    return stamped(installation, asked)


def rejected(installation: Installation, asked: tsp.TimeStampReq) -> Response:
    return Response(timestamp_answer(installation, b"no request", MADE_AT), media_type=MEDIA_TYPE)


def forged(installation: Installation, asked: tsp.TimeStampReq) -> Response:
    """Signed by another key than that of the certificate it names."""
    unit = installation.holders["timestamping-unit"]
    thief = Holder(unit.label, unit.certificate, installation.holders["root"].key)
    return stamped(with_unit(installation, thief), asked)


def by_a_person(installation: Installation, asked: tsp.TimeStampReq) -> Response:
    """A qualified certificate, but not for time stamping."""
    validity = Validity(datetime(2024, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))
    person = personal_certificate(Subject("Zoë", "Łukaszewicz", "1"), installation.holders["qualified-ca"], validity)
    return stamped(with_unit(installation, person), asked)


def after_its_end(installation: Installation, asked: tsp.TimeStampReq) -> Response:
    return stamped(installation, asked, datetime(2060, 1, 1, tzinfo=UTC))


def with_unit(installation: Installation, unit: Holder) -> Installation:
    return replace(installation, holders={**installation.holders, "timestamping-unit": unit})


LIES: list[Lie] = [
    with_nonce,
    without_nonce,
    with_imprint,
    without_certificate,
    rejected,
    forged,
    by_a_person,
    after_its_end,
    lambda *_: PlainTextResponse("busy", 503),
    lambda *_: PlainTextResponse("<html>"),
    lambda *_: Response(b"", media_type=MEDIA_TYPE),
    lambda *_: Response(b"\x30\x80" * 40_000, media_type=MEDIA_TYPE),
]


@pytest.fixture(scope="module")
def lying(authority: Authority) -> Iterator[tuple[dict[str, Lie], str]]:
    """Set `["lie"]` to what the authority at this address does."""
    chosen: dict[str, Lie] = {}

    async def answer(request: Request) -> Response:
        return chosen["lie"](authority.installation, tsp.TimeStampReq.load(await request.body()))

    bound = loopback()
    with serving(Starlette(routes=[Route("/tsa", answer, methods=["POST"])]), bound):
        yield chosen, url_of(bound)


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
def test_a_token_that_does_not_hold_is_not_taken_and_the_next_authority_is_asked(
    sandbox: Sandbox, lying: tuple[dict[str, Lie], str], lie: Lie
) -> None:
    chosen, url = lying
    chosen["lie"] = lie
    hosts = {"lying.test": url, "honest.test": sandbox.url}
    with ExitStack() as stack:
        fetcher = Fetcher(hosts)
        stack.callback(fetcher.close)

        with pytest.raises(TimestampError, match=r"http://lying\.test/tsa"):
            asyncio.run(TimestampAuthorities(["http://lying.test/tsa"], fetcher).async_timestamp(DIGEST, "sha256"))

        both = TimestampAuthorities(["http://lying.test/tsa", "http://honest.test/tsa"], fetcher)
        token = asyncio.run(both.async_timestamp(DIGEST, "sha256"))
        content = token["content"]["encap_content_info"]["content"].parsed
        assert content["message_imprint"]["hashed_message"].native == DIGEST


def test_an_authority_that_is_away_leaves_the_file_as_it_was(sandbox: Sandbox) -> None:
    nobody = loopback()
    fetcher = Fetcher({"away.test": url_of(nobody)})
    nobody.close()
    prepared, credential = sandbox.prepared(issued_pdf(), "signer-1", "Zoë Łukaszewicz")
    value = sandbox.value(sandbox.authorised(credential, prepared.hash_to_sign), credential, prepared.hash_to_sign)
    away = TimestampAuthorities(["http://away.test/tsa"], fetcher)

    with pytest.raises(TimestampError):
        embed(prepared, value, credential.chain, timestamper=away)
    without = embed(prepared, value, credential.chain, timestamper=None)
    with pytest.raises(TimestampError):
        to_lta(without, certificates=(), revocation=RevocationData(), timestamper=away)
    fetcher.close()

    verdict = validate(without, registry=sandbox.authority.registry(JUDGED_AT), at=JUDGED_AT)
    assert verdict.overall is Overall.INDETERMINATE
    later = embed(prepared, value, credential.chain, timestamper=sandbox.timestamper)
    assert later[: prepared.contents_start] == without[: prepared.contents_start]


def test_the_token_of_an_authority_that_nobody_lists_makes_the_signature_invalid(
    sandbox: Sandbox, lying: tuple[dict[str, Lie], str], tmp_path: Path
) -> None:
    chosen, url = lying
    stranger = Authority.at(tmp_path / "stranger").installation
    chosen["lie"] = lambda _, asked: stamped(stranger, asked)
    fetcher = Fetcher({"stranger.test": url})
    prepared, credential = sandbox.prepared(issued_pdf(), "signer-1", "Zoë Łukaszewicz")
    value = sandbox.value(sandbox.authorised(credential, prepared.hash_to_sign), credential, prepared.hash_to_sign)

    pdf = embed(prepared, value, credential.chain, timestamper=TimestampAuthorities(["http://stranger.test/tsa"], fetcher))
    fetcher.close()

    verdict = validate(pdf, registry=sandbox.authority.registry(JUDGED_AT), at=JUDGED_AT)
    assert verdict.overall is Overall.INVALID
    assert ReasonCode.TIMESTAMP_INVALID in verdict.codes
