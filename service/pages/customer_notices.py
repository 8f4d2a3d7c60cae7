"""„Kunden informieren“: texts to take along, a list to tick off, and the domains that would be stuck."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from service.domain.access import Role
from service.domain.customer_notice import NoticeChannel, domains_held_by_others, informed_count
from service.domain.errors import InputRefused
from service.domain.parties import DomainHolder, EndCustomer, Hoster
from service.domain.power_of_attorney import BERLIN, LIVE
from service.pages.contacts import own
from service.pages.rendering import attachment, day, render, see_other
from service.use_cases.find_reseller import ResellerView, view_reseller
from service.use_cases.inform_customers import mark_customers_informed, withdraw_customer_notice
from service.use_cases.write_customer_notice import write_customer_notice
from service.web.identity import Identity, PageAccess
from service.web.state import RequestTools

router = APIRouter(prefix="/vorsorge/kunden")
Grantor = Annotated[Identity, Depends(PageAccess(Role.RESELLER))]
TITLE = "Kunden informieren"
CHANNELS = {
    NoticeChannel.EMAIL: "per E-Mail",
    NoticeChannel.LETTER: "per Brief",
    NoticeChannel.CONTRACT: "im Vertrag oder in den AGB",
    NoticeChannel.INVOICE: "mit einer Rechnung",
    NoticeChannel.IN_PERSON: "im Gespräch",
}
HOLDERS = {
    DomainHolder.RESELLER: "Sie selbst",
    DomainHolder.HOSTER: "wir",
    DomainHolder.UNKNOWN: "unbekannt",
}


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """Attributes:
    told: German, when and how; empty: not yet.
    """

    ref: str
    name: str
    domains: str
    told: str


@dataclass(frozen=True, slots=True)
class NoticePage:
    """Attributes:
    stuck: domain, end customer, who is registered as holder.
    """

    told: int
    count: int
    open: tuple[CustomerLine, ...]
    done: tuple[CustomerLine, ...]
    stuck: tuple[tuple[str, str, str], ...]
    letter: str
    clause: str
    has_letter: bool


@router.get("")
def page(request: Request, identity: Grantor, tools: RequestTools) -> Response:
    return _page(request, identity, tools)


@router.get("/brief")
def letter(identity: Grantor, tools: RequestTools) -> Response:
    """The whole notice as PDF, once there is a Vollmacht it can speak of."""
    return attachment(write_customer_notice(own(identity), identity.actor, tools), "application/pdf", "kundeninformation.pdf")


@router.post("")
def mark(
    request: Request,
    identity: Grantor,
    tools: RequestTools,
    channel: Annotated[NoticeChannel, Form()],
    informed_on: Annotated[date, Form()],
    refs: Annotated[list[str] | None, Form()] = None,
    everybody: Annotated[bool, Form()] = False,
) -> Response:
    """`everybody`: all who were not told yet, so that 140 customers are one click."""
    chosen = refs or []
    if everybody:
        seen = view_reseller(own(identity), identity.actor, tools)
        told = {notice.end_customer for notice in seen.notices}
        chosen = [customer.ref for customer in seen.end_customers if customer.ref not in told]
    try:
        mark_customers_informed(own(identity), identity.actor, tools, refs=chosen, channel=channel, informed_on=informed_on)
    except InputRefused as refused:
        return _page(request, identity, tools, refused=refused)
    return see_other("/vorsorge/kunden")


@router.post("/zuruecknehmen")
def withdraw(identity: Grantor, tools: RequestTools, ref: Annotated[str, Form(max_length=100)]) -> Response:
    withdraw_customer_notice(own(identity), identity.actor, tools, ref=ref)
    return see_other("/vorsorge/kunden")


def notice_page(seen: ResellerView, hoster: Hoster, public_url: str) -> NoticePage:
    notices = {notice.end_customer: notice for notice in seen.notices}

    def line(customer: EndCustomer) -> CustomerLine:
        notice = notices.get(customer.ref)
        told = f"am {day(notice.informed_on)} {CHANNELS[notice.channel]}" if notice else ""
        return CustomerLine(customer.ref, customer.name, ", ".join(one.name for one in customer.domains), told)

    lines = [line(customer) for customer in sorted(seen.end_customers, key=lambda one: one.name.casefold())]
    return NoticePage(
        told=informed_count(seen.end_customers, seen.notices),
        count=len(seen.end_customers),
        open=tuple(one for one in lines if not one.told),
        done=tuple(one for one in lines if one.told),
        stuck=tuple(
            (domain.name, customer.name, HOLDERS[domain.holder])
            for customer, domain in domains_held_by_others(seen.end_customers)
        ),
        letter=customer_letter(seen.reseller.grantor.name, hoster, public_url),
        clause=contract_clause(hoster),
        has_letter=any(power.state in LIVE for power in seen.powers),
    )


def customer_letter(reseller: str, hoster: Hoster, public_url: str) -> str:
    """What the reseller may send to his customers: it names the attorney and what for (§ 171 BGB), and how to check."""
    return (
        f"Vorsorge für Ihre Website\n\nGuten Tag,\n\nwir betreuen Ihre Internetdienste; technisch laufen sie bei {hoster.name}, {hoster.city}. "
        f"Falls wir einmal plötzlich ausfallen, sollen Website, E-Mail und Domains trotzdem weiterlaufen. Dafür haben wir {hoster.name} "
        "eine Vollmacht erteilt: In einem geprüften Notfall darf sie Sie in unserem Namen ansprechen und Ihre Dienste weiterführen.\n\n"
        "Sie müssen nichts tun, und an Ihrem Vertrag mit uns ändert sich nichts. Sollten Sie einmal eine solche Nachricht bekommen, können Sie "
        f"nachsehen, ob sie echt ist: {public_url}/pruefen oder am Telefon unter {hoster.phone}. Niemand wird Sie dabei nach Passwörtern, "
        "Bankdaten oder einer Zahlung fragen.\n\n"
        f"Möchten Sie das nicht, sagen Sie uns bitte Bescheid.\n\nFreundliche Grüße\n{reseller}"
    )


def contract_clause(hoster: Hoster) -> str:
    """A clause for the reseller's own terms: the third party is named, and the customer may end it (§ 309 Nr. 10 BGB)."""
    address = f"{hoster.name}, {hoster.street}, {hoster.postal_code} {hoster.city}"
    return (
        "Ausfall des Auftragnehmers. (1) Kann der Auftragnehmer wegen Tod, Unfall, Krankheit oder Geschäftsunfähigkeit seine Leistungen nicht "
        f"erbringen, oder ist er trotz mehrerer Versuche nicht erreichbar, darf {address}, aufgrund einer vom Auftragnehmer erteilten Vollmacht "
        "den Auftraggeber unmittelbar unterrichten und die für ihn betriebenen Hosting- und Domaindienste vorläufig weiterführen. "
        f"(2) Ein Vertrag zwischen dem Auftraggeber und {hoster.name} entsteht dadurch nicht. Der Auftraggeber kann den Vertrag mit dem "
        "Auftragnehmer in diesem Fall ohne Einhaltung einer Frist kündigen und der Kontaktaufnahme jederzeit widersprechen. "
        "(3) Fällt der Auftragnehmer tatsächlich oder rechtlich weg oder wird er insolvent, darf der Auftraggeber "
        f"{hoster.name} unmittelbar anweisen, seine Daten zu löschen oder herauszugeben."
    )


def _page(request: Request, identity: Identity, tools: RequestTools, *, refused: InputRefused | None = None) -> Response:
    seen = view_reseller(own(identity), identity.actor, tools)
    view = notice_page(seen, tools.policy.hoster or seen.reseller.hoster, tools.policy.public_url)
    return render(
        request, "customer-notices.html", TITLE, status=422 if refused else 200, page=view,
        channels=tuple((channel.value, text) for channel, text in CHANNELS.items()),
        today=tools.clock().astimezone(BERLIN).date().isoformat(), faults=tuple(fault.text for fault in (refused.faults if refused else ())),
    )  # fmt: skip
