"""Figures for the operator: nobody else's, and nothing personal in them."""

from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from service.app import create_app
from service.domain.errors import Unavailable
from service.web.state import WebState
from tests.service.api.test_story import effective
from tests.service.conftest import ORIGIN, Site


def figures(site: Site, **headers: str) -> dict[str, float]:
    client = TestClient(site.app, base_url=ORIGIN, client=("127.0.0.1", 1), headers=headers)
    answer = client.get("/metrics")
    assert answer.status_code == 200, answer.text
    return {
        f"{sample.name}{sorted(sample.labels.items())}": sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_what_waits_and_what_is_asked(site: Site) -> None:
    effective(site)

    found = figures(site)

    assert found["vollmacht_database_up[]"] == 1
    assert found["vollmacht_powers_of_attorney[('state', 'EFFECTIVE')]"] == 1
    assert found["vollmacht_documents_waiting[('state', 'SEALED')]"] == 0
    assert found["vollmacht_letters_waiting[]"] > 3
    route = "/v1/powers-of-attorney/{id}/acceptance"
    assert found[f"vollmacht_requests_total[('method', 'POST'), ('route', '{route}'), ('status', '200')]"] == 1


def test_no_id_name_or_address_is_a_label(site: Site) -> None:
    power = effective(site)
    site.browser().get("/einladung/geheim")
    site.browser().get("/gibt-es-nicht/hallo")

    text = TestClient(site.app, base_url=ORIGIN, client=("127.0.0.1", 1)).get("/metrics").text

    for secret in (power, "geheim", "hallo", "pixelwerft", "K-10472", "Pixelwerft"):
        assert secret not in text


@pytest.mark.parametrize("headers", [{}, {"x-forwarded-for": "127.0.0.1"}, {"authorization": "Bearer x"}])
def test_for_others_there_is_no_such_page(site: Site, headers: dict[str, str]) -> None:
    host = "127.0.0.1" if "x-forwarded-for" in headers else "10.0.0.7"

    assert TestClient(site.app, base_url=ORIGIN, client=(host, 1), headers=headers).get("/metrics").status_code == 404


def test_with_a_token_from_elsewhere(site: Site) -> None:
    app = create_app(WebState(tools=site.tools, public_url=ORIGIN, metrics_token="t0ken"), version="0")
    client = TestClient(app, base_url=ORIGIN, client=("10.0.0.7", 1))

    assert client.get("/metrics", headers={"authorization": "Bearer t0ken"}).status_code == 200
    assert client.get("/metrics").status_code == 404


def test_a_database_that_is_away_is_a_figure_not_a_failure(site: Site) -> None:
    def away(_actor: object) -> object:
        raise Unavailable("weg")

    tools = replace(site.tools, transactions=away)  # type: ignore[arg-type]
    client = TestClient(create_app(WebState(tools=tools, public_url=ORIGIN), version="0"), client=("127.0.0.1", 1))

    assert "vollmacht_database_up 0.0" in client.get("/metrics").text
    assert client.get("/readyz").status_code == 503
    assert client.get("/livez").status_code == 200
