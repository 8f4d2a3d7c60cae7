"""Users: invite, change role and tenant, disable and enable. Only the administration, or the operator at the command line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.domain.access import OPERATOR, Actor, Role, User
from service.domain.errors import Conflict, Fault, InputRefused, NotFound
from service.domain.ids import ResellerId, UserId
from service.use_cases.ports import Tools
from service.use_cases.recording import notify, record
from service.use_cases.repositories import Work


@dataclass(frozen=True, slots=True)
class KnownUser:
    """A user with the customer number of his tenant; empty for staff."""

    user: User
    customer_no: str


def list_users(actor: Actor, tools: Tools) -> Sequence[KnownUser]:
    """Staff first, then by address."""
    actor.require(Role.ADMIN)
    with tools.transactions(actor) as work:
        known = [_known(work, user) for user in work.users.all()]
    return sorted(known, key=lambda one: (one.user.role is Role.RESELLER, one.user.email, one.customer_no))


def find_user(id: UserId, actor: Actor, tools: Tools) -> KnownUser:
    """Raises NotFound."""
    actor.require(Role.ADMIN)
    with tools.transactions(actor) as work:
        return _known(work, work.users.get(id))


def user_with_email(email: str, tools: Tools, *, customer_no: str | None = None) -> User:
    """For the operator's commands.

    Raises:
        NotFound: nobody, or nobody for that customer number.
    """
    with tools.transactions(OPERATOR) as work:
        users = list(work.users.with_email(email.strip().casefold()))
        if customer_no is not None:
            users = [user for user in users if _known(work, user).customer_no == customer_no]
    if not users:
        raise NotFound("Diese Adresse hat keinen Zugang.")
    return users[0]


def create_user(
    email: str, role: Role, tools: Tools, *, password: str | None = None, name: str = "", customer_no: str | None = None
) -> User:
    """Add a user as the operator.

    Raises:
        NotFound: unknown customer number.
        Conflict: the address has this log-in already.
    """
    hashed = tools.passwords.hash(password) if password else None
    with tools.transactions(OPERATOR) as work:
        return _added(work, email, role, name, customer_no, hashed, OPERATOR, tools)


def invite_user(email: str, role: Role, name: str, customer_no: str | None, actor: Actor, tools: Tools) -> User:
    """Add a user and tell him: he logs in at the hoster's OpenID provider with this address, in the sandbox with its password.

    Raises:
        InputRefused: a reseller without a known customer number, or staff with one.
        Conflict: the address has this log-in already.
    """
    actor.require(Role.ADMIN)
    hashed = tools.policy.sandbox_password_hash if tools.policy.sandbox else None
    with tools.transactions(actor) as work:
        user = _added(work, email, role, name, customer_no, hashed, actor, tools)
        notify(work, tools, "user-invited", [user.email], user.id, tools.clock(), occasion="invited", reseller=user.reseller)
        return user


def change_user(id: UserId, role: Role, customer_no: str | None, actor: Actor, tools: Tools) -> User:
    """Another role or tenant; whoever is logged in as what he was is logged out.

    Raises:
        InputRefused, Conflict: as `invite_user`; also one's own role.
    """
    actor.require(Role.ADMIN)
    with tools.transactions(actor) as work:
        _refuse_self(id, actor)
        user = work.users.get(id)
        changed = replace(user, role=role, reseller=_reseller_of(work, role, customer_no))
        if changed == user:
            return user
        _refuse_taken(work, changed)
        work.users.save(changed)
        work.sessions.end_all(id)
        record(
            work, tools, "user:changed", id, actor, tools.clock(), reseller=changed.reseller, role=role.value, before=user.role.value
        )  # fmt: skip
        return changed


def disable_user(id: UserId, actor: Actor, tools: Tools) -> User:
    """From now on neither his sessions nor his tokens open anything. Safe to run twice.

    Raises:
        Conflict: oneself: somebody must be left to undo it.
    """
    actor.require(Role.ADMIN)
    now = tools.clock()
    with tools.transactions(actor) as work:
        _refuse_self(id, actor)
        user = work.users.get(id)
        if user.disabled_at is not None:
            return user
        disabled = replace(user, disabled_at=now)
        work.users.save(disabled)
        work.sessions.end_all(id)
        record(work, tools, "user:disabled", id, actor, now, reseller=user.reseller)
        return disabled


def enable_user(id: UserId, actor: Actor, tools: Tools) -> User:
    """He may log in again; tokens that were not revoked open again. Safe to run twice."""
    actor.require(Role.ADMIN)
    with tools.transactions(actor) as work:
        user = work.users.get(id)
        if user.disabled_at is None:
            return user
        enabled = replace(user, disabled_at=None)
        work.users.save(enabled)
        record(work, tools, "user:enabled", id, actor, tools.clock(), reseller=user.reseller)
        return enabled


def _added(
    work: Work, email: str, role: Role, name: str, customer_no: str | None, hashed: str | None, actor: Actor, tools: Tools
) -> User:
    reseller = _reseller_of(work, role, customer_no)
    user = User(id=UserId(tools.new_id()), email=email.strip().casefold(), role=role, reseller=reseller, name=name.strip())
    _refuse_taken(work, user)
    work.users.save(user, hashed)
    record(work, tools, "user:created", user.id, actor, tools.clock(), reseller=reseller, role=role.value)
    return user


def _reseller_of(work: Work, role: Role, customer_no: str | None) -> ResellerId | None:
    if (role is Role.RESELLER) != bool(customer_no):
        text = "Eine Kundennummer gehört zur Rolle Reseller, und nur zu ihr."
        raise InputRefused([Fault("$.customer_no", "MISSING" if not customer_no else "NOT_ALLOWED", text)])
    if not customer_no:
        return None
    found = work.resellers.by_customer_no(customer_no)
    if found is None:
        raise InputRefused([Fault("$.customer_no", "UNKNOWN_CUSTOMER_NO", f"Die Kundennummer {customer_no} ist nicht bekannt.")])
    return found.id


def _refuse_taken(work: Work, user: User) -> None:
    if any(other.reseller == user.reseller and other.id != user.id for other in work.users.with_email(user.email)):
        raise Conflict("Diese Adresse hat schon einen Zugang.")


def _refuse_self(id: UserId, actor: Actor) -> None:
    if actor.user == id:
        raise Conflict("Den eigenen Zugang kann niemand selbst ändern: Bitten Sie eine andere Person der Verwaltung.")


def _known(work: Work, user: User) -> KnownUser:
    return KnownUser(user, work.resellers.get(user.reseller).grantor.customer_no if user.reseller else "")
