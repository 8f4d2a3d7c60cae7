import pytest

from tests.signing.builders import Authority, Document, finished_document


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.at(tmp_path_factory.mktemp("authority") / "sandbox")


@pytest.fixture(scope="session")
def document(authority: Authority) -> Document:
    return finished_document(authority)
