"""Who looks at a page, and the story's things as pages get them."""

from uuid import UUID

from service.domain.access import Role, User
from service.domain.ids import PowerOfAttorneyId, ResellerId, UserId
from service.domain.power_of_attorney import PowerOfAttorney
from service.pages.vollmacht import VollmachtPage, vollmacht_page
from service.use_cases.find_reseller import ResellerView, view_reseller
from service.use_cases.view_power_of_attorney import PowerOfAttorneyView, view_power_of_attorney
from service.web.identity import Identity
from tests.fakes.world import World
from tests.service.use_cases.story import AGENT

FIRST, SECOND, PROKURIST = "gross-weiss@pixelwerft.example", "zoe@pixelwerft.example", "lukasz@pixelwerft.example"


def grantor(world: World, email: str = FIRST) -> Identity:
    """A representative who is logged in."""
    return Identity(world.work.users.with_email(email)[0], None)


def staff_member(role: Role, number: int = 1) -> Identity:
    return Identity(User(UserId(UUID(int=number)), f"{role.value}@hoster.example", role), None)


def seen(world: World, power: PowerOfAttorney) -> PowerOfAttorneyView:
    return view_power_of_attorney(power.id, AGENT, world.tools())


def seen_reseller(world: World, reseller: ResellerId) -> ResellerView:
    return view_reseller(reseller, AGENT, world.tools())


def vollmacht_of(world: World, id: PowerOfAttorneyId, who: Identity) -> VollmachtPage:
    return vollmacht_page(view_power_of_attorney(id, AGENT, world.tools()), who)
