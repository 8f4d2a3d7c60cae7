"""Rechenschaftsbericht (§§ 259, 666, 667 BGB): what was done in a case, for whom, at what cost, and what was received."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from forms.blocks import Block, Column, Document, Grid
from forms.composing import document_of, edition_for, fill, letterhead, power_fields, power_traits, scope_titles, table
from forms.errors import InputRefused, UnknownCode
from forms.filled_wording import FilledWording
from forms.issue import GrantedPower, Issue
from forms.parties import Hoster
from forms.phrases import day, euros, instant
from forms.refusing import refuse_unless_money
from forms.wording.edition import Edition

NAME = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountedAction:
    """One act. `customer`: the end customer's name, None if it concerned all; `detail`: a domain or a few words;
    `cost_eur`: decimal string with two digits."""

    on: date
    action: str
    customer: str | None = None
    detail: str | None = None
    cost_eur: str = "0.00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What the attorney obtained for the grantor, and where it is now (§ 667 BGB)."""

    on: date
    what: str
    whereabouts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountInput:
    """The account of one case.

    Attributes:
        recipient: who receives it: GRANTOR, HEIRS, ADMINISTRATOR, LIQUIDATOR or GUARDIAN.
        recipient_lines: name and address, one line each.
        ground: the kind of event as a code; never a diagnosis.
        active_from, approved_at: None: the case was never active, nothing was done by the Vollmacht.
        cost_cap_eur_per_month: as agreed, decimal string.
    """

    issue: Issue
    hoster: Hoster
    power: GrantedPower
    recipient: str
    recipient_lines: tuple[str, ...]
    written_on: date
    case_code: str
    ground: str
    reported_at: datetime
    approved_at: datetime | None
    active_from: datetime | None
    ended_at: datetime
    approved_scopes: tuple[str, ...]
    cost_cap_eur_per_month: str
    actions: tuple[AccountedAction, ...] = ()
    received: tuple[Received, ...] = ()


def build(data: AccountInput) -> Document:
    """The document as a tree of blocks. Raises as `forms.composing.edition_for`."""
    edition = edition_for(NAME, data)
    _refuse_unusable(data, edition)
    cap = Decimal(data.cost_cap_eur_per_month)
    months = _per_month(data.actions)
    total = sum(months.values(), Decimal())
    wording = fill(
        edition,
        data,
        traits={
            **power_traits(data.power),
            "actions": bool(data.actions),
            "several_customers": len({action.customer for action in data.actions}) > 1,
            "received": bool(data.received),
            "cap_kept": all(spent <= cap for spent in months.values()),
        },
        fields={
            **power_fields(data.power, edition),
            "case_code": data.case_code,
            "cost_cap": euros(data.cost_cap_eur_per_month, edition),
            "total": _money(total, edition),
            "claim": _money(sum((min(spent, cap) for spent in months.values()), Decimal()), edition),
        },
    )
    return document_of(
        wording,
        data.issue,
        {
            "letterhead": lambda _: (_head(data, wording),),
            "case_table": lambda _: (_case(data, wording),),
            "actions": lambda _: (_actions(data, wording, total),) if data.actions else (),
            "customers": lambda _: (_customers(data, wording, total),),
            "months": lambda _: (_months(data, wording, months),),
            "received": lambda _: (_received(data, wording),) if data.received else (),
        },
    )


def _refuse_unusable(data: AccountInput, edition: Edition) -> None:
    codes = [("ground", data.ground, "ground"), ("recipient", data.recipient, "recipient")]
    codes += [(f"actions[{n}].action", action.action, "action") for n, action in enumerate(data.actions)]
    codes += [(f"approved_scopes[{n}]", scope, "scope") for n, scope in enumerate(data.approved_scopes)]
    for path, code, name in codes:
        if code not in edition.codes[name]:
            raise UnknownCode(path, code)
    refuse_unless_money("cost_cap_eur_per_month", data.cost_cap_eur_per_month)
    for position, action in enumerate(data.actions):
        refuse_unless_money(f"actions[{position}].cost_eur", action.cost_eur)
    if not data.recipient_lines:
        raise InputRefused("recipient_lines", "an account is given to somebody")


def _per_month(actions: tuple[AccountedAction, ...]) -> dict[tuple[int, int], Decimal]:
    months: defaultdict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for action in sorted(actions, key=lambda action: action.on):
        months[action.on.year, action.on.month] += Decimal(action.cost_eur)
    return dict(months)


def _money(amount: Decimal, edition: Edition) -> str:
    return euros(f"{amount:.2f}", edition)


def _head(data: AccountInput, wording: FilledWording) -> Block:
    label, edition = wording.label, wording.edition
    details = [
        (label("date"), day(data.written_on, edition)),
        (label("our_reference"), data.case_code),
        (label("your_reference"), data.power.principal.customer_no),
        (label("to"), edition.codes["recipient"][data.recipient]),
    ]
    return letterhead(wording, data.recipient_lines, details)


def _case(data: AccountInput, wording: FilledWording) -> Block:
    label, edition = wording.label, wording.edition
    rows = [
        (label("case"), data.case_code),
        (label("ground"), edition.codes["ground"][data.ground]),
        (label("reported_at"), instant(data.reported_at, edition)),
        (label("approved_at"), instant(data.approved_at, edition) if data.approved_at else None),
        (label("active_from"), instant(data.active_from, edition) if data.active_from else None),
        (label("ended_at"), instant(data.ended_at, edition)),
        (label("approved_scopes"), ", ".join(scope_titles(data.approved_scopes, edition)) or label("none")),
        (label("cost_cap"), wording.plain("{cost_cap}")),
    ]
    return table(label("table_case"), rows)


def _actions(data: AccountInput, wording: FilledWording, total: Decimal) -> Block:
    label, edition = wording.label, wording.edition
    columns = (
        Column(label("day_column"), 2),
        Column(label("customer_column"), 4.2),
        Column(label("action_column"), 5.6),
        Column(label("cost_column"), 2, numeric=True),
    )
    rows = []
    for action in sorted(data.actions, key=lambda action: action.on):
        what = edition.codes["action"][action.action]
        said = f"{what}: {action.detail}" if action.detail else what
        customer = action.customer or label("without_customer")
        rows.append((day(action.on, edition), customer, said, euros(action.cost_eur, edition)))
    last = (label("total"), "", "", _money(total, edition))
    return Grid(columns, tuple(rows), label("actions_summary"), total=last)


def _customers(data: AccountInput, wording: FilledWording, total: Decimal) -> Block:
    label, edition = wording.label, wording.edition
    columns = (
        Column(label("customer_column"), 6),
        Column(label("number_of_actions"), 2, numeric=True),
        Column(label("cost_column"), 2, numeric=True),
    )
    counts: defaultdict[str, int] = defaultdict(int)
    costs: defaultdict[str, Decimal] = defaultdict(Decimal)
    for action in data.actions:
        customer = action.customer or label("without_customer")
        counts[customer] += 1
        costs[customer] += Decimal(action.cost_eur)
    rows = tuple((customer, str(counts[customer]), _money(costs[customer], edition)) for customer in counts)
    last = (label("total"), str(len(data.actions)), _money(total, edition))
    return Grid(columns, rows, label("customers_summary"), total=last)


def _months(data: AccountInput, wording: FilledWording, months: dict[tuple[int, int], Decimal]) -> Block:
    label, edition = wording.label, wording.edition
    columns = (
        Column(label("month_column"), 4),
        Column(label("cost_column"), 3, numeric=True),
        Column(label("cap_column"), 3, numeric=True),
    )
    cap = euros(data.cost_cap_eur_per_month, edition)
    rows = tuple((f"{month:02d}/{year}", _money(spent, edition), cap) for (year, month), spent in months.items())
    return Grid(columns, rows, label("month_summary"))


def _received(data: AccountInput, wording: FilledWording) -> Block:
    label, edition = wording.label, wording.edition
    columns = (Column(label("day_column"), 2), Column(label("received_column"), 5), Column(label("returned_column"), 5))
    rows = tuple((day(one.on, edition), one.what, one.whereabouts) for one in data.received)
    return Grid(columns, rows, label("received_summary"))
