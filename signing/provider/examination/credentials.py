"""(6) The credentials of a test user, as our own token may see them; (7) follows for the one that would sign."""

from collections.abc import Iterator

from signing.provider.credentials import DescribedCredential
from signing.provider.examination.finding import Blame, Examined, Finding, Outcome
from signing.provider.examination.permission import service_token
from signing.provider.examination.standing import certificate_findings

_MOST = 20


def credential_findings(examined: Examined) -> Iterator[Finding]:
    token, found = service_token(examined)
    yield from found
    if any(one.outcome is Outcome.FAILURE for one in found):
        return
    if token is None and examined.client.profile.service_authorisation != "none":
        yield Finding("credentials", Outcome.SKIPPED, "Without a token of our own nobody's credentials can be listed.")
        return
    if token is not None and not examined.user:
        text = "Nobody was named whose credentials could be listed."
        yield Finding("credentials", Outcome.SKIPPED, text, remedy="--user NAME-OR-ADDRESS, a test user of the provider's")
        return
    reader = examined.client.credentials
    described = [reader.described(token, id) for id in reader.ids(token, user=examined.user)[:_MOST]]
    usable = [one for one in described if one.why_not is None]
    if not usable:
        reasons = "; ".join(f"{one.id}: {one.why_not}" for one in described) or "there is none"
        remedy = "add the algorithm to signature_algorithms, or have the provider issue a credential that fits"
        yield Finding("credentials", Outcome.FAILURE, f"No credential can sign here: {reasons}.", Blame.PROVIDER, remedy)
        return
    yield Finding("credentials", Outcome.OK, f"{len(usable)} of {len(described)} can sign; the first with {usable[0].chosen}.")
    yield from _terms(examined, usable[0])
    yield from certificate_findings(usable[0].chain, examined.registry, examined.clock())


def _terms(examined: Examined, one: DescribedCredential) -> Iterator[Finding]:
    profile = examined.client.profile
    if one.scal != profile.credential_scal:
        worse = one.scal == "2"
        yield Finding(
            "scal", Outcome.FAILURE if worse else Outcome.WARNING, f"The credential says SCAL {one.scal}, the profile {profile.credential_scal}.",
            Blame.OURS, f'set credential_scal = "{one.scal}" in the profile',
        )  # fmt: skip
    else:
        yield Finding(
            "scal",
            Outcome.OK,
            f"SCAL {one.scal}: the hashes are {'' if one.scal == '2' else 'not '}named when the signer consents.",
        )
    wanted = "implicit" if profile.credential_authorisation == "authorize" else "oauth2code"
    if one.mode and one.mode != wanted:
        explicit = one.mode == "explicit"
        text = f"The signer consents by {one.mode}, the profile expects {wanted}."
        remedy = (
            "a PIN on our page is not offered: have the provider set up oauth2code" if explicit else "correct credential_authorisation in the profile"
        )  # fmt: skip
        yield Finding("mode", Outcome.FAILURE, text, Blame.PROVIDER if explicit else Blame.OURS, remedy)
    else:
        yield Finding("mode", Outcome.OK, f"The signer consents by {one.mode or 'a way it does not name'}.")
    yield _multisign(one.multisign or 1, profile.signatures_per_authorisation)


def _multisign(allowed: int, expected: int) -> Finding:
    """One is asked for, whatever is allowed; `null` counts as one."""
    text = f"{'One' if allowed == 1 else f'Up to {allowed}'} for each consent; one is asked for."
    if allowed >= expected:
        return Finding("multisign", Outcome.OK, text)
    remedy = f"set signatures_per_authorisation = {allowed} in the profile, or ask the provider what was agreed"
    return Finding("multisign", Outcome.WARNING, f"{text} The profile expects {expected}.", Blame.OURS, remedy)
