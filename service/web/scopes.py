"""Which scope of a token an API route asks for. It follows from the address, so that no new route can forget it."""

from service.domain.access import TOKEN_SCOPES

READING = frozenset({"GET", "HEAD"})
# Who am I: whoever has a token may know.
WITHOUT_SCOPE = frozenset({"me"})


def scope_of(method: str, path: str) -> str | None:
    """`powers-of-attorney:read` for GET `/v1/powers-of-attorney/…`; None: any token will do.

    AuthZEN asks what `/v1/authority-decisions` asks.
    """
    resource = "authority-decisions" if path.startswith("/access/") else path.split("/")[2]
    if resource in WITHOUT_SCOPE:
        return None
    # A resource without a scope of its own is closed to narrowed tokens: nobody can hold what is not in the list.
    scope = f"{resource}:{'read' if method in READING else 'write'}"
    return scope if scope in TOKEN_SCOPES else f"{resource}:unknown"
