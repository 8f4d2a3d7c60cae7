"""The letter a contact would get, before he gets it."""

from service.domain.access import Actor, Role
from service.domain.emergency_contact import INVITATION_LIFETIME
from service.domain.ids import NoticeId, ResellerId
from service.domain.notice import Notice
from service.domain.parties import NamedContact
from service.use_cases.deliver_notices import letterhead_of
from service.use_cases.ports import Letterhead, Tools
from service.use_cases.recording import require_tenant

HIDDEN = "…persönlicher-Link…"


def preview_invitation(reseller: ResellerId, actor: Actor, tools: Tools, *, named: NamedContact) -> tuple[str, str]:
    """Subject and text; the link in it is none."""
    actor.require(Role.RESELLER)
    require_tenant(actor, reseller)
    now = tools.clock()
    with tools.transactions(actor) as work:
        head = letterhead_of(work.resellers.get(reseller), tools)
    notice = Notice(
        id=NoticeId(tools.new_id()),
        kind="contact-invited",
        recipient=named.email,
        subject=reseller,
        key="",
        values={},
        created_at=now,
        reseller=reseller,
    )
    with_link = Letterhead(
        head.hoster, head.customer, head.customer_no, head.public_url, head.sandbox,
        token=HIDDEN, token_expires_at=now + INVITATION_LIFETIME,
    )  # fmt: skip
    return tools.post.preview(notice, with_link)
