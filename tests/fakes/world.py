"""All fakes, and the tools made of them."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from service.domain.access import Actor, Role
from service.use_cases.ports import (
    Archive,
    Post,
    ServicePolicy,
    Signatures,
    Tools,
)
from service.use_cases.repositories import Transactions
from tests.fakes.access import PlainPasswords
from tests.fakes.archive import FakeArchive
from tests.fakes.clock import FakeClock
from tests.fakes.records import FakePost
from tests.fakes.signing import FakeDocumentWriter, FakeSignatures
from tests.fakes.work import FakeWork


class Outside:
    """A port to somebody who may hang: asked in the middle of a transaction, it would hold a connection, and perhaps a row."""

    PURE = frozenset({"key_for", "offered", "patience", "is_from", "report_xml", "preview"})

    def __init__(self, port: object, work: FakeWork) -> None:
        self._port, self._work = port, work

    def __getattr__(self, name: str) -> Any:
        if name not in self.PURE:
            assert not self._work.open, f"{type(self._port).__name__}.{name} is asked in the middle of a transaction"
        return getattr(self._port, name)


@dataclass
class World:
    """Fakes and the tools made of them."""

    clock: FakeClock = field(default_factory=FakeClock)
    work: FakeWork = field(default_factory=FakeWork)
    signatures: FakeSignatures = field(default_factory=FakeSignatures)
    archive: FakeArchive = field(default_factory=FakeArchive)
    post: FakePost = field(default_factory=FakePost)
    policy: ServicePolicy = field(
        default_factory=lambda: ServicePolicy(deed_waiting=timedelta(0), sandbox_password_hash="hash:sandbox")
    )
    ids: int = 0

    def new_id(self) -> UUID:
        self.ids += 1
        return UUID(int=(0x7 << 76) | (0b10 << 62) | self.ids)

    def tools(self) -> Tools:
        return Tools(
            clock=self.clock,
            new_id=self.new_id,
            new_token=lambda: f"token-{self.new_id()}",
            transactions=cast(Transactions, self.work.transaction),
            documents=FakeDocumentWriter(),
            signatures=cast(Signatures, Outside(self.signatures, self.work)),
            archive=cast(Archive, Outside(self.archive, self.work)),
            passwords=PlainPasswords(),
            policy=self.policy,
            post=cast(Post, Outside(self.post, self.work)),
        )


def staff(role: Role, number: int = 1) -> Actor:
    return Actor(label=f"user:{role.value}-{number}", role=role, email=f"{role.value}-{number}@hoster.example")
