"""Read every archived document again, and say what is odd."""

from collections.abc import Callable, Iterator

from service.domain.access import WORKER
from service.domain.archive_check import BESIDE, ArchiveCheck, CheckedDocument, Irregularity, IrregularityCode
from service.domain.document import PowerOfAttorneyDocument
from service.domain.ids import DocumentId
from service.use_cases.ports import Tools
from service.use_cases.recording import record

PAGE = 100


def verify_archive(tools: Tools, *, after_each: Callable[[], None] = lambda: None) -> ArchiveCheck:
    """Every document of this database, and whether the archive holds others. New versions beside one are noted with it.

    Raises:
        Unavailable: database or store; nothing is known then.
    """
    checked, odd, known = 0, list[CheckedDocument](), set[str]()
    for document in _archived(tools):
        assert document.archive is not None  # noqa: S101 - the query's condition
        known.add(document.archive.key)
        found = tuple(tools.archive.inspect(document.archive, at=tools.clock()))
        if found:
            odd.append(CheckedDocument(document.id, document.power_of_attorney, found))
        surplus = sum(one.code in BESIDE for one in found)
        if surplus != document.archive.surplus:
            _note(document.id, surplus, tools)
        checked += 1
        after_each()
    return ArchiveCheck(checked, tuple(odd), tuple(_unknown(tools, known)))


def _archived(tools: Tools) -> Iterator[PowerOfAttorneyDocument]:
    """Page by page: the store is read outside any transaction."""
    last: DocumentId | None = None
    while True:
        with tools.transactions(WORKER) as work:
            page = work.documents.archived(after=last, limit=PAGE)
        yield from page
        if len(page) < PAGE:
            return
        last = page[-1].id


def _note(id: DocumentId, surplus: int, tools: Tools) -> None:
    with tools.transactions(WORKER) as work:
        document = work.documents.get(id)
        if document.archive is not None and document.archive.surplus != surplus:
            work.documents.save(document.with_surplus(surplus))
            record(work, tools, "document:surplus-found", id, WORKER, tools.clock(), reseller=document.reseller, surplus=surplus)


def _unknown(tools: Tools, known: set[str]) -> Iterator[Irregularity]:
    candidates = [key for key in tools.archive.documents() if key not in known]
    if not candidates:
        return
    with tools.transactions(WORKER) as work:
        # Written a moment ago, or before a kill: its intent is there, it is archived soon.
        expected = work.archive_intents.known_keys(candidates)
    yield from (Irregularity(IrregularityCode.UNKNOWN_DOCUMENT, key) for key in candidates if key not in expected)
