"""For short commands on the database: import, check, revoke, user, export. No web, no PDF library unless asked for."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

from service.database.transactions import DatabaseTransactions
from service.settings import Settings
from service.use_cases.openid_port import IdentityProvider
from service.use_cases.ports import Archive, DocumentWriter, Mailbox, Passwords, Post, Signatures, Tools
from service.use_cases.trust_ports import Seals, TrustedLists
from service.web.passwords import Argon2Passwords
from service.wiring.archive import archive_of
from service.wiring.chance import clock, new_id, new_token
from service.wiring.ground import migrated_database
from service.wiring.policy import policy_of
from service.wiring.sandbox_log_ins import sandbox_password
from service.wiring.unwired import Unwired


@contextmanager
def decision_tools(settings: Settings) -> Iterator[Tools]:
    """Tools without documents, signatures and archive."""
    with migrated_database(settings) as url:
        transactions = DatabaseTransactions(url, connections=2)
        passwords = Argon2Passwords()
        hashed = sandbox_password(settings.home, passwords.hash).hashed if settings.sandbox else None
        try:
            yield tools_with(settings, transactions, passwords, hashed, archive=cast(Any, Unwired("archive")))
        finally:
            transactions.close()


@contextmanager
def archive_tools(settings: Settings, material: Any) -> Iterator[Tools]:
    """The same with the archive, for the evidence package."""
    with migrated_database(settings) as url:
        transactions = DatabaseTransactions(url, connections=2)
        try:
            yield tools_with(
                settings, transactions, cast(Any, Unwired("passwords")), None, archive=archive_of(settings, material)
            )
        finally:
            transactions.close()


def tools_with(
    settings: Settings,
    transactions: DatabaseTransactions,
    passwords: Passwords,
    sandbox_password_hash: str | None,
    *,
    archive: Archive,
    documents: DocumentWriter | None = None,
    signatures: Signatures | None = None,
    post: Post | None = None,
    mailbox: Mailbox | None = None,
    lists: TrustedLists | None = None,
    seals: Seals | None = None,
    identity_provider: IdentityProvider | None = None,
) -> Tools:
    return Tools(
        clock=clock,
        new_id=new_id,
        new_token=new_token,
        transactions=transactions,
        documents=documents or cast(Any, Unwired("documents")),
        signatures=signatures or cast(Any, Unwired("signatures")),
        archive=archive,
        passwords=passwords,
        policy=policy_of(settings, sandbox_password_hash=sandbox_password_hash),
        post=post or cast(Any, Unwired("post")),
        mailbox=mailbox,
        lists=lists,
        seals=seals,
        identity_provider=identity_provider,
    )


def no_material(pdf: bytes, verdict: Mapping[str, object]) -> Mapping[str, bytes]:  # noqa: ARG001 - the port's
    """For processes that never pack evidence."""
    return {}
