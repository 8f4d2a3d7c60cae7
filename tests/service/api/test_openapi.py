"""The API's description is OpenAPI 3.1 and says the truth about errors."""

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
