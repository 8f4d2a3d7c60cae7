"""Team leads are told of a name that waits to be compared, and again every second day: until two have looked, a good signature counts for nothing."""

from datetime import timedelta

from service.domain.access import WORKER, Role
from service.domain.signature_request import SignatureState
from service.use_cases.ports import Tools
from service.use_cases.recording import notify
from service.use_cases.repositories import Work

AGAIN_AFTER = timedelta(days=2)


def tell_of_waiting_names(tools: Tools) -> int:
    """How many wait. Safe to run twice: an occasion that was told of is not told of again."""
    now = tools.clock()
    with tools.transactions(WORKER) as work:
        waiting = [one for one in work.signature_requests.consented() if one.state is SignatureState.UNDER_NAME_REVIEW]
        recipients = _team_leads(work) if waiting else []
        for request in waiting:
            assert request.name_review is not None  # noqa: S101 - that state has one
            power = work.powers_of_attorney.get(request.power_of_attorney)
            times = (now - request.name_review.asked_at) // AGAIN_AFTER
            values = {"number": power.number, "days": str((now - request.name_review.asked_at).days)}
            if times == 0:
                notify(
                    work, tools, "name-review-waits", recipients, power.id, now,
                    occasion=str(request.id), reseller=power.reseller, values=values,
                )  # fmt: skip
            else:
                notify(
                    work, tools, "name-review-still-waits", recipients, power.id, now,
                    occasion=f"{request.id}:{times}", reseller=power.reseller, values=values,
                )  # fmt: skip
    return len(waiting)


def _team_leads(work: Work) -> list[str]:
    return [user.email for user in work.users.all() if user.role is Role.TEAM_LEAD and user.disabled_at is None]
