"""For `doctor`: does a timestamp authority answer with a token that holds, and what time does it have?"""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from signing.errors import TimestampError
from signing.fetching import Fetcher
from signing.timestamps import TimestampAuthorities

_PROBE = hashlib.sha256(b"Vollmacht asks whether this authority answers").digest()


@dataclass(frozen=True, slots=True)
class AuthorityAnswer:
    """Attributes:
    fault: why there is no token; None: there is one, and it holds.
    skew: the authority's clock minus ours.
    """

    fault: str | None
    skew: timedelta = timedelta(0)


def asked_authority(url: str, fetcher: Fetcher, clock: Callable[[], datetime]) -> AuthorityAnswer:
    """One real token is asked for, and thrown away; whether a trusted list names the authority is left to the verdict."""
    try:
        token = asyncio.run(TimestampAuthorities([url], fetcher).async_timestamp(_PROBE, "sha256"))
    except TimestampError as error:
        return AuthorityAnswer(str(error).rpartition(": ")[2])
    generated = token["content"]["encap_content_info"]["content"].parsed["gen_time"].native
    return AuthorityAnswer(None, generated - clock())
