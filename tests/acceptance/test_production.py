"""Production starts when everything it needs is there, and otherwise says all that is missing; a sandbox never passes for one."""

import shutil

import httpx2
import pytest

from service.settings import settings_from
from service.wiring.doctor import NotReady, require_production
from tests.acceptance.installation import Installation
from tests.acceptance.production import production_settings

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
NEEDED = (
    "VOLLMACHT_HOSTER_FILE",
    "VOLLMACHT_PUBLIC_URL",
    "VOLLMACHT_SMTP_URL",
    "VOLLMACHT_OIDC_ISSUER",
    "VOLLMACHT_PROVIDERS",
    "VOLLMACHT_LISTS",
)


def test_production_starts_when_everything_is_there(fresh: Installation) -> None:
    settings = production_settings(fresh)

    with fresh.serving(**settings) as serving:
        assert serving.passwords == {}
        assert httpx2.get(f"{serving.url}/readyz").status_code == 200
        answer = httpx2.get(f"{serving.url}/v1/me")
        assert answer.json()["sandbox"] is False
        assert "Sandbox" not in httpx2.get(f"{serving.url}/").text


def test_all_that_is_missing_is_named_at_once_with_its_remedy(fresh: Installation) -> None:
    for command in ("serve", "worker"):
        ran = fresh.run(command, VOLLMACHT_ENVIRONMENT="production")

        assert ran.returncode == 64
        for name in NEEDED:
            assert name in ran.stderr, name


def test_each_missing_thing_alone_keeps_production_from_starting(fresh: Installation) -> None:
    settings = {**production_settings(fresh), "VOLLMACHT_HOME": str(fresh.home)}
    require_production(settings_from(settings))

    for absent in NEEDED:
        with pytest.raises(NotReady, match=f"set {absent}"):
            require_production(settings_from({name: value for name, value in settings.items() if name != absent}))


def test_the_sandboxs_provider_and_lists_are_refused_under_any_name(fresh: Installation) -> None:
    settings = production_settings(fresh)
    profile = fresh.home.parent / "contracted.toml"
    profile.write_text(
        profile.read_text("utf-8").replace("https://tsa.example", "http://sandbox-tsp.vollmacht.test/tsa"), "utf-8"
    )
    lists = fresh.home.parent / "lists"
    shutil.copy(fresh.home.parent / "sandbox" / "sandbox-trust" / "trusted-lists" / "lotl.xml", lists)

    ran = fresh.run("serve", "--port", "0", **settings)

    assert ran.returncode == 64
    assert "is the sandbox's" in ran.stderr
    assert "holds a sandbox's trusted lists" in ran.stderr


def test_a_worker_that_sends_real_letters_must_know_where_their_links_lead(fresh: Installation) -> None:
    ran = fresh.run("worker", VOLLMACHT_SMTP_URL="smtp://127.0.0.1:1")

    assert ran.returncode == 64
    assert "VOLLMACHT_PUBLIC_URL" in ran.stderr
