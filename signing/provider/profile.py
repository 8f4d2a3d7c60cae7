"""A provider is data: what differs between CSC services stands in one TOML file each, ours in `signing/providers`, an operator's in a folder of his.

Secrets never stand in it: a profile may be printed, mailed to the provider and kept under version control.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from signing.errors import ProfileFaulty

FOLDER = Path(__file__).parent.parent / "providers"
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,62}")
_OID = re.compile(r"[0-2](\.(0|[1-9][0-9]*))+")
_AMOUNT = re.compile(r"[0-9]{1,6}\.[0-9]{2}")
_SECRET = re.compile(r"secret|password|passwort|private_key|token$", re.IGNORECASE)
_NO_SECRETS = frozenset({"account_token"})


@dataclass(frozen=True, slots=True)
class ProviderProfile:
    """One trust service provider that speaks the CSC API. Only `name` to `signature_algorithms` must be given.

    Attributes:
        name: file name without `.toml`; letters in settings' names are made of it.
        label: what the signer reads.
        api_version: `1.0.4` names the parameters hash and hashAlgo, the later ones hashes and hashAlgorithmOID.
        base_url: scheme and host, with a path if the provider has one before all of his; all paths below hang on it.
        signature_algorithms: OIDs in order of preference; an OID of the key alone (rsaEncryption) is for those that advertise no more.
        sandbox: nothing it signs has legal effect: refused in production.
        oauth_url: where the OAuth paths hang if not on `base_url`.
        pushed_authorise_path: RFC 9126; None: parameters go in the address.
        issuer: expected `iss` of the authorisation response (RFC 9207); None: the provider sends none.
        service_authorisation: how we come to a service token: the signer's log-in, our own client credentials, or none is needed.
        client_authentication: client_secret_basic or client_secret_post.
        login_hint: whether the signer's name may be sent ahead.
        account_token: whether the provider demands one (CSC 1.0.4 § 8.3.1); its account id is a setting.
        extra_parameters: added to every authorisation request (`lang`, `ui_locales`, …).
        user: what `userID` of credentials/list is where no signer has logged in: his e-mail address, his name, or nothing.
        certificate_information: whether credentials/info may be asked for `certInfo`.
        client_data: sent with credentials/list and credentials/info.
        credential_authorisation: `rar` (RFC 9396 authorization_details), `scope` (scope=credential with hashes), `authorize`
            (credentials/authorize, confirmed on the signer's own device).
        authorisation_details_type: `type` of a `rar` request.
        hash_encoding: of hashes in the authorisation request: standard base64, base64url with or without padding, or standard
            base64 that is percent-encoded once more than HTTP needs.
        credential_scal: 2: hashes are named at the authorisation; 1: they are not.
        activation: `sad`: the credential's token goes in the body beside the service token; `bearer`: it is the bearer token.
        signature_encoding: of ECDSA values: `der` (ECDSA-Sig-Value) or `plain` (r and s, one after the other).
        operation: `asynchronous`: signHash gives a response id, which is polled.
        pending_errors: error codes or words of an error description by which polling says "not yet".
        signatures_per_authorisation: what the provider allows at most; we ask for one.
        cost_per_signature_eur: for the operator's eyes, decimal with two digits; empty: not known.
        timeout_s, activation_timeout_s: for one answer; the latter for a person who takes his telephone out.
        timestamp_urls: RFC 3161 authorities, in their order.
    """

    name: str
    label: str
    api_version: Literal["1.0.4", "2.0", "2.2"]
    base_url: str
    signature_algorithms: tuple[str, ...]
    sandbox: bool = False
    api_path: str = "/csc/v2"
    oauth_url: str | None = None
    authorise_path: str = "/oauth2/authorize"
    token_path: str = "/oauth2/token"  # noqa: S105 - a path
    pushed_authorise_path: str | None = None
    issuer: str | None = None
    service_authorisation: Literal["code", "client_credentials", "none"] = "code"
    client_authentication: Literal["basic", "post"] = "basic"
    login_hint: bool = True
    account_token: bool = False
    extra_parameters: Mapping[str, str] = field(default_factory=dict)
    user: Literal["none", "email", "name"] = "none"
    certificate_information: bool = True
    client_data: str | None = None
    credential_authorisation: Literal["rar", "scope", "authorize"] = "rar"
    authorisation_details_type: str = "https://cloudsignatureconsortium.org/2025/credential"
    hash_encoding: Literal["base64", "base64url", "base64url_unpadded", "percent_encoded"] = "base64"
    credential_scal: Literal["1", "2"] = "2"
    activation: Literal["bearer", "sad"] = "bearer"
    signature_encoding: Literal["der", "plain"] = "der"
    operation: Literal["synchronous", "asynchronous"] = "synchronous"
    pending_errors: tuple[str, ...] = ()
    signatures_per_authorisation: int = 1
    cost_per_signature_eur: str = ""
    timeout_s: float = 15.0
    activation_timeout_s: float = 120.0
    timestamp_urls: tuple[str, ...] = ()

    @property
    def is_version_1(self) -> bool:
        return self.api_version == "1.0.4"

    @property
    def oauth_base(self) -> str:
        return self.oauth_url or self.base_url


def load_profile(name: str, *, base_url: str | None = None, folder: Path = FOLDER) -> ProviderProfile:
    """A profile by name.

    Args:
        base_url: overrides the file's; needed where the address changes from day to day.

    Raises:
        ProfileFaulty: there is none, or everything that is wrong with it.
    """
    path = folder / f"{name}.toml"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise ProfileFaulty(name, [f"{path} does not exist."])
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileFaulty(name, [f"{path} is not readable TOML: {error}"]) from error
    if base_url is not None:
        parts = urlsplit(str(given.get("base_url", "")))
        given["base_url"] = base_url + parts.path
    return read_profile(name, given)


def read_profile(name: str, given: Mapping[str, Any]) -> ProviderProfile:
    """Raises ProfileFaulty with every fault."""
    faults = [*_unknown(given), *_typed(given)]
    if given.get("name") != name:
        faults.append(f"name: it must be the file's name, {name}.")
    if faults:
        raise ProfileFaulty(name, faults)
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
    profile = ProviderProfile(**values)
    if faults := [*_addresses(profile), *_contradictions(profile)]:
        raise ProfileFaulty(name, faults)
    return profile


def names_in(folder: Path) -> list[str]:
    """Profiles in a folder; one that does not exist holds none."""
    return sorted(path.stem for path in folder.glob("*.toml")) if folder.is_dir() else []


def _unknown(given: Mapping[str, Any]) -> Iterator[str]:
    known = {one.name for one in fields(ProviderProfile)}
    for key in given:
        if key not in _NO_SECRETS and _SECRET.search(key) and key not in known:
            yield f"{key}: secrets do not belong in a profile, which may be printed; set them in the environment or in a file."
        elif key not in known:
            yield f"{key}: there is no such key."
    for one in fields(ProviderProfile):
        if one.default is MISSING and one.default_factory is MISSING and one.name not in given:
            yield f"{one.name}: is missing."


def _typed(given: Mapping[str, Any]) -> Iterator[str]:
    hints = get_type_hints(ProviderProfile)
    for key, value in given.items():
        if key in hints and (wanted := _wanted(hints[key], value)):
            yield f"{key}: must be {wanted}, not {value!r}."


def _wanted(hint: Any, value: Any) -> str | None:
    """What the value should have been; None: it fits."""
    if get_origin(hint) is Literal:
        return None if value in get_args(hint) else "one of " + ", ".join(get_args(hint))
    if hint is bool:
        return None if isinstance(value, bool) else "true or false"
    if hint in (int, float):
        fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 600
        return None if fits else "a number over 0, at most 600"
    if get_origin(hint) is tuple:
        return None if isinstance(value, list) and all(isinstance(one, str) for one in value) else "a list of texts"
    if get_origin(hint) is Mapping:
        return None if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()) else "a table of texts"
    return None if isinstance(value, str) and value.strip() == value else "a text"


def _addresses(profile: ProviderProfile) -> Iterator[str]:
    urls = {"base_url": profile.base_url, "oauth_url": profile.oauth_url}
    urls |= {f"timestamp_urls[{number}]": url for number, url in enumerate(profile.timestamp_urls)}
    for key, url in urls.items():
        if url is None:
            continue
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.fragment or parts.query:
            yield f"{key}: must be an http or https address without user, query and fragment, not {url!r}."
    for key in ("api_path", "authorise_path", "token_path", "pushed_authorise_path"):
        path = getattr(profile, key)
        if path is not None and not path.startswith("/"):
            yield f"{key}: must begin with a slash, not {path!r}."
    if not profile.sandbox and not all(url.startswith("https://") for url in (profile.base_url, profile.oauth_base)):
        yield "base_url: a provider is spoken to over https; only one marked `sandbox = true` may do without."


def _contradictions(profile: ProviderProfile) -> Iterator[str]:
    if not profile.signature_algorithms or not all(_OID.fullmatch(one) for one in profile.signature_algorithms):
        yield "signature_algorithms: at least one OID is needed."
    if profile.cost_per_signature_eur and not _AMOUNT.fullmatch(profile.cost_per_signature_eur):
        yield "cost_per_signature_eur: must be an amount with two digits after the point, such as 1.20."
    for contradicts, text in _CONTRADICTIONS:
        if contradicts(profile):
            yield text


_CONTRADICTIONS: tuple[tuple[Callable[[ProviderProfile], bool], str], ...] = (
    (
        lambda one: one.is_version_1 and one.credential_authorisation == "rar",
        "credential_authorisation: CSC 1.0.4 knows no authorization_details; take scope or authorize.",
    ),
    (lambda one: one.is_version_1 and one.activation == "bearer", "activation: CSC 1.0.4 signs with SAD; take sad."),
    (
        lambda one: one.is_version_1 and one.operation == "asynchronous",
        "operation: CSC 1.0.4 knows no asynchronous signatures/signHash.",
    ),
    (
        lambda one: one.credential_authorisation == "authorize" and one.activation == "bearer",
        "activation: credentials/authorize gives SAD; take sad.",
    ),
    (
        lambda one: one.service_authorisation == "none" and one.credential_authorisation != "authorize",
        "service_authorisation: none leaves only `authorize` for credential_authorisation.",
    ),
    (
        lambda one: one.service_authorisation != "code" and one.user == "none" and not one.sandbox,
        "user: without a log-in of the signer the provider must be told whose credentials are asked for; take email or name.",
    ),
)
