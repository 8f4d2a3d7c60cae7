import pytest

from tests.signing.attacks.workshop import Workshop
from tests.signing.builders import Authority, Document


@pytest.fixture(scope="session")
def workshop(authority: Authority, document: Document) -> Workshop:
    return Workshop.of(authority, document)
