"""Who is counted, and how much is too much."""

from datetime import timedelta
from ipaddress import ip_address, ip_network

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from service.use_cases.limit_rate import RateLimit, limit_rate, require_calm
from service.use_cases.log_in import SYSTEM, Device, LoggedIn, WrongCredentials, log_in
from service.web.identity import Identity
from service.web.state import web_state

# One person forgets a password; a programme tries thousands.
LOG_IN_BY_ADDRESS = RateLimit("log-in-address", 10, timedelta(minutes=10))
LOG_IN_SET_OUT = RateLimit("log-in-set-out", 60, timedelta(minutes=10))
LOG_IN_BY_CLIENT = RateLimit("log-in-client", 60, timedelta(minutes=10))
PUBLIC_LOOK_UP = RateLimit("public-look-up", 30, timedelta(minutes=10))
# A code is typed off paper, so slips happen; nobody types four a minute for long.
CODE_BY_CLIENT = RateLimit("code-client", 4, timedelta(minutes=1))
CODE_ITSELF = RateLimit("code-itself", 10, timedelta(minutes=5))
PUBLIC_REPORT = RateLimit("public-report", 5, timedelta(hours=1))
GUESSED_LINK = RateLimit("guessed-link", 30, timedelta(minutes=10))
# Nobody on the telephone looks up two customers a minute for hours: that is harvesting.
SEARCH = RateLimit("search", 120, timedelta(minutes=10))


def client_of(request: Request) -> str:
    """The connection's address; behind a trusted proxy uvicorn has put the client's there. Of IPv6 the /64: one household has all of it."""
    host = request.client.host if request.client else "unknown"
    try:
        return str(ip_network(f"{host}/64", strict=False)) if ip_address(host).version == 6 else host
    except ValueError:
        return host


def device_of(request: Request) -> Device:
    """For the list of sessions: whose browser, and only roughly where."""
    host = request.client.host if request.client else ""
    return Device(request.headers.get("user-agent", "").strip(), coarse(host))


def coarse(address: str) -> str:
    """`203.0.113.0/24`, `2001:db8:1::/48`: enough to tell home from abroad, too little to find a household; empty: no address."""
    try:
        version = ip_address(address).version
    except ValueError:
        return ""
    return str(ip_network(f"{address}/{24 if version == 4 else 48}", strict=False))


class LimitedByClient:
    """Dependency: counts requests of one client."""

    def __init__(self, limit: RateLimit) -> None:
        self._limit = limit

    async def __call__(self, request: Request) -> None:
        await run_in_threadpool(limit_rate, self._limit, client_of(request), SYSTEM, web_state(request).tools)


def limited_log_in(request: Request, email: str, password: str, *, customer_no: str | None) -> LoggedIn:
    """Log in, unless this address or this client has failed too often. Only failures count: who knows his password may come often.

    Raises:
        WrongCredentials, TooManyRequests.
    """
    tools = web_state(request).tools
    counted = ((LOG_IN_BY_CLIENT, client_of(request)), (LOG_IN_BY_ADDRESS, email.strip().casefold()))
    for limit, whom in counted:
        require_calm(limit, whom, tools)
    try:
        return log_in(email, password, tools, customer_no=customer_no, device=device_of(request))
    except WrongCredentials:
        for limit, whom in counted:
            limit_rate(limit, whom, SYSTEM, tools)
        raise


def limit_search(identity: Identity, request: Request) -> None:
    """Looking up customers, by the one who looks."""
    limit_rate(SEARCH, str(identity.user.id), identity.actor, web_state(request).tools)
