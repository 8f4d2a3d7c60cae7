"""The sandbox's letters, to read instead of a mail program. In production, and with a mail server, there is no such page."""

import re
from email.utils import parsedate_to_datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from markupsafe import Markup, escape

from service.domain.access import Role
from service.domain.errors import NotFound
from service.pages.rendering import render
from service.web.identity import Identity, PageAccess
from service.web.state import RequestTools

router = APIRouter()
Staff = Annotated[Identity, Depends(PageAccess(Role.AGENT, Role.TEAM_LEAD, Role.ADMIN))]
_ADDRESS = re.compile(r"https?://\S+")


@router.get("/postausgang")
def page(request: Request, identity: Staff, tools: RequestTools) -> Response:  # noqa: ARG001 - the policy
    if tools.mailbox is None:
        raise NotFound
    letters = [(mail, parsedate_to_datetime(mail.date), _with_links(mail.text)) for mail in tools.mailbox.newest()]
    return render(request, "mailbox.html", "Postausgang", letters=letters)


def _with_links(text: str) -> Markup:
    """Escaped, its addresses clickable."""
    parts, end = [], 0
    for found in _ADDRESS.finditer(text):
        parts += [escape(text[end : found.start()]), Markup('<a href="{0}">{0}</a>').format(found[0])]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])
