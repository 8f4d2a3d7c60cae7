from collections.abc import Iterator

import pytest

from tests.signing.builders import Authority, Document, finished_document
from tests.signing.served import Hands, Sandbox, running_sandbox


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.at(tmp_path_factory.mktemp("authority") / "sandbox")


@pytest.fixture(scope="session")
def document(authority: Authority) -> Document:
    return finished_document(authority)


@pytest.fixture(scope="session")
def shared_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("served") / "sandbox") as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(shared_sandbox: Sandbox) -> Sandbox:
    """A running sandbox, its clock at the start."""
    shared_sandbox.clock.at = Hands().at
    return shared_sandbox
