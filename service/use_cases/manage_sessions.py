"""Sessions: one's own to see and to end; the administration ends a user's."""

from collections.abc import Sequence

from service.domain.access import Actor, Role
from service.domain.errors import NotFound
from service.domain.ids import SessionId, UserId
from service.use_cases.account_repositories import Session
from service.use_cases.log_in import SYSTEM, is_open
from service.use_cases.ports import Tools
from service.use_cases.recording import record


def list_sessions(user: UserId, actor: Actor, tools: Tools) -> Sequence[Session]:
    """The open ones, newest first. Raises Forbidden: somebody else's, but for the administration."""
    _require_own(user, actor)
    now = tools.clock()
    with tools.transactions(SYSTEM) as work:
        return [one for one in work.sessions.of(user) if is_open(one, now, tools)]


def end_session(id: SessionId, actor: Actor, tools: Tools) -> None:
    """Raises NotFound: no such session, or somebody else's."""
    with tools.transactions(SYSTEM) as work:
        session = work.sessions.get(id)
        if session.user != actor.user and actor.role is not Role.ADMIN:
            raise NotFound("Diese Anmeldung gibt es nicht mehr.")
        work.sessions.end(id)
        record(work, tools, "session:ended", id, actor, tools.clock(), reseller=actor.reseller, user=str(session.user))


def end_all_sessions(user: UserId, actor: Actor, tools: Tools, *, but: SessionId | None = None) -> int:
    """How many ended. Args: but: the one this is asked from."""
    _require_own(user, actor)
    with tools.transactions(SYSTEM) as work:
        ended = work.sessions.end_all(user, but=but)
        record(work, tools, "session:all-ended", user, actor, tools.clock(), reseller=actor.reseller, count=ended)
        return ended


def forget_sessions(tools: Tools) -> int:
    """Rows of sessions that ended by themselves. Safe to run twice."""
    now = tools.clock()
    with tools.transactions(SYSTEM) as work:
        return work.sessions.forget(expired_before=now, idle_since=now - tools.policy.session_idle)


def _require_own(user: UserId, actor: Actor) -> None:
    if actor.user != user:
        actor.require(Role.ADMIN)
