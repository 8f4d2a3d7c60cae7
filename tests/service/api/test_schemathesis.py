"""Every operation with generated bodies, parameters and roles: no 5xx, and nothing that the description does not say."""

import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from service.domain.access import Role
from service.use_cases.manage_tokens import issue_token
from tests.service.conftest import ORIGIN, Site
from tests.service.web.test_policies import WHO
from tests.service.web.test_tenants import Things, things

__all__ = ["things"]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
EXAMPLES = 25
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
# One of each kind of thing, so that generated requests meet more than "there is no such id".
PLACES = ("powers-of-attorney", "emergency-cases", "emergency-contacts", "authority-decisions")


@schemathesis.serializer("application/pdf", "application/octet-stream", "text/csv")
def as_it_is(_context: Any, value: Any) -> bytes:
    """Generated files go over the wire unchanged."""
    return value if isinstance(value, bytes) else str(getattr(value, "data", value)).encode()


@pytest.fixture
def tokens(site: Site) -> dict[Role, str]:
    return {role: issue_token(who, site.tools) for role, who in WHO.items()}


@pytest.fixture
def operations(site: Site) -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        schema = schemathesis.openapi.from_dict(site.app.openapi())
        schema.app = site.app
        yield [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]


def test_no_operation_answers_what_its_description_does_not_say(
    site: Site, things: Things, operations: list[Any], tokens: dict[Role, str]
) -> None:
    client = TestClient(site.app, base_url=ORIGIN, raise_server_exceptions=False)
    failures: dict[str, str] = {}
    assert len(operations) > 60
    for operation in operations:
        try:
            attack(operation, client, things, tokens)
        except (Exception, BaseExceptionGroup) as failure:
            failures[operation.label] = str(failure)

    assert not failures, "\n\n".join(f"{label}: {text}" for label, text in failures.items())


def attack(operation: Any, client: TestClient, things: Things, tokens: dict[Role, str]) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(case=operation.as_strategy(), role=st.sampled_from([*tokens, None]), real=st.booleans())
    def ask(case: Any, role: Role | None, real: bool) -> None:
        if real:
            case.path_parameters = {**(case.path_parameters or {}), **known(operation.path, things)} or case.path_parameters
        headers = {"authorization": f"Bearer {tokens[role]}"} if role else {}
        response = case.call(session=client, base_url=ORIGIN, headers=headers)
        case.validate_response(response, checks=CHECKS)

    ask()


def known(path: str, things: Things) -> dict[str, str]:
    """Real values for what the path asks for."""
    ids = replace(things).address(path) if "{id}" in path else ""
    found = {}
    if "{customer_no}" in path:
        found["customer_no"] = "K-10472"
    if "{id}" in path:
        position = path.split("/").index("{id}")
        found["id"] = ids.split("/")[position]
    if "{evidence}" in path:
        found["evidence"] = things.evidence
    return found
