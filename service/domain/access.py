"""Who may do what: roles, actors and tenants."""

from dataclasses import dataclass
from datetime import datetime
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


# What an API token may be narrowed to: `<resource>:read` or `:write`; the resource is the address's first part.
TOKEN_SCOPES = tuple(
    f"{resource}:{verb}"
    for resource, verbs in {
        "authority-decisions": ("write",),
        "emergency-cases": ("read", "write"),
        "emergency-contacts": ("write",),
        "emergency-reports": ("read", "write"),
        "imports": ("write",),
        "powers-of-attorney": ("read", "write"),
        "resellers": ("read", "write"),
        "sessions": ("read", "write"),
        "signature-callbacks": ("write",),
        "tokens": ("read", "write"),
        "users": ("read", "write"),
        "verifications": ("write",),
    }.items()
    for verb in verbs
)
STAFF = frozenset({Role.AGENT, Role.TEAM_LEAD, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class User:
    """Someone who can log in.

    Attributes:
        email: lower case; for RESELLER the address of a representative of the record.
        reseller: the tenant, None for staff and auditors.
        issuer, subject: who he is at the OpenID provider; None: he never logged in there.
        disabled_at: from then on nothing of his opens anything; None: he may.
    """

    id: UserId
    email: str
    role: Role
    reseller: ResellerId | None = None
    name: str = ""
    issuer: str | None = None
    subject: str | None = None
    disabled_at: datetime | None = None
    last_log_in_at: datetime | None = None


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
