"""`python -m tests.service.web.access_table` writes docs/access.md: every route and who may use it, from the routes themselves."""

import sys
from collections.abc import Iterator
from pathlib import Path

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from service.app import create_app
from service.domain.access import Role
from service.settings import settings_from
from service.web.identity import ApiAccess, PageAccess, Public
from service.web.link_access import LinkAccess, SignerAccess
from service.web.scopes import READING, scope_of
from service.wiring.web import described

Policy = ApiAccess | PageAccess | Public | LinkAccess | SignerAccess
FILE = Path(__file__).resolve().parents[3] / "docs" / "access.md"
HEAD = """# Who may use which route

Generated from the routes themselves (`python -m tests.service.web.access_table`); a test holds every line against the running application.

* **API**: `Authorization: Bearer`, never a cookie. **Page**: a cookie session; forms carry a CSRF token and come from our own origin.
  **Link**: the secret in a letter, for its one purpose. **Anybody**: no log-in; rate limits apply.
* A reseller sees his own things only. Another tenant's id answers 404, in the words of an id that never was, and leaves the audit event
  `access:foreign-id`; behind that, row-level security hides the rows from his database session.
* Whoever lacks the role gets 403; whoever is not logged in gets 401 (API) or is led to the log-in (page).
* **Scope**: what an API token must hold if it was issued with scopes; one without scopes, and a session, may what its user may.
* **CSRF**: the form carries the session's token and comes from our origin; with „origin“ only the latter, for there is no session yet or the secret stands
  in the address.

| method | route | by | scope | CSRF | reseller | agent | team lead | auditor | admin |
|---|---|---|---|---|---|---|---|---|---|
"""


def policies(dependant: Dependant) -> Iterator[Policy]:
    if isinstance(dependant.call, Policy):
        yield dependant.call
    for inner in dependant.dependencies:
        yield from policies(inner)


def routes(app: FastAPI) -> list[RouteContext]:
    return [route for route in iter_route_contexts(app.routes) if isinstance(route.original_route, APIRoute)]


def table() -> str:
    app = create_app(described(settings_from({})), version="0")
    lines = []
    for route in routes(app):
        policy = next(policies(route.dependant))
        marks = " | ".join("yes" if policy.roles is not None and role in policy.roles else "–" for role in Role)
        for method in sorted(route.methods or ()):
            scope, csrf = _scope(policy, method, route.path or ""), _csrf(policy, method, route.path or "")
            lines.append(f"| {method} | `{route.path}` | {_by(policy)} | {scope} | {csrf} | {marks} |")
    return HEAD + "\n".join(lines) + "\n"


def _scope(policy: Policy, method: str, path: str) -> str:
    if not isinstance(policy, ApiAccess):
        return "–"
    scope = scope_of(method, path)
    return f"`{scope}`" if scope else "any"


def _csrf(policy: Policy, method: str, path: str) -> str:
    if method in READING or path.startswith("/v1/") or isinstance(policy, ApiAccess):
        return "–"
    return "token" if isinstance(policy, PageAccess) else "origin"


def _by(policy: Policy) -> str:
    match policy:
        case ApiAccess():
            return "API"
        case PageAccess():
            return "Page"
        case LinkAccess():
            return f"Link ({policy.purpose.value})"
        case SignerAccess():
            return "Page, or Link (co-signature)"
        case _:
            return "Anybody"


if __name__ == "__main__":
    FILE.write_text(table(), "utf-8")
    sys.stdout.write(f"{FILE}\n")
