"""While the archive's store is asked nobody's transaction waits for it: it may hang for 15 seconds (fault 5), and connections are few."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest

from service.app import create_app
from service.domain.access import OPERATOR
from service.domain.document import ArchiveReceipt, PowerOfAttorneyDocument
from service.domain.errors import Conflict
from service.domain.ids import DocumentId, PowerOfAttorneyId
from service.use_cases.archive_document import archive_state
from service.use_cases.export_evidence import export_evidence
from service.use_cases.renew_document import renew_document
from service.web.state import WebState
from service.wiring.chance import clock
from tests.fakes.archive import FakeArchive
from tests.fakes.signing import FakeDocumentWriter
from tests.service.api.test_story import AGENT, AUDITOR, effective
from tests.service.conftest import ORIGIN, Site

IDLE = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"


class Watching(FakeArchive):
    """Each time it is asked it looks who waits for the answer with a transaction open. `meanwhile` happens once, while it reads."""

    def __init__(self, archive: FakeArchive, connection: psycopg.Connection) -> None:
        super().__init__(objects=archive.objects, events=archive.events)
        self._connection = connection
        self.asked: list[int] = []
        self.meanwhile: Callable[[], None] = lambda: None

    def read(self, receipt: ArchiveReceipt) -> bytes:
        self._look()
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        return super().read(receipt)

    def store(self, *arguments: object, **named: object) -> ArchiveReceipt:
        self._look()
        return super().store(*arguments, **named)  # type: ignore[arg-type]

    def append_event(self, *arguments: object, **named: object) -> None:
        self._look()
        super().append_event(*arguments, **named)  # type: ignore[arg-type]

    def _look(self) -> None:
        found = self._connection.execute(IDLE).fetchone()
        assert found is not None
        self.asked.append(found[0])


class Marked(FakeDocumentWriter):
    """Every file is of this document."""

    document: DocumentId | None = None

    def marked(self, pdf: bytes) -> DocumentId | None:
        return self.document


@dataclass(frozen=True)
class Watched:
    """A site whose store is watched from the beginning."""

    site: Site
    store: Watching
    writer: Marked

    def renew(self, document: DocumentId) -> None:
        assert renew_document(document, self.site.tools)

    def effective(self) -> PowerOfAttorneyDocument:
        """The document of an effective Vollmacht; what the store was asked on the way is forgotten."""
        power = PowerOfAttorneyId(UUID(effective(self.site)))
        self.store.asked.clear()
        with self.site.tools.transactions(OPERATOR) as work:
            document = work.documents.of(power)
        assert document is not None
        return document


@pytest.fixture
def watched(site: Site, database_url: str) -> Iterator[Watched]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        store, writer = Watching(site.world.archive, connection), Marked()
        tools = replace(site.tools, archive=store, documents=writer)
        app = create_app(WebState(tools=tools, public_url=ORIGIN, provider_origins=("https://provider.example",)), version="0")
        yield Watched(Site(app, tools, site.world), store, writer)


def test_neither_the_worker_nor_the_acceptance_holds_a_transaction_while_the_store_is_asked(watched: Watched) -> None:
    power = PowerOfAttorneyId(UUID(effective(watched.site)))
    archive_state(power, watched.site.tools)

    assert watched.store.asked == [0, 0, 0], "stored, read before the acceptance, the state appended"


@pytest.mark.parametrize("what", ["document", "evidence"])
def test_nor_does_a_download(watched: Watched, what: str) -> None:
    power = watched.effective().power_of_attorney

    assert watched.site.api(AUDITOR).get(f"/v1/powers-of-attorney/{power}/{what}").status_code == 200

    assert watched.store.asked == [0]


def test_nor_does_the_report(watched: Watched) -> None:
    power = watched.effective().power_of_attorney

    assert watched.site.browser(AGENT).get(f"/vollmacht/{power}/pruefbericht.pdf").status_code == 200

    assert watched.store.asked == [0]


def test_nor_does_the_verdict_on_a_file_of_ours(watched: Watched) -> None:
    watched.writer.document = watched.effective().id
    pdf = next(iter(watched.store.objects.values()))

    answer = watched.site.api(AGENT).post("/v1/verifications", content=pdf, headers={"content-type": "application/pdf"})

    assert answer.status_code == 200, answer.text
    assert watched.store.asked == [0]


def test_nor_does_the_renewal(watched: Watched) -> None:
    watched.site.world.signatures.timestamps_end = clock() + timedelta(days=30)
    document = watched.effective()
    watched.site.world.signatures.timestamps_end = clock() + timedelta(days=3000)

    assert renew_document(document.id, watched.site.tools)

    assert watched.store.asked == [0, 0]


def test_evidence_of_a_document_that_is_renewed_while_it_is_read_is_asked_for_again(watched: Watched) -> None:
    """Else the proof of storage would name another file than the one beside it."""
    watched.site.world.signatures.timestamps_end = clock() + timedelta(days=30)
    document = watched.effective()
    watched.site.world.signatures.timestamps_end = clock() + timedelta(days=3000)
    watched.store.meanwhile = lambda: watched.renew(document.id)

    with pytest.raises(Conflict, match="neu archiviert"):
        export_evidence(document.power_of_attorney, OPERATOR, watched.site.tools)
    assert export_evidence(document.power_of_attorney, OPERATOR, watched.site.tools).count(b"|sealed") == 2


def test_nobody_accepts_a_document_that_is_exchanged_while_it_is_read(watched: Watched) -> None:
    watched.site.world.signatures.timestamps_end = clock() + timedelta(days=30)

    def renew_the_only_one() -> None:
        watched.site.world.signatures.timestamps_end = clock() + timedelta(days=3000)
        with watched.site.tools.transactions(OPERATOR) as work:
            [document] = work.documents.archived(after=None, limit=2)
        watched.renew(document.id)

    watched.store.meanwhile = renew_the_only_one

    with pytest.raises(AssertionError, match="document-not-archived"):
        effective(watched.site)
