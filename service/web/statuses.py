"""The one table from an error's kind to an HTTP status."""

from service.domain.errors import (
    Conflict,
    Forbidden,
    InputRefused,
    NotFound,
    ServiceError,
    Unavailable,
)
from service.use_cases.log_in import WrongCredentials
from service.web.identity import NotLoggedIn

# From the special to the general: the first that fits counts.
STATUSES: tuple[tuple[type[ServiceError], int], ...] = (
    (NotLoggedIn, 401),
    (WrongCredentials, 401),
    (NotFound, 404),
    (Forbidden, 403),
    (InputRefused, 422),
    (Conflict, 409),
    (Unavailable, 503),
)


def status_of(error: ServiceError) -> int:
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 500)
