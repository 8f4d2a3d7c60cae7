"""What somebody typed into a form that came too late: shown to him again, so that nothing written is lost."""

from dataclasses import dataclass

from fastapi import Request

from service.web.state import web_state

FORM = "application/x-www-form-urlencoded"
# Never sent back to a browser.
SECRETS = frozenset({"password", "passphrase"})


@dataclass(frozen=True, slots=True)
class KeptForm:
    """Attributes:
    action: the path it was sent to.
    fields: name and value, in the form's order; a name may stand there more than once.
    """

    action: str
    fields: tuple[tuple[str, str], ...]


async def kept_form(request: Request) -> KeptForm | None:
    """None: it holds a file or a secret, or a page of ours did not send it for certain.

    The browser names the page that sent a form (RFC 6454 § 7; Fetch Metadata). Without that, somebody else's words could be put
    into somebody's mouth.
    """
    own = {f"{request.url.scheme}://{request.headers.get('host', '')}", web_state(request).public_url}
    ours = request.headers.get("origin") in own and request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
    if request.method != "POST" or not ours or not request.headers.get("content-type", "").startswith(FORM):
        return None
    form = await request.form()
    fields = tuple((name, value) for name, value in form.multi_items() if isinstance(value, str) and name != "csrf_token")
    return None if SECRETS & {name for name, _ in fields} else KeptForm(request.url.path, fields)
