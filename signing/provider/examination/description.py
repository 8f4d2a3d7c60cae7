"""(2) What the signing service says of itself; (3) what its authorisation server does; each against the profile."""

from collections.abc import Iterator, Mapping
from typing import Any

from signing.errors import ProviderError
from signing.provider.examination.finding import Blame, Examined, Finding, Outcome
from signing.provider.profile import ProviderProfile

_METADATA = "/.well-known/oauth-authorization-server"


def info_findings(examined: Examined) -> Iterator[Finding]:
    profile, said = examined.client.profile, examined.client.describe()
    specs, name = str(said.get("specs", "")), str(said.get("name", "without a name"))
    if not specs.startswith(profile.api_version):
        remedy = f'set api_version in the profile to what it speaks (specs "{specs}")'
        yield Finding(
            "info", Outcome.FAILURE, f"{name} speaks CSC {specs}, the profile {profile.api_version}.", Blame.OURS, remedy
        )
    else:
        yield Finding("info", Outcome.OK, f"{name}, CSC {specs}, region {said.get('region', '?')}.")
    yield from _methods(profile, said)
    oauth = said.get("oauth2")
    if isinstance(oauth, str) and oauth.rstrip("/") != profile.oauth_base.rstrip("/"):
        text = f"It names {oauth} for OAuth, the profile {profile.oauth_base}."
        yield Finding("info", Outcome.WARNING, text, Blame.OURS, "set oauth_url in the profile, unless log-in works")
    if profile.operation == "asynchronous" and said.get("asynchronousOperationMode") is False:
        text = "It does not offer asynchronous signatures."
        yield Finding("info", Outcome.FAILURE, text, Blame.OURS, 'set operation = "synchronous" in the profile')


def metadata_findings(examined: Examined) -> Iterator[Finding]:
    profile = examined.client.profile
    try:
        examined.metadata.update(examined.client.transport.get(f"{profile.oauth_base}{_METADATA}"))
    except ProviderError as error:
        yield Finding("metadata", Outcome.SKIPPED, f"The authorisation server publishes none ({error}); the profile is believed.")
        return
    faults = list(_against(profile, examined.metadata))
    yield from faults
    if not faults:
        yield Finding("metadata", Outcome.OK, f"As the profile says; issuer {examined.metadata.get('issuer')}.")


def _methods(profile: ProviderProfile, said: Mapping[str, Any]) -> Iterator[Finding]:
    listed = said.get("methods")
    if not isinstance(listed, list):
        yield Finding("methods", Outcome.WARNING, "It does not list its methods.", Blame.PROVIDER, "none, if the rest works")
        return
    needed = ["credentials/list", "credentials/info", "signatures/signHash"]
    if profile.credential_authorisation == "authorize":
        needed.append("credentials/authorize")
    if profile.operation == "asynchronous":
        needed.append("signatures/signPolling")
    missing = [one for one in needed if one not in listed]
    if missing:
        remedy = "correct the profile, or have the provider enable them"
        yield Finding("methods", Outcome.FAILURE, f"It does not offer {', '.join(missing)}.", Blame.OURS, remedy)
    else:
        yield Finding("methods", Outcome.OK, f"All {len(needed)} that are needed.")


def _against(profile: ProviderProfile, metadata: Mapping[str, Any]) -> Iterator[Finding]:
    for key, path in (
        ("authorization_endpoint", profile.authorise_path),
        ("token_endpoint", profile.token_path),
        ("pushed_authorization_request_endpoint", profile.pushed_authorise_path),
    ):
        said = metadata.get(key)
        if path is not None and said != f"{profile.oauth_base}{path}":
            text = f"Its {key} is {said or 'missing'}, the profile's {profile.oauth_base}{path}."
            yield Finding("metadata", Outcome.FAILURE, text, Blame.OURS, "correct oauth_url and the OAuth paths in the profile")
    if metadata.get("require_pushed_authorization_requests") and profile.pushed_authorise_path is None:
        text = "It takes pushed authorisation requests only (RFC 9126)."
        yield Finding("metadata", Outcome.FAILURE, text, Blame.OURS, "set pushed_authorise_path in the profile")
    wanted = {
        "code_challenge_methods_supported": ("S256", "It does not offer PKCE S256."),
        "token_endpoint_auth_methods_supported": (
            f"client_secret_{profile.client_authentication}",
            "It wants another client_authentication than the profile has.",
        ),
    }
    if profile.credential_authorisation == "rar":
        text = "It does not know authorization_details of the profile's type."
        wanted["authorization_details_types_supported"] = (profile.authorisation_details_type, text)
    for key, (value, text) in wanted.items():
        if isinstance(listed := metadata.get(key), list) and value not in listed:
            yield Finding(
                "metadata", Outcome.FAILURE, f"{text} ({key}: {', '.join(map(str, listed))})", Blame.OURS, "correct the profile"
            )
    if profile.service_authorisation == "code" or profile.credential_authorisation != "authorize":  # else nobody is redirected
        yield from _issuer(profile, metadata)


def _issuer(profile: ProviderProfile, metadata: Mapping[str, Any]) -> Iterator[Finding]:
    """An answer whose `iss` is not the profile's is refused: a wrong entry refuses every signer (RFC 9207)."""
    issuer, sends = metadata.get("issuer"), metadata.get("authorization_response_iss_parameter_supported") is True
    if sends and profile.issuer != issuer:
        text = f"It sends iss={issuer}; the profile expects {profile.issuer or 'none'}."
        yield Finding("metadata", Outcome.FAILURE, text, Blame.OURS, f'set issuer = "{issuer}" in the profile')
    elif not sends and profile.issuer is not None:
        text = "It does not say that it sends iss, which the profile expects."
        yield Finding("metadata", Outcome.WARNING, text, Blame.OURS, "remove issuer from the profile, unless log-in works")
