"""Somebody asked for another tenant's thing: he was told that it does not exist, the audit log is told who asked."""

from collections.abc import Sequence
from uuid import UUID

from service.domain.access import Actor, Role
from service.use_cases.log_in import SYSTEM
from service.use_cases.ports import Tools
from service.use_cases.recording import record


def note_foreign_access(asked_for: Sequence[str], actor: Actor, tools: Tools) -> bool:
    """After the answer, in a transaction of its own: the request's was rolled back.

    Args:
        asked_for: ids and customer numbers as they stood in the address.

    Returns:
        Whether one of them was another tenant's.
    """
    if actor.role is not Role.RESELLER:
        return False
    noted = False
    with tools.transactions(SYSTEM) as work:
        for text in asked_for:
            id = _uuid(text)
            known = work.resellers.by_customer_no(text) if id is None else None
            owner = work.tenants.owner_of(id) if id is not None else (known.id if known else None)
            if owner is None or owner == actor.reseller:
                continue
            noted = True
            record(
                work, tools, "access:foreign-id", id or owner, actor, tools.clock(), reseller=actor.reseller, owner=str(owner)
            )  # fmt: skip
    return noted


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
