"""(4) Whether the authorisation server takes a request of ours; (5) whether it gives us a service token of our own."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from signing.errors import ProviderError
from signing.provider.examination.finding import Blame, Examined, Finding, Outcome, failed

STATE, VERIFIER = "provider-check", "provider-check-verifier-that-nobody-ever-redeems"


def authorisation_findings(examined: Examined) -> Iterator[Finding]:
    profile = examined.client.profile
    if profile.service_authorisation != "code" and profile.credential_authorisation == "authorize":
        yield Finding("authorisation", Outcome.SKIPPED, "No signer is ever redirected to this provider.")
        return
    sent = examined.client.service_authorisation(
        state=STATE, verifier=VERIFIER, redirect_uri=examined.redirect_uri, login_hint=examined.user
    )
    if profile.pushed_authorise_path is not None:
        yield Finding("authorisation", Outcome.OK, f"Pushed request taken: client, secret and {examined.redirect_uri} are known.")
    answer = examined.client.transport.open(sent.url)
    error = _error_in(answer.location, examined.redirect_uri)
    if error is not None:
        remedy = "correct the profile as the provider's manual has it"
        yield Finding("authorisation", Outcome.FAILURE, f"Its page refuses our request: {error}.", Blame.OURS, remedy)
    elif answer.status >= 400:
        remedy = f"have the provider register {examined.redirect_uri} exactly, and check CLIENT_ID and the OAuth paths"
        yield Finding("authorisation", Outcome.FAILURE, f"Its page answers {answer.status} to our request.", Blame.OURS, remedy)
    else:
        yield Finding("authorisation", Outcome.OK, f"Its page opens ({answer.status}); the signer would go on there.")


def service_token(examined: Examined) -> tuple[str | None, list[Finding]]:
    """Our own token where one can be had, and what was found."""
    profile = examined.client.profile
    if profile.service_authorisation == "none":
        return None, [Finding("service-token", Outcome.SKIPPED, "This provider wants none.")]
    grants = examined.metadata.get("grant_types_supported")
    offered = "client_credentials" in grants if isinstance(grants, list) else None
    if profile.service_authorisation == "code" and offered is False:
        return None, [Finding("service-token", Outcome.SKIPPED, "Only a signer's log-in gives one: try one signature by hand.")]
    try:
        token = examined.client.oauth.client_token()
    except ProviderError as error:
        if profile.service_authorisation == "code":
            return None, [
                Finding(
                    "service-token", Outcome.SKIPPED, f"Client credentials are not offered ({error}): try one signature by hand."
                )
            ]
        return None, [failed("service-token", error)]
    return token, [Finding("service-token", Outcome.OK, "Client credentials give one: client and secret are right.")]


def _error_in(location: str, redirect_uri: str) -> str | None:
    """An error that was sent back to us instead of a page being shown."""
    if not location.startswith(redirect_uri):
        return None
    given = dict(parse_qsl(urlsplit(location).query))
    return f"{given.get('error')} {given.get('error_description', '')}".strip() if "error" in given else None
