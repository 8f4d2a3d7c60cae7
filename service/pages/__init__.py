"""German pages: one file per page, view model and route; the view model decides, the template only shows."""

from fastapi import APIRouter

from service.pages import (
    account,
    asking,
    audit,
    co_signer,
    contact,
    contacts,
    customer,
    customer_notices,
    draft,
    draft_preview,
    draft_scopes,
    draft_terms,
    emergency,
    log_in,
    log_in_elsewhere,
    mailbox,
    provision,
    review,
    signing,
    users,
    verification,
    vollmacht,
)


def routers() -> tuple[APIRouter, ...]:
    """Every page's routes. `draft` before `vollmacht`: `/vollmacht/neu` is no id."""
    of_the_reseller = (provision, contacts, customer_notices, draft, draft_scopes, draft_terms, draft_preview, vollmacht, signing)
    of_the_staff = (customer, asking, emergency, review, audit, verification, mailbox)
    behind_links = (contact, co_signer)
    return tuple(
        module.router for module in (log_in, log_in_elsewhere, account, users, *of_the_reseller, *of_the_staff, *behind_links)
    )
