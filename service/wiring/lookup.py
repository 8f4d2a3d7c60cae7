"""Look a marked file up in the installation: what was issued, what was accepted last. Loaded only for files with our mark."""

from typing import Any, cast

from service.database.transactions import DatabaseTransactions
from service.domain.access import OPERATOR
from service.domain.ids import DocumentId
from service.settings import Settings
from service.use_cases.ports import Expectation
from service.use_cases.verify_file import issued_here
from service.wiring.archive import archive_of
from service.wiring.decision import no_material, tools_with
from service.wiring.ground import migrated_database
from service.wiring.unwired import Unwired


def expectation_of(settings: Settings, document: DocumentId) -> Expectation | None:
    """None: not issued here, or there is no installation; none is created to look.

    Raises:
        Unavailable: there is one, but its database or archive does not answer.
    """
    if settings.database_url is None and not (settings.home / "postgresql" / "cluster").exists():
        return None
    with migrated_database(settings) as url:
        transactions = DatabaseTransactions(url, connections=1)
        try:
            passwords: Any = Unwired("passwords")
            archive = archive_of(settings, no_material)
            tools = tools_with(settings, transactions, cast(Any, passwords), None, archive=archive)
            return issued_here(document, OPERATOR, tools)
        finally:
            transactions.close()
