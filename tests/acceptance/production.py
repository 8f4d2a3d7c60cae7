"""An installation with everything a production needs; the provider and the log-in lie elsewhere and are not asked at the start."""

import json
import shutil
from pathlib import Path

from tests.acceptance.installation import ROOT, Installation
from tests.acceptance.records import example

PUBLIC_URL = "https://vorsorge.example"


def production_settings(installation: Installation) -> dict[str, str]:
    """Environment variables; the files they name lie beside the installation."""
    folder = installation.home.parent
    hoster = folder / "hoster.json"
    hoster.write_text(json.dumps(example("gmbh-joint")["hoster"]), "utf-8")
    return {
        "VOLLMACHT_ENVIRONMENT": "production",
        "VOLLMACHT_HOSTER_FILE": str(hoster),
        "VOLLMACHT_PUBLIC_URL": PUBLIC_URL,
        "VOLLMACHT_SMTP_URL": "smtp://127.0.0.1:1",
        "VOLLMACHT_OIDC_ISSUER": "https://127.0.0.1:1/realms/hosting",
        "VOLLMACHT_OIDC_CLIENT_ID": "vollmacht",
        "VOLLMACHT_OIDC_CLIENT_SECRET": "s3cret",
        "VOLLMACHT_PROVIDERS": "contracted",
        "VOLLMACHT_PROVIDERS_DIR": str(contracted_profile(folder).parent),
        "VOLLMACHT_PROVIDER_CONTRACTED_CLIENT_ID": "vollmacht",
        "VOLLMACHT_PROVIDER_CONTRACTED_CLIENT_SECRET": "s3cret",
        "VOLLMACHT_LISTS": str(foreign_lists(installation)),
    }


def contracted_profile(folder: Path) -> Path:
    """The sandbox's profile with addresses of another provider."""
    profile = (ROOT / "signing" / "providers" / "sandbox.toml").read_text("utf-8")
    kept = [
        line for line in profile.splitlines() if not line.startswith(("name", "sandbox", "base_url", "timestamp_urls", "issuer"))
    ]
    file = folder / "contracted.toml"
    more = ['name = "contracted"', 'base_url = "https://sign.example"', 'timestamp_urls = ["https://tsa.example"]']
    file.write_text("\n".join([*kept, *more]), "utf-8")
    return file


def foreign_lists(installation: Installation) -> Path:
    """A mirror that is not the sandbox's; its list of lists cannot be relied on, so every verdict is INDETERMINATE."""
    sandbox = Installation(installation.home.parent / "sandbox")
    sandbox.succeed("lists", "status")
    folder = installation.home.parent / "lists"
    shutil.copytree(sandbox.home / "sandbox-trust" / "trusted-lists", folder)
    (folder / "lotl.xml").write_bytes(b"<html>being maintained</html>")
    return folder
