"""From view model to HTML: autoescaped, and a name the template misspells is an error, not an empty spot."""

import hashlib
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from service.domain.access import Role
from service.domain.power_of_attorney import BERLIN
from service.pages.words import ROLES
from service.use_cases.list_waiting import count_waiting
from service.web.identity import Identity
from service.web.state import web_state

QUEUE = "/freigaben"
NAVIGATION: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.RESELLER: (("/vorsorge", "Meine Vorsorge"),),
    Role.AGENT: (("/kunden", "Kunden"), ("/notfaelle", "Notfälle"), ("/datei-pruefen", "Datei prüfen")),
    Role.TEAM_LEAD: (
        (QUEUE, "Freigaben"),
        ("/kunden", "Kunden"),
        ("/notfaelle", "Notfälle"),
        ("/datei-pruefen", "Datei prüfen"),
    ),
    Role.AUDITOR: (("/nachweise", "Nachweise"), ("/datei-pruefen", "Datei prüfen")),
    Role.ADMIN: (("/kunden", "Kunden"), ("/nachweise", "Nachweise"), ("/zugaenge", "Zugänge")),
}


_NUMBER = re.compile(r"\b(VM-\d{4}-\d{6,}|[KMNV](?:-\w{4,})+)\b")


def day(value: date | None) -> str:
    """`24.11.2026`, in Berlin for instants; a dash for None."""
    if isinstance(value, datetime):
        value = value.astimezone(BERLIN)
    return value.strftime("%d.%m.%Y") if value else "–"


def instant(value: datetime | None) -> str:
    """`24.11.2026, 13:05 Uhr (MEZ)`."""
    if value is None:
        return "–"
    local = value.astimezone(BERLIN)
    zone = "MESZ" if local.dst() else "MEZ"
    return f"{local:%d.%m.%Y, %H:%M} Uhr ({zone})"


def clock(value: datetime) -> str:
    """`13:05 Uhr`, in Berlin."""
    return f"{value.astimezone(BERLIN):%H:%M} Uhr"


def machine_instant(value: datetime | None) -> str:
    return value.astimezone(UTC).isoformat() if value else ""


def euro(value: Decimal | None) -> str:
    """`1.234,50 €` with no-break space."""
    if value is None:
        return "–"
    return f"{value:,.2f}".replace(",", "X").replace(".", ",").replace("X", ".") + "\u00a0€"


def whole_numbers(text: str) -> Markup:
    """`VM-2026-000123`, `N-7KQ4-M2XB` and `K-10472` are not broken at their hyphens."""
    return Markup(_NUMBER.sub(r'<span class="whole">\1</span>', str(escape(text))))  # noqa: S704 - escaped


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        day=day, instant=instant, clock=clock, machine_instant=machine_instant, euro=euro, whole_numbers=whole_numbers
    )
    return environment


TEMPLATES = _environment()
# What was sent is not taken: the window's title says so first.
REFUSED = frozenset({401, 422})
# Stands in a page that waits until what is seen of it is known.
SEEN = "what-is-seen"


def render(
    request: Request,
    template: str,
    title: str,
    *,
    status: int = 200,
    refresh_s: int | None = None,
    language: str = "de",
    **values: object,
) -> Response:
    """One page. `values`: what the template shows.

    Args:
        language: of what stands in the page; header and footer are German.
        refresh_s: the page asks again after so long, until it waits no more. As long as it would look the same it is left
            alone (204): focus and what was unfolded stay. When the waiting is over, the focus goes to its heading.
    """
    state = web_state(request)
    identity: Identity | None = getattr(request.state, "identity", None)
    text = TEMPLATES.get_template(template).render(
        title=title,
        language=language,
        is_refused=status in REFUSED,  # not `refused`: a page that imports the macro of that name hands it to its frame
        sandbox=state.tools.policy.sandbox,
        user=identity.user if identity else None,
        role=ROLES[identity.user.role] if identity else "",
        csrf_token=identity.csrf_token if identity else "",
        navigation=_navigation(request, identity, counted=status == HTTPStatus.OK),
        refresh_s=refresh_s,
        swapped="hx-request" in request.headers and not refresh_s,
        here=request.url.path,
        seen=SEEN,
        **values,
    )
    if not refresh_s:
        return HTMLResponse(text, status)
    seen = hashlib.sha256(text.encode()).hexdigest()[:16]
    if request.query_params.get("gesehen") == seen:
        return Response(status_code=204)
    return HTMLResponse(text.replace(SEEN, seen), status)


def _navigation(request: Request, identity: Identity | None, *, counted: bool) -> list[tuple[str, str, bool]]:
    """Address, words, and whether one is there.

    Args:
        counted: say how much waits for a team lead; not on a page about a failure, which may be the database's.
    """
    if identity is None:
        return []
    places, tools = NAVIGATION[identity.user.role], web_state(request).tools
    if tools.mailbox is not None and identity.user.role in {Role.AGENT, Role.TEAM_LEAD, Role.ADMIN}:
        places = (*places, ("/postausgang", "Postausgang"))
    waiting = count_waiting(identity.actor, tools) if counted and identity.user.role is Role.TEAM_LEAD else 0
    counts = {QUEUE: f" ({waiting})"} if waiting else {}
    return [(href, label + counts.get(href, ""), request.url.path.startswith(href)) for href, label in places]


def see_other(path: str) -> RedirectResponse:
    """After a form: the browser asks for a page, so that reloading sends nothing twice."""
    return RedirectResponse(path, 303)


def attachment(content: bytes, media_type: str, name: str) -> Response:
    """Never shown inline: a foreign file must not run in our origin."""
    headers = {"content-disposition": f'attachment; filename="{name}"', "content-security-policy": "sandbox; default-src 'none'"}
    return Response(content, media_type=media_type, headers=headers)


def png(content: bytes) -> Response:
    """An image of our own making, shown inline, kept by nobody."""
    return Response(content, media_type="image/png", headers={"cache-control": "no-store"})


def trusted_html(fragment: str) -> Markup:
    """The document's own reading view, built by `forms` from escaped text."""
    return Markup(fragment)  # noqa: S704 - made by us, see above
