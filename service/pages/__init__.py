"""German pages: one file per page, view model and route; the view model decides, the template only shows."""

from fastapi import APIRouter

from service.pages import (
    asking,
    audit,
    co_signer,
    contact,
    contacts,
    customer,
    customer_notices,
    draft,
    emergency,
    log_in,
    mailbox,
    provision,
    review,
    signing,
    verification,
    vollmacht,
)


def routers() -> tuple[APIRouter, ...]:
    """Every page's routes. `draft` before `vollmacht`: `/vollmacht/neu` is no id."""
    modules = (
        log_in, provision, draft, vollmacht, signing, customer, asking, emergency, review, audit, verification, contact, contacts, customer_notices, co_signer,
        mailbox,
    )  # fmt: skip
    return tuple(module.router for module in modules)
