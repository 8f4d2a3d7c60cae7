"""German pages: one file per page, view model and route; the view model decides, the template only shows."""

from fastapi import APIRouter

from service.pages import (
    account,
    act_for,
    asking,
    audit,
    call,
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
    emergency_account,
    emergency_decision,
    emergency_record,
    ending,
    letters,
    log_in,
    log_in_elsewhere,
    mailbox,
    name_review,
    provision,
    public_check,
    public_report,
    reports,
    review,
    revocation,
    signing,
    suspension,
    users,
    verification,
    vollmacht,
)


def routers() -> tuple[APIRouter, ...]:
    """Every page's routes. `draft` before `vollmacht`: `/vollmacht/neu` is no id."""
    of_the_reseller = (provision, contacts, customer_notices, draft, draft_scopes, draft_terms, draft_preview, vollmacht, signing)
    of_the_staff = (
        customer,
        call,
        asking,
        emergency,
        emergency_account,
        emergency_decision,
        emergency_record,
        reports,
        review,
        name_review,
        suspension,
        ending,
        audit,
        verification,
        letters,
        mailbox,
    )
    without_account = (contact, co_signer, revocation, public_report, public_check)
    first = (log_in, log_in_elsewhere, act_for, account, users)
    return tuple(module.router for module in (*first, *of_the_reseller, *of_the_staff, *without_account))
