"""One transaction on behalf of one actor: the only place that commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.database.accounts import UserRepository
from service.database.api_tokens import ApiTokenRepository
from service.database.backlog import BacklogRepository
from service.database.customer_notices import CustomerNoticeRepository
from service.database.customer_objections import CustomerObjectionRepository
from service.database.decisions import DecisionRepository
from service.database.documents import ArchiveIntentRepository, DocumentRepository
from service.database.emergencies import (
    EmergencyCaseRepository,
    EmergencyContactRepository,
    EvidenceFileRepository,
    RegisterExtractRepository,
)
from service.database.emergency_reports import EmergencyReportRepository
from service.database.idempotency_keys import IdempotencyKeyRepository
from service.database.letters import LetterRepository
from service.database.links import LinkRepository
from service.database.powers_of_attorney import PowerOfAttorneyRepository
from service.database.rate_limits import RateLimitRepository
from service.database.records import AuditLogRepository, JobRepository, OutboxRepository
from service.database.resellers import EndCustomerRepository, ResellerRepository
from service.database.sessions import OpenIdLogInRepository, SessionRepository
from service.database.signature_requests import SignatureRequestRepository
from service.database.tenants import TenantRepository
from service.database.urls import app_conninfo, sqlalchemy_url
from service.database.verification_codes import VerificationCodeRepository
from service.domain.access import Actor, Role
from service.domain.errors import Conflict, Fault, InputRefused, Unavailable

_CONTEXT = text("SELECT set_config('vollmacht.actor', :actor, true), set_config('vollmacht.reseller', :reseller, true)")
_PATIENCE = text("SELECT set_config('statement_timeout', :milliseconds, true)")

ALL_TENANTS = "*"
_UNSTORABLE = Fault("$", "UNSTORABLE", "Die Anfrage enthält Zeichen oder Zahlen, die sich nicht speichern lassen.")


def tenant_of(actor: Actor) -> str:
    """What row-level security lets this transaction see: one reseller, `*` all, and nothing for a reseller without a tenant."""
    if actor.role is Role.RESELLER or actor.reseller is not None:
        return str(actor.reseller or "")
    return ALL_TENANTS


class DatabaseWork:
    """Implements `repositories.Work` on one connection; each repository is made when first asked for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def apart(self, patience: timedelta) -> Iterator[None]:
        """A savepoint. A connection that is gone fails the whole transaction, as ever."""
        try:
            with self._connection.begin_nested():
                self._connection.execute(_PATIENCE, {"milliseconds": str(round(patience.total_seconds() * 1000))})
                yield
        except OperationalError as error:
            if error.connection_invalidated or self._connection.closed or self._connection.invalidated:
                raise
            raise Unavailable("Eine Auskunftsquelle antwortet gerade nicht.") from error

    @cached_property
    def resellers(self) -> ResellerRepository:
        return ResellerRepository(self._connection)

    @cached_property
    def end_customers(self) -> EndCustomerRepository:
        return EndCustomerRepository(self._connection)

    @cached_property
    def customer_notices(self) -> CustomerNoticeRepository:
        return CustomerNoticeRepository(self._connection)

    @cached_property
    def customer_objections(self) -> CustomerObjectionRepository:
        return CustomerObjectionRepository(self._connection)

    @cached_property
    def letters(self) -> LetterRepository:
        return LetterRepository(self._connection)

    @cached_property
    def powers_of_attorney(self) -> PowerOfAttorneyRepository:
        return PowerOfAttorneyRepository(self._connection)

    @cached_property
    def documents(self) -> DocumentRepository:
        return DocumentRepository(self._connection)

    @cached_property
    def archive_intents(self) -> ArchiveIntentRepository:
        return ArchiveIntentRepository(self._connection)

    @cached_property
    def signature_requests(self) -> SignatureRequestRepository:
        return SignatureRequestRepository(self._connection)

    @cached_property
    def emergency_contacts(self) -> EmergencyContactRepository:
        return EmergencyContactRepository(self._connection)

    @cached_property
    def emergency_cases(self) -> EmergencyCaseRepository:
        return EmergencyCaseRepository(self._connection)

    @cached_property
    def emergency_reports(self) -> EmergencyReportRepository:
        return EmergencyReportRepository(self._connection)

    @cached_property
    def evidence_files(self) -> EvidenceFileRepository:
        return EvidenceFileRepository(self._connection)

    @cached_property
    def register_extracts(self) -> RegisterExtractRepository:
        return RegisterExtractRepository(self._connection)

    @cached_property
    def decisions(self) -> DecisionRepository:
        return DecisionRepository(self._connection)

    @cached_property
    def verification_codes(self) -> VerificationCodeRepository:
        return VerificationCodeRepository(self._connection)

    @cached_property
    def users(self) -> UserRepository:
        return UserRepository(self._connection)

    @cached_property
    def sessions(self) -> SessionRepository:
        return SessionRepository(self._connection)

    @cached_property
    def api_tokens(self) -> ApiTokenRepository:
        return ApiTokenRepository(self._connection)

    @cached_property
    def openid_log_ins(self) -> OpenIdLogInRepository:
        return OpenIdLogInRepository(self._connection)

    @cached_property
    def idempotency_keys(self) -> IdempotencyKeyRepository:
        return IdempotencyKeyRepository(self._connection)

    @cached_property
    def audit_log(self) -> AuditLogRepository:
        return AuditLogRepository(self._connection)

    @cached_property
    def outbox(self) -> OutboxRepository:
        return OutboxRepository(self._connection)

    @cached_property
    def backlog(self) -> BacklogRepository:
        return BacklogRepository(self._connection)

    @cached_property
    def tenants(self) -> TenantRepository:
        return TenantRepository(self._connection)

    @cached_property
    def rate_limits(self) -> RateLimitRepository:
        return RateLimitRepository(self._connection)

    @cached_property
    def links(self) -> LinkRepository:
        return LinkRepository(self._connection)

    @cached_property
    def jobs(self) -> JobRepository:
        return JobRepository(self._connection)


class DatabaseTransactions:
    """Implements `repositories.Transactions`. Every connection drops to the role without ownership as it connects.

    Args:
        port: where the server listens by now, asked for each new connection; None: where the address says.
    """

    def __init__(self, url: str, *, connections: int = 12, port: Callable[[], int] | None = None) -> None:
        self._engine: Engine = create_engine(
            sqlalchemy_url(app_conninfo(url)),
            pool_size=connections,
            max_overflow=0,
            pool_timeout=10,
            pool_pre_ping=True,
            hide_parameters=True,  # an error's text ends in a log, and the parameters are people's
        )
        if port is not None:
            event.listen(self._engine, "do_connect", lambda *given: given[-1].update(port=port()))

    @contextmanager
    def __call__(self, actor: Actor) -> Iterator[DatabaseWork]:
        """Commit at the end of the block, roll back on any exception.

        Raises:
            Unavailable: the database does not answer.
            InputRefused: a text with NUL or half a surrogate pair, a number beyond all bounds: nothing can keep it.
            Conflict: a rule the database keeps (one effective Vollmacht, one open leg, one open case) would break.
        """
        try:
            with self._engine.begin() as connection:
                connection.execute(_CONTEXT, {"actor": actor.label, "reseller": tenant_of(actor)})
                yield DatabaseWork(connection)
        except IntegrityError as error:
            raise Conflict("Das widerspricht einem anderen Vorgang, der gerade gespeichert wurde.") from error
        except (DataError, UnicodeEncodeError) as error:
            raise InputRefused([_UNSTORABLE]) from error
        except (OperationalError, InterfaceError, PoolTimeout) as error:
            raise Unavailable("Die Datenbank antwortet gerade nicht. Bitte gleich noch einmal versuchen.") from error

    def close(self) -> None:
        self._engine.dispose()
