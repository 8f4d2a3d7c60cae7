"""Send what stands in the outbox. A claim keeps others off for five minutes; a process killed between sending and noting it
sends the same message once more then, with the same Message-ID."""

from datetime import datetime, timedelta

from service.domain.access import WORKER
from service.domain.errors import MailRejected, Unavailable
from service.domain.ids import LinkId
from service.domain.link import LIFETIMES, Link, LinkPurpose
from service.domain.notice import Notice
from service.domain.parties import Hoster
from service.domain.reseller import Reseller
from service.use_cases.log_in import token_hash
from service.use_cases.ports import Letterhead, Tools
from service.use_cases.recording import record
from service.use_cases.repositories import Work

CLAIM = timedelta(minutes=5)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=7)
# A sandbox without a hoster of its own writes to its staff all the same.
SANDBOX_HOSTER = Hoster(
    name="Sandbox-Hoster", legal_form="GMBH", street="Musterweg 1", postal_code="12345", city="Musterstadt", country="DE",
    phone="030 0000000", email="hoster@sandbox.example", website="sandbox.example",
)  # fmt: skip
# The token is made with the letter and stands nowhere else: the outbox holds none.
LINKED = {
    "contact-invited": LinkPurpose.CONTACT_INVITATION,
    "contact-invitation-reminder": LinkPurpose.CONTACT_INVITATION,
    "contact-confirmation": LinkPurpose.CONTACT_ROLE,
    "contact-role": LinkPurpose.CONTACT_ROLE,
    "signature-requested": LinkPurpose.CO_SIGNATURE,
    "signature-reminder": LinkPurpose.CO_SIGNATURE,
    "signature-failed": LinkPurpose.CO_SIGNATURE,
    "signature-name-refused": LinkPurpose.CO_SIGNATURE,
    "power-of-attorney-effective": LinkPurpose.REVOCATION,
}


def deliver_notices(tools: Tools) -> int:
    """Everything due, one after another; returns how many were sent. Safe to run twice, and at once in several processes."""
    sent = 0
    while (claimed := _claim(tools)) is not None:
        notice, head = claimed
        try:
            tools.post.send(notice, head)
        except MailRejected as error:
            _give_up(notice, error.text, tools)
        except Unavailable as error:
            _postpone(notice, error.text, tools)
        else:
            sent += 1
            with tools.transactions(WORKER) as work:
                now = tools.clock()
                work.outbox.sent(notice.id, now)
                record(
                    work, tools, "notice:sent", notice.subject, WORKER, now, reseller=notice.reseller,
                    notice=str(notice.id), notice_kind=notice.kind,
                )  # fmt: skip
    return sent


def _claim(tools: Tools) -> tuple[Notice, Letterhead] | None:
    now = tools.clock()
    with tools.transactions(WORKER) as work:
        notice = work.outbox.claim(now, now + CLAIM)
        return None if notice is None else (notice, _letterhead(work, notice, tools))


def _letterhead(work: Work, notice: Notice, tools: Tools) -> Letterhead:
    head = letterhead_of(work.resellers.get(notice.reseller) if notice.reseller is not None else None, tools)
    purpose = LINKED.get(notice.kind)
    if purpose is None or notice.reseller is None:
        return head
    now, token = tools.clock(), tools.new_token()
    link = Link(
        id=LinkId(tools.new_id()),
        purpose=purpose,
        subject=notice.subject,
        reseller=notice.reseller,
        recipient=notice.recipient,
        token_sha256=token_hash(token),
        created_at=now,
        expires_at=_expiry(notice, now + LIFETIMES[purpose]),
    )
    work.links.add(link)
    return Letterhead(
        head.hoster, head.customer, head.customer_no, head.public_url, head.sandbox, token=token, token_expires_at=link.expires_at
    )


def letterhead_of(reseller: Reseller | None, tools: Tools) -> Letterhead:
    """Without a link. Args: reseller: None: no reseller is concerned."""
    return Letterhead(
        hoster=tools.policy.hoster or (reseller.hoster if reseller else SANDBOX_HOSTER),
        customer=reseller.grantor.name if reseller else "",
        customer_no=reseller.grantor.customer_no if reseller else "",
        public_url=tools.policy.public_url,
        sandbox=tools.policy.sandbox,
    )


def _expiry(notice: Notice, longest: datetime) -> datetime:
    """A reminder's link lasts no longer than what it reminds of."""
    until = notice.values.get("until")
    return min(longest, datetime.fromisoformat(until)) if until else longest


def _postpone(notice: Notice, error: str, tools: Tools) -> None:
    """Ever later, an hour at most; after a week somebody else must look."""
    now = tools.clock()
    if now - notice.created_at >= GIVEN_UP_AFTER:
        _give_up(notice, error, tools)
        return
    pause = min(FIRST_PAUSE * 2 ** min(notice.attempts - 1, 10), LONGEST_PAUSE)
    with tools.transactions(WORKER) as work:
        work.outbox.postpone(notice.id, now + pause, error)


def _give_up(notice: Notice, error: str, tools: Tools) -> None:
    now = tools.clock()
    with tools.transactions(WORKER) as work:
        work.outbox.give_up(notice.id, now, error)
        record(
            work, tools, "notice:undeliverable", notice.subject, WORKER, now, reseller=notice.reseller,
            notice=str(notice.id), notice_kind=notice.kind, error=error,
        )  # fmt: skip
