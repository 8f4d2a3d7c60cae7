"""Settings of one installation: the only reader of the environment.

A plain dataclass, not pydantic-settings: its import alone costs 0.16 s, and every command reads settings (docs/decisions/0006).
"""

import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal, cast
from urllib.parse import urlsplit

from service.setting_values import SettingsError, archive, database_url, networks, number, public_url, roles, smtp_url, urls

__all__ = [
    "EU_LIST_OF_LISTS",
    "Bucket",
    "Environment",
    "LockMode",
    "OpenIdSettings",
    "ProviderSettings",
    "SealTokenSettings",
    "Settings",
    "SettingsError",
    "hoster_of",
    "provider_prefix",
    "provider_settings",
    "settings_from",
]


class Environment(StrEnum):
    SANDBOX = "sandbox"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class Bucket:
    """`s3://name/prefix`; the prefix without slashes at its ends."""

    name: str
    prefix: str


LockMode = Literal["COMPLIANCE", "GOVERNANCE"]
EU_LIST_OF_LISTS = "https://ec.europa.eu/tools/lotl/eu-lotl.xml"


@dataclass(frozen=True, slots=True)
class OpenIdSettings:
    """The hoster's OpenID provider.

    Attributes:
        issuer: exact, as its discovery document names it; https, but on loopback in a sandbox.
        scopes: asked for; always with `openid`.
        role_claim: a claim of the ID token, or a path into it (`realm_access.roles`).
        roles: value of that claim → our role, the first that fits counts; empty: roles are given here (`vollmacht user`), not there.
        customer_claim: of a reseller's customer number; a list: he acts for each of them, one at a time.
        trust_email: the provider sends no `email_verified`, but its addresses are verified all the same.
    """

    issuer: str
    client_id: str
    client_secret: str
    scopes: tuple[str, ...]
    role_claim: str
    roles: tuple[tuple[str, str], ...]
    customer_claim: str
    trust_email: bool


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """How one signature provider knows us.

    Attributes:
        account_id: for providers that want an account token.
        certificate_file, key_file: PEM, for providers that want a TLS client certificate.
    """

    client_id: str
    client_secret: str = field(repr=False)
    account_id: str
    certificate_file: Path | None
    key_file: Path | None


@dataclass(frozen=True, slots=True)
class SealTokenSettings:
    """The hoster's seal in a PKCS#11 token.

    Attributes:
        module: the maker's library.
        token, key: labels.
        pin_file: one line; the PIN itself stands in no setting.
        certificate_file: PEM, the seal's first, then its issuers; None: they lie in the token.
    """

    module: Path
    token: str
    key: str
    pin_file: Path
    certificate_file: Path | None


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator chose.

    Attributes:
        home: the one directory that holds everything the installation writes.
        database_url: None: the embedded PostgreSQL.
        archive: `directory`, or `s3://bucket/prefix`.
        archive_lock_mode: of Object Lock: COMPLIANCE: nobody deletes before the date; GOVERNANCE: whoever may bypass does.
        public_url: where people reach the service; None: the address `serve` listens on.
        smtp_url: `smtp://user:password@host:587`, `smtps://…:465`; None: letters become files (sandbox only).
        mail_from: sender's address; None: the hoster's own.
        openid: log-in by the hoster's OpenID provider; None: by password, in the sandbox only.
        providers: names of the signature providers in use, the usual one first; empty: the sandbox's own.
        providers_directory: the operator's profiles, `NAME.toml`; those that come with the program need none.
        provider_environment: the variables with the providers' secrets; read by `provider_settings`.
        timestamp_urls: more timestamp authorities, asked if the provider's do not answer.
        seal_file, seal_password: the hoster's seal, PKCS#12; None: the token's, else the sandbox's, in production none.
        seal_token: the hoster's seal in a token; at most one of the two is set.
        seal_anchors: PEM, issuers whose seals are told as known, beside the qualified ones of the lists; None: those only.
        lists: mirror folder of trusted lists that somebody else renews; None: fetched by us, or the sandbox's.
        lists_url: where the list of lists is fetched from; None: a mirror folder, or the sandbox's.
        lists_anchor: published signers of the list of lists; None: the `anchor.pem` beside it.
        trusted_proxies: whose X-Forwarded-For is believed.
        hoster_file: JSON of the hoster (the record's `hoster`); production serves exactly this one.
        accent_colour: of the documents' headings, such as #1a5276; None: black.
        logo_file: SVG or PNG above the first page of each document; None: none.
        metrics_token: lets a Prometheus elsewhere read /metrics; None: only this machine may.
        database_connections: at most so many at once for each `serve` and `worker`, beside the queue's six.
        deed_waiting: wait for a sign of life after a deed, 0–24 h.
        session_idle, session_lifetime: a session ends so long after its last request, and at the latest so long after the log-in.
    """

    environment: Environment
    home: Path
    database_url: str | None
    archive: str
    archive_lock_mode: LockMode
    public_url: str | None
    smtp_url: str | None
    mail_from: str | None
    openid: OpenIdSettings | None
    providers: tuple[str, ...]
    providers_directory: Path
    provider_environment: Mapping[str, str] = field(repr=False)
    timestamp_urls: tuple[str, ...]
    seal_file: Path | None
    seal_password: str | None = field(repr=False)
    seal_token: SealTokenSettings | None
    seal_anchors: Path | None
    lists: Path | None
    lists_url: str | None
    lists_anchor: Path | None
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...]
    hoster_file: Path | None
    accent_colour: str | None
    logo_file: Path | None
    metrics_token: str | None
    database_connections: int
    cooling_off: timedelta
    deed_waiting: timedelta
    session_idle: timedelta
    session_lifetime: timedelta

    @property
    def sandbox(self) -> bool:
        return self.environment is Environment.SANDBOX

    @property
    def sandbox_trust(self) -> Path:
        """Keys and lists of the sandbox's trust service provider."""
        return self.home / "sandbox-trust"

    @property
    def fetched_lists(self) -> Path:
        """Mirror folder of the lists we fetch ourselves."""
        return self.home / "trusted-lists"

    @property
    def mail_directory(self) -> Path:
        """The sandbox's letters."""
        return self.home / "mail"

    @property
    def archive_directory(self) -> Path:
        return self.home / "archive"

    @property
    def archive_bucket(self) -> Bucket | None:
        """None: the directory."""
        parts = urlsplit(self.archive)
        return Bucket(parts.netloc, parts.path.strip("/")) if parts.scheme == "s3" else None


def settings_from(environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check the settings.

    Raises:
        SettingsError: names the variable and the remedy.
    """
    given = os.environ if environ is None else environ
    try:
        environment = Environment(given.get("VOLLMACHT_ENVIRONMENT", "sandbox"))
    except ValueError:
        raise SettingsError("VOLLMACHT_ENVIRONMENT is neither `sandbox` nor `production`.") from None
    lock_mode = given.get("VOLLMACHT_ARCHIVE_LOCK_MODE", "COMPLIANCE")
    if lock_mode not in {"COMPLIANCE", "GOVERNANCE"}:
        raise SettingsError("VOLLMACHT_ARCHIVE_LOCK_MODE is neither `COMPLIANCE` nor `GOVERNANCE`.")
    return Settings(
        environment=environment,
        home=_home(given),
        database_url=database_url(given.get("DATABASE_URL")),
        archive=archive(given),
        archive_lock_mode=cast(LockMode, lock_mode),
        public_url=public_url(given.get("VOLLMACHT_PUBLIC_URL")),
        smtp_url=smtp_url(given.get("VOLLMACHT_SMTP_URL")),
        mail_from=given.get("VOLLMACHT_MAIL_FROM") or None,
        openid=_openid(given, sandbox=environment is Environment.SANDBOX),
        providers=_names(given),
        providers_directory=_path(given, "VOLLMACHT_PROVIDERS_DIR") or _home(given) / "providers",
        provider_environment={name: value for name, value in given.items() if name.startswith("VOLLMACHT_PROVIDER_")},
        timestamp_urls=urls(given, "VOLLMACHT_TIMESTAMP_URLS"),
        seal_file=_path(given, "VOLLMACHT_SEAL_FILE"),
        seal_password=_secret(given, "VOLLMACHT_SEAL_PASSWORD"),
        seal_token=_seal_token(given),
        seal_anchors=_path(given, "VOLLMACHT_SEAL_ANCHORS"),
        lists=None if (lists_url := _lists_url(given)) else _path(given, "VOLLMACHT_LISTS"),
        lists_url=lists_url,
        lists_anchor=_path(given, "VOLLMACHT_LISTS_ANCHOR"),
        trusted_proxies=networks(given.get("VOLLMACHT_TRUSTED_PROXIES", "")),
        hoster_file=_path(given, "VOLLMACHT_HOSTER_FILE"),
        accent_colour=given.get("VOLLMACHT_ACCENT_COLOUR") or None,
        logo_file=_path(given, "VOLLMACHT_LOGO_FILE"),
        metrics_token=given.get("VOLLMACHT_METRICS_TOKEN") or None,
        database_connections=number(given, "VOLLMACHT_DATABASE_CONNECTIONS", default=12, maximum=200),
        cooling_off=timedelta(days=number(given, "VOLLMACHT_COOLING_OFF_DAYS", default=14, maximum=60)),
        deed_waiting=timedelta(hours=number(given, "VOLLMACHT_DEED_WAITING_HOURS", default=24, maximum=24)),
        session_idle=timedelta(minutes=number(given, "VOLLMACHT_SESSION_IDLE_MINUTES", default=30, minimum=1, maximum=480)),
        session_lifetime=timedelta(hours=number(given, "VOLLMACHT_SESSION_HOURS", default=8, minimum=1, maximum=24)),
    )


def provider_prefix(name: str) -> str:
    """What the names of a provider's own settings begin with."""
    return f"VOLLMACHT_PROVIDER_{re.sub('[^A-Z0-9]', '_', name.upper())}_"


def provider_settings(settings: Settings, name: str) -> ProviderSettings:
    """Of one provider, in use or not.

    Raises:
        SettingsError: its client id or secret is missing, or a file that should hold it cannot be read.
    """
    given, prefix = settings.provider_environment, provider_prefix(name)
    client_id, secret = given.get(f"{prefix}CLIENT_ID", ""), _secret(given, f"{prefix}CLIENT_SECRET")
    if not client_id or not secret:
        raise SettingsError(f"Provider {name}: set {prefix}CLIENT_ID and {prefix}CLIENT_SECRET (or {prefix}CLIENT_SECRET_FILE).")
    return ProviderSettings(
        client_id=client_id,
        client_secret=secret,
        account_id=given.get(f"{prefix}ACCOUNT_ID", ""),
        certificate_file=_path(given, f"{prefix}CERTIFICATE_FILE"),
        key_file=_path(given, f"{prefix}KEY_FILE"),
    )


def hoster_of(settings: Settings) -> Mapping[str, object] | None:
    """The configured hoster, as the record's `hoster` object; None in a sandbox without one.

    Raises:
        SettingsError: missing in production, or unreadable.
    """
    if settings.hoster_file is None:
        if settings.sandbox:
            return None
        raise SettingsError("Production serves one hoster: set VOLLMACHT_HOSTER_FILE to a JSON file with his `hoster` object.")
    try:
        loaded = json.loads(settings.hoster_file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"VOLLMACHT_HOSTER_FILE {settings.hoster_file} cannot be read: {error}") from None
    if not isinstance(loaded, dict):
        raise SettingsError(f"VOLLMACHT_HOSTER_FILE {settings.hoster_file} is not a JSON object.")
    return loaded


def _lists_url(given: Mapping[str, str]) -> str | None:
    """`eu`, or the address of another list of lists; None: VOLLMACHT_LISTS is a folder, or not set."""
    text = given.get("VOLLMACHT_LISTS", "")
    if text == "eu":
        return EU_LIST_OF_LISTS
    parts = urlsplit(text)
    if parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"}:
        return text
    if parts.scheme in {"http", "https"} and not (parts.scheme == "https" and parts.hostname):
        raise SettingsError("VOLLMACHT_LISTS is neither `eu`, nor an https address of a list of lists, nor a mirror folder.")
    return text if parts.scheme == "https" else None


def _home(given: Mapping[str, str]) -> Path:
    chosen = given.get("VOLLMACHT_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/vollmacht")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "vollmacht"
    return Path(given.get("XDG_DATA_HOME") or Path.home() / ".local" / "share").absolute() / "vollmacht"


def _names(given: Mapping[str, str]) -> tuple[str, ...]:
    names = [one.strip() for one in given.get("VOLLMACHT_PROVIDERS", "").split(",") if one.strip()]
    if not all(re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,62}", one) for one in names):
        raise SettingsError(
            "VOLLMACHT_PROVIDERS is not a list of profile names such as `sign-provider,other` (small letters, digits, . and -)."
        )
    return tuple(dict.fromkeys(names))


def _path(given: Mapping[str, str], name: str) -> Path | None:
    text = given.get(name)
    return Path(text).expanduser().absolute() if text else None


def _secret(given: Mapping[str, str], name: str) -> str | None:
    """The variable, else the content of the file that `NAME_FILE` names.

    Raises:
        SettingsError: that file cannot be read.
    """
    file = _path(given, f"{name}_FILE")
    if given.get(name) or file is None:
        return given.get(name) or None
    try:
        return file.read_text("utf-8").strip() or None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name}_FILE {file} cannot be read: {error}") from None


_TOKEN_SETTINGS = {
    "VOLLMACHT_SEAL_PKCS11_MODULE": "the token maker's library",
    "VOLLMACHT_SEAL_PKCS11_TOKEN": "the token's label",
    "VOLLMACHT_SEAL_PKCS11_KEY": "the label of its private key",
    "VOLLMACHT_SEAL_PKCS11_PIN_FILE": "a file that holds the PIN",
}


def _seal_token(given: Mapping[str, str]) -> SealTokenSettings | None:
    if given.get("VOLLMACHT_SEAL_PKCS11_PIN"):
        raise SettingsError("A PIN stands in no variable: put it into a file, and its path into VOLLMACHT_SEAL_PKCS11_PIN_FILE.")
    if not any(given.get(name) for name in _TOKEN_SETTINGS):
        return None
    if given.get("VOLLMACHT_SEAL_FILE"):
        raise SettingsError("There is one seal: set either VOLLMACHT_SEAL_FILE or VOLLMACHT_SEAL_PKCS11_…, not both.")
    missing = [f"{name} ({what})" for name, what in _TOKEN_SETTINGS.items() if not given.get(name)]
    if missing:
        raise SettingsError(f"For a seal in a token set also {', '.join(missing)}.")
    module, pin_file = _path(given, "VOLLMACHT_SEAL_PKCS11_MODULE"), _path(given, "VOLLMACHT_SEAL_PKCS11_PIN_FILE")
    return SealTokenSettings(
        module=cast(Path, module),
        token=given["VOLLMACHT_SEAL_PKCS11_TOKEN"],
        key=given["VOLLMACHT_SEAL_PKCS11_KEY"],
        pin_file=cast(Path, pin_file),
        certificate_file=_path(given, "VOLLMACHT_SEAL_CERTIFICATE_FILE"),
    )


def _openid(given: Mapping[str, str], *, sandbox: bool) -> OpenIdSettings | None:
    """None: no issuer is named."""
    issuer = given.get("VOLLMACHT_OIDC_ISSUER")
    if not issuer:
        return None
    parts = urlsplit(issuer)
    plain_allowed = sandbox and parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if (
        not parts.hostname
        or parts.query
        or parts.fragment
        or parts.scheme not in ({"https", "http"} if plain_allowed else {"https"})
    ):
        raise SettingsError("VOLLMACHT_OIDC_ISSUER is not an https address such as https://login.example.org/realms/hosting")
    for name in ("VOLLMACHT_OIDC_CLIENT_ID", "VOLLMACHT_OIDC_CLIENT_SECRET"):
        if not given.get(name):
            raise SettingsError(f"VOLLMACHT_OIDC_ISSUER is set, {name} is not: the provider gave you both.")
    return OpenIdSettings(
        issuer=issuer,
        client_id=given["VOLLMACHT_OIDC_CLIENT_ID"],
        client_secret=given["VOLLMACHT_OIDC_CLIENT_SECRET"],
        scopes=tuple(dict.fromkeys(["openid", *given.get("VOLLMACHT_OIDC_SCOPES", "email profile").split()])),
        role_claim=given.get("VOLLMACHT_OIDC_ROLE_CLAIM", "roles"),
        roles=roles(given.get("VOLLMACHT_OIDC_ROLES", "")),
        customer_claim=given.get("VOLLMACHT_OIDC_CUSTOMER_CLAIM", "customer_no"),
        trust_email=given.get("VOLLMACHT_OIDC_TRUST_EMAIL", "").casefold() in {"1", "yes", "true"},
    )
