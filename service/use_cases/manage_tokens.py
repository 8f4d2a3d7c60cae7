"""API tokens: keys of the hoster's programmes, in the name of a user, narrowed by scopes and a date."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from service.domain.access import OPERATOR, TOKEN_SCOPES, Actor, Role, User
from service.domain.errors import Conflict, Fault, Forbidden, InputRefused, NotFound
from service.domain.ids import TokenId, UserId
from service.use_cases.account_repositories import ApiToken
from service.use_cases.log_in import SYSTEM, token_hash
from service.use_cases.manage_users import user_with_email
from service.use_cases.ports import Tools
from service.use_cases.recording import record

USED_EVERY = timedelta(hours=1)
MOST_TOKENS = 50


def issue_token(
    email: str,
    tools: Tools,
    *,
    customer_no: str | None = None,
    name: str = "",
    scopes: Collection[str] | None = None,
    expires_at: datetime | None = None,
) -> str:
    """An API token as the operator, shown once.

    Args:
        scopes: None: all the user may do.

    Raises:
        NotFound: no such user.
        InputRefused: an unknown scope, or an end in the past.
    """
    user = user_with_email(email, tools, customer_no=customer_no)
    return add_token(user.id, OPERATOR, tools, name=name, scopes=scopes, expires_at=expires_at)[1]


def add_token(
    user: UserId,
    actor: Actor,
    tools: Tools,
    *,
    name: str = "",
    scopes: Collection[str] | None = None,
    expires_at: datetime | None = None,
    issuer: ApiToken | None = None,
) -> tuple[ApiToken, str]:
    """The token and its secret, which is shown once.

    Args:
        issuer: asked for with that token: the new one may not do or last more.

    Raises:
        InputRefused, Conflict.
        Forbidden: for somebody else, the administration included: four eyes would be one person's.
    """
    if actor.user != user and actor.label != OPERATOR.label:
        raise Forbidden("Einen Token stellt nur aus, in wessen Namen er gilt.")
    now = tools.clock()
    _refuse_wrong(scopes, expires_at, now)
    if issuer is not None:
        _refuse_wider(issuer, scopes, expires_at)
    secret = tools.new_token()
    token = ApiToken(
        id=TokenId(tools.new_id()),
        user=user,
        token_sha256=token_hash(secret),
        created_at=now,
        name=name.strip(),
        scopes=tuple(sorted(set(scopes))) if scopes is not None else None,
        expires_at=expires_at,
    )
    with tools.transactions(SYSTEM) as work:
        owner = work.users.get(user)
        if sum(one.opens(now) for one in work.api_tokens.of(user)) >= MOST_TOKENS:
            raise Conflict(
                f"Mehr als {MOST_TOKENS} gültige Token sind nicht erlaubt. Bitte widerrufen Sie, was niemand mehr braucht."
            )
        work.api_tokens.add(token)
        record(
            work, tools, "token:issued", token.id, actor, now, reseller=owner.reseller, user=str(user),
            scopes=" ".join(token.scopes) if token.scopes is not None else None,
        )  # fmt: skip
    return token, secret


def list_tokens(user: UserId, actor: Actor, tools: Tools) -> Sequence[ApiToken]:
    """Newest first, ended ones included. Raises Forbidden: somebody else's, but for the administration."""
    _require_own(user, actor)
    with tools.transactions(SYSTEM) as work:
        return list(work.api_tokens.of(user))


def revoke_token(id: TokenId, actor: Actor, tools: Tools) -> None:
    """It opens nothing from now on. Safe to run twice. Raises NotFound: no such token, or somebody else's."""
    now = tools.clock()
    with tools.transactions(SYSTEM) as work:
        token = work.api_tokens.get(id)
        if token.user != actor.user and actor.role is not Role.ADMIN and actor.label != OPERATOR.label:
            raise NotFound("Diesen Token gibt es nicht.")
        if token.revoked_at is None:
            work.api_tokens.revoke(id, now)
            owner = work.users.get(token.user)
            record(work, tools, "token:revoked", id, actor, now, reseller=owner.reseller, user=str(token.user))


def resolve_token(secret: str, tools: Tools) -> tuple[User, ApiToken] | None:
    """None: unknown, revoked, past its end, or its user may no more."""
    now = tools.clock()
    with tools.transactions(SYSTEM) as work:
        token = work.api_tokens.by_hash(token_hash(secret))
        if token is None or not token.opens(now):
            return None
        user = work.users.get(token.user)
        if user.disabled_at is not None:
            return None
        if token.last_used_at is None or now - token.last_used_at >= USED_EVERY:
            work.api_tokens.used(token.id, now)
        return user, token


def _require_own(user: UserId, actor: Actor) -> None:
    if actor.user != user:
        actor.require(Role.ADMIN)


def _refuse_wrong(scopes: Collection[str] | None, expires_at: datetime | None, now: datetime) -> None:
    faults = []
    if unknown := sorted(set(scopes or ()) - set(TOKEN_SCOPES)):
        text = f"Diese Berechtigung gibt es nicht: {', '.join(unknown)}. Es gibt: {', '.join(TOKEN_SCOPES)}."
        faults.append(Fault("$.scopes", "UNKNOWN_SCOPE", text))
    if scopes is not None and not scopes:
        faults.append(Fault("$.scopes", "EMPTY", "Ein Token ohne jede Berechtigung öffnet nichts."))
    if expires_at is not None and expires_at <= now:
        faults.append(Fault("$.expires_at", "IN_THE_PAST", "Dieses Ende liegt in der Vergangenheit."))
    if faults:
        raise InputRefused(faults)


def _refuse_wider(issuer: ApiToken, scopes: Collection[str] | None, expires_at: datetime | None) -> None:
    """A programme must not make itself a stronger or longer-lived key."""
    if issuer.scopes is not None and (scopes is None or not set(scopes) <= set(issuer.scopes)):
        raise Forbidden("Ein Token kann keinen mit mehr Berechtigungen ausstellen.")
    if issuer.expires_at is not None and (expires_at is None or expires_at > issuer.expires_at):
        raise Forbidden("Ein Token kann keinen ausstellen, der länger gilt als er selbst.")
