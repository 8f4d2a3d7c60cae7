"""Log in at the hoster's OpenID provider: set out, come back once, in the same browser.

(1) `state`, nonce and PKCE verifier are ours, random, and kept with the hash of the browser's cookie   (forged or foreign callback)
(2) a callback claims them once, whatever becomes of it                                               (replayed state or code)
(3) the browser that comes back is the one that set out                                               (log-in CSRF, stolen link)
(4) `iss` names our provider before the code is sent anywhere                                         (mix-up, RFC 9207)
(5) the code is redeemed and the ID token verified by the port                                        (forged token, alg none, other nonce)
(6) only a user the hoster's rule allows gets a session                                               (unknown, disabled, no role)
"""

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

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
    """By the provider's subject; else, once, by the verified address of somebody who was invited. Whoever the claims give a role needs
    no invitation."""
    reseller = _reseller_of(work, person)
    known = [user for user in work.users.with_subject(person.issuer, person.subject) if _fits(user, person, reseller)]
    invited = [user for user in work.users.with_email(person.email) if user.subject is None and _fits(user, person, reseller)]
    user = next(iter(known or invited), None)
    if user is None and person.role is None:
        raise LogInRefused("Für Sie ist hier noch kein Zugang eingerichtet. Bitte wenden Sie sich an Ihre Verwaltung.")
    if user is not None and user.disabled_at is not None:
        raise LogInRefused("Ihr Zugang ist gesperrt. Bitte wenden Sie sich an Ihre Verwaltung.")
    taken = [
        one for one in work.users.with_email(person.email) if one.reseller == reseller and (user is None or one.id != user.id)
    ]
    if person.role is not None and taken:
        raise LogInRefused(
            "Ihre E-Mail-Adresse gehört hier schon zu einem anderen Zugang. Bitte wenden Sie sich an Ihre Verwaltung."
        )
    current = _as_claimed(user, person, reseller, tools)
    if current != user:
        work.users.save(current)
        kind = "user:created" if user is None else "user:changed"
        record(
            work, tools, kind, current.id, actor_of(current), tools.clock(), reseller=current.reseller, role=current.role.value,
            via="oidc",
        )  # fmt: skip
        if user is not None and user.role is not current.role:
            work.sessions.end_all(user.id)
    return current


def _fits(user: User, person: Identified, reseller: ResellerId | None) -> bool:
    """Whether this user is meant: of roles the claims give, the one of that tenant."""
    return person.role is None or user.reseller == reseller


def _as_claimed(user: User | None, person: Identified, reseller: ResellerId | None, tools: Tools) -> User:
    if user is None:
        assert person.role is not None  # noqa: S101 - refused above
        return User(UserId(tools.new_id()), person.email, person.role, reseller, person.name, person.issuer, person.subject)
    bound = replace(user, issuer=person.issuer, subject=person.subject, name=person.name or user.name)
    return bound if person.role is None else replace(bound, email=person.email, role=person.role)


def _reseller_of(work: Work, person: Identified) -> ResellerId | None:
    if person.role is not Role.RESELLER:
        return None
    found = work.resellers.by_customer_no(person.customer_no) if person.customer_no else None
    if found is None:
        raise LogInRefused("Zu Ihrer Anmeldung gehört keine Kundennummer, die wir kennen. Bitte wenden Sie sich an Ihren Hoster.")
    return found.id
