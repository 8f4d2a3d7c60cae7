"""Who may do what: roles, actors and tenants."""

from dataclasses import dataclass
from enum import StrEnum

from service.domain.errors import Forbidden
from service.domain.ids import ResellerId, UserId


class Role(StrEnum):
    """A user has exactly one. RESELLER covers every representative of one reseller."""

    RESELLER = "reseller"
    AGENT = "agent"
    TEAM_LEAD = "team_lead"
    AUDITOR = "auditor"
    ADMIN = "admin"


STAFF = frozenset({Role.AGENT, Role.TEAM_LEAD, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class User:
    """Someone who can log in.

    Attributes:
        email: lower case; for RESELLER the address of a representative of the record.
        reseller: the tenant, None for staff and auditors.
    """

    id: UserId
    email: str
    role: Role
    reseller: ResellerId | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """On whose behalf a transaction runs; stands in the audit log and in the database session.

    Attributes:
        user: None for the system itself (worker, command line of the operator).
        label: what the audit log shows: `user:<id>`, `operator`, `worker`.
    """

    label: str
    role: Role | None = None
    user: UserId | None = None
    reseller: ResellerId | None = None
    email: str | None = None

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF or self.label in {"operator", "worker"}

    def sees(self, reseller: ResellerId) -> bool:
        """Tenant check: staff, auditors and the system see all, a reseller only himself."""
        return self.role is not Role.RESELLER or self.reseller == reseller

    def require(self, *roles: Role) -> None:
        """Default deny inside the use cases, too: a route that forgot its policy still does nothing.

        Raises:
            Forbidden: the actor has none of the roles and is not the system itself.
        """
        if self.role not in roles and self.label not in {"operator", "worker"}:
            raise Forbidden("Ihre Rolle erlaubt das nicht.")


OPERATOR = Actor(label="operator")
WORKER = Actor(label="worker")
