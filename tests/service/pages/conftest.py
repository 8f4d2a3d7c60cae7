"""A submitted Vollmacht: its contacts are invited, its signers asked."""

import pytest

from tests.service.conftest import Site

GRANTOR = "gross-weiss@pixelwerft.example"


@pytest.fixture
def invited(site: Site) -> Site:
    """The GmbH's Vollmacht was submitted: its contacts are invited."""
    api = site.api(GRANTOR)
    power = api.post("/v1/resellers/K-10472/powers-of-attorney", json={}).json()["id"]
    assert api.post(f"/v1/powers-of-attorney/{power}/submission").status_code == 200
    return site
