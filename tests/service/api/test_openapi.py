"""The API's description is OpenAPI 3.1 and says the truth about errors."""

import json
import re

from jsonschema import Draft202012Validator

from tests.service.conftest import Site


def test_it_is_openapi_3_1_with_every_resource(site: Site) -> None:
    description = site.browser().get("/v1/openapi.json").json()

    assert description["openapi"].startswith("3.1")
    assert {"/v1/imports", "/v1/authority-decisions", "/access/v1/evaluation", "/v1/verifications"} <= description["paths"].keys()


def test_errors_are_described_as_problem_documents(site: Site) -> None:
    description = site.browser().get("/v1/openapi.json").json()

    refused = description["paths"]["/v1/authority-decisions"]["post"]["responses"]["422"]
    assert "application/problem+json" in refused["content"]
    assert "Problem" in description["components"]["schemas"]


def test_pages_are_not_part_of_it(site: Site) -> None:
    paths = site.browser().get("/v1/openapi.json").json()["paths"]

    assert not [path for path in paths if path.startswith(("/vollmacht", "/kunden", "/anmelden"))]


def test_every_body_and_every_answer_has_an_example_that_fits(site: Site) -> None:
    description = site.browser().get("/v1/openapi.json").json()
    store = {"components": description["components"]}
    shown = 0
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            contents = [operation.get("requestBody", {}).get("content", {})]
            contents += [answer.get("content", {}) for answer in operation["responses"].values()]
            for media_type, value in [pair for content in contents for pair in content.items() if "json" in pair[0]]:
                assert "example" in value, (method, path)
                problems = list(Draft202012Validator({**value.get("schema", {}), **store}).iter_errors(value["example"]))
                assert not problems, (method, path, media_type, problems[0].message, value["example"])
                shown += 1
    assert shown > 500


def test_it_is_valid_openapi(site: Site) -> None:
    """Every reference leads somewhere, every operation has its own id."""
    description = site.browser().get("/v1/openapi.json").json()
    text = json.dumps(description)

    for name in set(re.findall(r'"#/components/schemas/([^"]+)"', text)):
        assert name in description["components"]["schemas"]
    ids = [operation["operationId"] for operations in description["paths"].values() for operation in operations.values()]
    assert len(ids) == len(set(ids))
    for operations in description["paths"].values():
        for operation in operations.values():
            assert {"200", "201", "204"} & operation["responses"].keys()
