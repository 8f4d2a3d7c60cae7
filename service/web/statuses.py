"""The one table from an error's kind to an HTTP status."""

import math

from service.domain.errors import (
    CallbackRefused,
    Conflict,
    Forbidden,
    InputRefused,
    NotFound,
    ServiceError,
    Unavailable,
)
from service.use_cases.limit_rate import TooManyRequests
from service.use_cases.log_in import LogInRefused, WrongCredentials
from service.web.identity import NotLoggedIn

# From the special to the general: the first that fits counts.
STATUSES: tuple[tuple[type[ServiceError], int], ...] = (
    (NotLoggedIn, 401),
    (WrongCredentials, 401),
    (LogInRefused, 400),
    (NotFound, 404),
    (Forbidden, 403),
    (InputRefused, 422),
    (Conflict, 409),
    (CallbackRefused, 400),
    (TooManyRequests, 429),
    (Unavailable, 503),
)


def headers_of(error: ServiceError) -> dict[str, str]:
    """What else the answer must say: how to authenticate, when to come back (RFC 9110 § 10.2.3)."""
    match error:
        case NotLoggedIn() | WrongCredentials():
            return {"www-authenticate": "Bearer"}
        case TooManyRequests(retry_after=wait):
            return {"retry-after": str(math.ceil(wait.total_seconds()))}
        case Unavailable():
            return {"retry-after": "5"}
    return {}


def status_of(error: ServiceError) -> int:
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 500)
