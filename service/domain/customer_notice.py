"""The reseller told an end customer in advance that the hoster may act for him (Kundgabe, §§ 171, 174 S. 2 BGB)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from service.domain.ids import ResellerId
from service.domain.parties import Domain, DomainHolder, EndCustomer


class NoticeChannel(StrEnum):
    """How he was told."""

    EMAIL = "EMAIL"
    LETTER = "LETTER"
    CONTRACT = "CONTRACT"
    INVOICE = "INVOICE"
    IN_PERSON = "IN_PERSON"


@dataclass(frozen=True, slots=True)
class CustomerNotice:
    """The reseller's own statement; what it proves is for him to keep.

    Attributes:
        end_customer: his reference within the reseller; an import of the same customer leaves the notice.
        recorded_by: audit label.
    """

    reseller: ResellerId
    end_customer: str
    channel: NoticeChannel
    informed_on: date
    recorded_by: str
    recorded_at: datetime


def informed_count(customers: Sequence[EndCustomer], notices: Sequence[CustomerNotice]) -> int:
    """How many of today's end customers were told."""
    told = {notice.end_customer for notice in notices}
    return sum(customer.ref in told for customer in customers)


def domains_held_by_others(customers: Sequence[EndCustomer]) -> tuple[tuple[EndCustomer, Domain], ...]:
    """Domains whose registered holder is not the end customer: they would be stuck with the estate."""
    return tuple(
        (customer, domain)
        for customer in customers
        for domain in customer.domains
        if domain.holder is not DomainHolder.END_CUSTOMER
    )
