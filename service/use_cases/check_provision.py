"""Once a year the reseller is asked whether his provision is still right."""

from datetime import timedelta

from service.domain.access import WORKER, Actor, Role
from service.domain.ids import ResellerId
from service.domain.power_of_attorney import State
from service.domain.reseller import Reseller
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record, require_tenant

# Looking through everybody is a thing for once a day, whichever process does it.
ONCE_A_DAY = "yearly-check"


def confirm_provision(reseller: ResellerId, actor: Actor, tools: Tools) -> Reseller:
    """„Alles stimmt noch“: for another year."""
    actor.require(Role.RESELLER)
    require_tenant(actor, reseller)
    now = tools.clock()
    with tools.transactions(actor) as work:
        checked = work.resellers.get(reseller, for_update=True).checked(now)
        work.resellers.save(checked)
        record(work, tools, "reseller:provision-checked", reseller, actor, now, reseller=reseller)
    return checked


def ask_to_check(tools: Tools) -> int:
    """A letter to each whose year is over. Safe to run twice, and at once in several processes."""
    now = tools.clock()
    asked = 0
    with tools.transactions(WORKER) as work:
        if work.rate_limits.ask(ONCE_A_DAY, times=1, window=timedelta(days=1), at=now) is not None:
            return 0
        for power in work.powers_of_attorney.in_state(State.EFFECTIVE):
            reseller = work.resellers.get(power.reseller)
            if not reseller.check_due(power.effective_at, now):
                continue
            last = max(one for one in (reseller.checked_at, power.effective_at) if one is not None)
            notify(
                work, tools, "provision-check", [reseller.grantor.email], reseller.id, now,
                occasion=f"{last.isoformat()}+{(now - last).days // 365}", reseller=reseller.id,
            )  # fmt: skip
            asked += 1
    return asked
