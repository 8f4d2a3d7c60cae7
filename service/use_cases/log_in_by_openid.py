"""Log in at the hoster's OpenID provider: set out, come back once, in the same browser.

(1) `state`, nonce and PKCE verifier are ours, random, and kept with the hash of the browser's cookie   (forged or foreign callback)
(2) a callback claims them once, whatever becomes of it                                               (replayed state or code)
(3) the browser that comes back is the one that set out                                               (log-in CSRF, stolen link)
(4) `iss` names our provider before the code is sent anywhere                                         (mix-up, RFC 9207)
(5) the code is redeemed and the ID token verified by the port                                        (forged token, alg none, other nonce)
(6) only a user the hoster's rule allows gets a session                                               (unknown, disabled, no role)
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from service.domain.access import Role, User
from service.domain.errors import NotFound
from service.domain.ids import ResellerId, UserId
from service.use_cases.account_repositories import OpenIdLogIn
from service.use_cases.log_in import SYSTEM, Device, LoggedIn, LogInRefused, actor_of, begin_session, token_hash
from service.use_cases.openid_port import Identified, IdentityProvider
from service.use_cases.ports import Tools
from service.use_cases.recording import record
from service.use_cases.repositories import Work

WAY_AT_MOST = timedelta(minutes=10)
NEVER = datetime.min.replace(tzinfo=UTC)
DISABLED = "Ihr Zugang ist gesperrt. Bitte wenden Sie sich an Ihre Verwaltung."
TAKEN = "Ihre E-Mail-Adresse gehört hier schon zu einem anderen Zugang. Bitte wenden Sie sich an Ihre Verwaltung."
UNKNOWN = "Diese Anmeldung ist abgelaufen, wurde schon benutzt oder in einem anderen Browser begonnen. Bitte melden Sie sich noch einmal an."


@dataclass(frozen=True, slots=True)
class Returned:
    """What the provider's redirect brought back.

    Attributes:
        browser: the cookie's secret; empty: none came.
    """

    state: str
    code: str
    error: str
    issuer: str | None
    browser: str


def set_out(browser: str, return_to: str, redirect_uri: str, tools: Tools) -> str:
    """The provider's address for this browser.

    Args:
        browser: a secret in a cookie of this browser alone.

    Raises:
        NotFound: there is no provider.
        Unavailable: it does not answer.
    """
    provider = _provider(tools)
    state, nonce, verifier = tools.new_token(), tools.new_token(), tools.new_token()
    url = provider.authorisation_url(state=state, nonce=nonce, code_verifier=verifier, redirect_uri=redirect_uri)
    with tools.transactions(SYSTEM) as work:
        work.openid_log_ins.add(
            OpenIdLogIn(token_hash(state), token_hash(browser), nonce, verifier, return_to, tools.clock() + WAY_AT_MOST)
        )
    return url


def come_back(returned: Returned, redirect_uri: str, device: Device, tools: Tools) -> tuple[LoggedIn, str]:
    """A session, and where the user wanted to go.

    Raises:
        LogInRefused: one of the steps above does not hold.
        Unavailable: the provider does not answer.
    """
    provider = _provider(tools)
    with tools.transactions(SYSTEM) as work:  # (2)
        begun = work.openid_log_ins.claim(token_hash(returned.state))
    same_browser = begun is not None and secrets.compare_digest(begun.browser_sha256, token_hash(returned.browser))  # (1) (3)
    if begun is None or not same_browser or begun.expires_at <= tools.clock():
        raise LogInRefused(UNKNOWN)
    provider.require_issuer(returned.issuer)  # (4)
    if returned.error or not returned.code:
        raise LogInRefused("Der Anmeldedienst hat Sie nicht angemeldet. Bitte versuchen Sie es noch einmal.")
    person = provider.identify(  # (5)
        code=returned.code, nonce=begun.nonce, code_verifier=begun.code_verifier, redirect_uri=redirect_uri, at=tools.clock()
    )
    with tools.transactions(SYSTEM) as work:  # (6)
        user = _user_of(work, person, tools)
        return begin_session(work, user, tools, via="oidc", device=device), begun.return_to


def forget_unfinished(tools: Tools) -> int:
    """Log-ins nobody came back from. Safe to run twice."""
    with tools.transactions(SYSTEM) as work:
        return work.openid_log_ins.forget(tools.clock())


def _provider(tools: Tools) -> IdentityProvider:
    if tools.identity_provider is None:
        raise NotFound
    return tools.identity_provider


def _user_of(work: Work, person: Identified, tools: Tools) -> User:
    """The one of his users he logs in as: the one he used last; the others stand ready (`act_for`).

    By the provider's subject; else, once, by the verified address of somebody who was invited. Whoever the claims give a role needs
    no invitation.
    """
    bound = list(work.users.with_subject(person.issuer, person.subject))
    invited = [user for user in work.users.with_email(person.email) if user.subject is None]
    users: list[User | None]
    if person.role is None:
        users = _invited(work, person, [*bound, *invited], tools)
    else:
        tenants = _tenants_of(work, person)
        users = [_claimed(work, person, tenant, [*bound, *invited], tools) for tenant in tenants]
        _take_back(work, [user for user in bound if user.reseller not in tenants], tools)
    open_ones = [user for user in users if user is not None and user.disabled_at is None]
    if not open_ones:
        disabled = any(user is not None for user in users)
        raise LogInRefused(DISABLED if disabled else TAKEN)
    return max(open_ones, key=lambda user: user.last_log_in_at or NEVER)


def _invited(work: Work, person: Identified, users: Sequence[User], tools: Tools) -> list[User | None]:
    """Those of his first user's role: an agent who is a customer, too, is invited to that by another address."""
    if not users:
        raise LogInRefused("Für Sie ist hier noch kein Zugang eingerichtet. Bitte wenden Sie sich an Ihre Verwaltung.")
    return [_saved(work, user, _bound(user, person), tools) for user in users if user.role is users[0].role]


def _claimed(work: Work, person: Identified, tenant: ResellerId | None, users: Sequence[User], tools: Tools) -> User | None:
    """His user for that tenant, as the claims want it; None: his address belongs to somebody else's there."""
    user = next((one for one in users if one.reseller == tenant), None)
    taken = [one for one in work.users.with_email(person.email) if one.reseller == tenant and (user is None or one.id != user.id)]
    if taken:
        return None
    assert person.role is not None  # noqa: S101 - asked by the caller
    if user is None:
        fresh = User(UserId(tools.new_id()), person.email, person.role, tenant, person.name, person.issuer, person.subject)
        return _saved(work, None, fresh, tools)
    if user.disabled_at is not None:
        return user
    return _saved(work, user, replace(_bound(user, person), email=person.email, role=person.role), tools)


def _take_back(work: Work, users: Sequence[User], tools: Tools) -> None:
    """Whom he may not act for any more: nothing of it opens from now on, programmes included."""
    now = tools.clock()
    for user in users:
        unbound = replace(user, issuer=None, subject=None)
        work.users.save(unbound)
        work.sessions.end_all(user.id)
        for token in work.api_tokens.of(user.id):
            work.api_tokens.revoke(token.id, now)
        record(work, tools, "user:taken-back", user.id, SYSTEM, now, reseller=user.reseller, via="oidc")


def _bound(user: User, person: Identified) -> User:
    return replace(user, issuer=person.issuer, subject=person.subject, name=person.name or user.name)


def _saved(work: Work, before: User | None, user: User, tools: Tools) -> User:
    if user == before:
        return user
    work.users.save(user)
    kind = "user:created" if before is None else "user:changed"
    record(
        work, tools, kind, user.id, actor_of(user), tools.clock(), reseller=user.reseller, role=user.role.value, via="oidc",
    )  # fmt: skip
    if before is not None and before.role is not user.role:
        work.sessions.end_all(user.id)
    return user


def _tenants_of(work: Work, person: Identified) -> list[ResellerId | None]:
    """Numbers we do not know (yet) are left out, as long as there is one we know."""
    if person.role is not Role.RESELLER:
        return [None]
    found = [work.resellers.by_customer_no(number) for number in person.customer_nos]
    known: list[ResellerId | None] = [one.id for one in found if one is not None]
    if not known:
        raise LogInRefused("Zu Ihrer Anmeldung gehört keine Kundennummer, die wir kennen. Bitte wenden Sie sich an Ihren Hoster.")
    return known
