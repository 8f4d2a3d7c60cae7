"""All tables, and the transaction over them."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from service.domain.access import Actor
from tests.fakes.access import FakeApiTokens, FakeLinks, FakeOpenIdLogIns, FakeRateLimits, FakeSessions, FakeUsers
from tests.fakes.emergencies import FakeExtracts, FakeFiles, FakeOwned, FakeReports
from tests.fakes.parties import (
    FakeCustomerNotices,
    FakeCustomerObjections,
    FakeEndCustomers,
    FakeLetters,
    FakeResellers,
    FakeVerificationCodes,
)
from tests.fakes.powers import FakeDocuments, FakeIntents, FakePowers, FakeRequests
from tests.fakes.records import FakeAuditLog, FakeDecisions, FakeJobs, FakeOutbox


class FakeWork:
    """All tables; a transaction that fails puts them back as they were. `open`: how many are under way."""

    open: int = 0

    def __init__(self) -> None:
        self.resellers = FakeResellers()
        self.end_customers = FakeEndCustomers()
        self.customer_notices = FakeCustomerNotices()
        self.customer_objections = FakeCustomerObjections()
        self.letters = FakeLetters()
        self.verification_codes = FakeVerificationCodes()
        self.powers_of_attorney = FakePowers()
        self.documents = FakeDocuments()
        self.archive_intents = FakeIntents()
        self.signature_requests = FakeRequests()
        self.emergency_contacts = FakeOwned()
        self.emergency_cases = FakeOwned()
        self.emergency_reports = FakeReports()
        self.evidence_files = FakeFiles()
        self.register_extracts = FakeExtracts()
        self.decisions = FakeDecisions()
        self.users = FakeUsers()
        self.sessions = FakeSessions()
        self.api_tokens = FakeApiTokens()
        self.openid_log_ins = FakeOpenIdLogIns()
        self.idempotency_keys: Any = None
        self.audit_log = FakeAuditLog()
        self.outbox = FakeOutbox()
        self.links = FakeLinks()
        self.rate_limits = FakeRateLimits()
        self.jobs = FakeJobs()

    @contextmanager
    def apart(self, patience: timedelta) -> Iterator[None]:
        """What fails here was only read."""
        assert patience > timedelta(0)
        yield

    @contextmanager
    def transaction(self, actor: Actor) -> Iterator["FakeWork"]:
        tables = {name: table for name, table in vars(self).items() if name != "open"}
        before = {name: copy.copy(vars(table)) if table else None for name, table in tables.items()}
        kept = {name: {key: copy.copy(value) for key, value in rows.items()} for name, rows in before.items() if rows is not None}
        self.open += 1
        try:
            yield self
        except BaseException:
            for name, rows in kept.items():
                vars(getattr(self, name)).update(rows)
            raise
        finally:
            self.open -= 1
