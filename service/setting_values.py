"""What single settings may say: each text checked, each refusal naming its variable and the remedy. `settings` asks."""

import re
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit

_S3_URL = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9/_.-]*)?")
ROLES = ("reseller", "agent", "team_lead", "auditor", "admin")


class SettingsError(Exception):
    """A setting is missing or wrong; the text says which, and what to do."""


def urls(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    urls = tuple(given.get(name, "").replace(",", " ").split())
    if any(urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname for url in urls):
        raise SettingsError(f"{name} is not a list of http(s) addresses, separated by commas.")
    return urls


def archive(given: Mapping[str, str]) -> str:
    archive = given.get("VOLLMACHT_ARCHIVE", "directory")
    if archive == "directory":
        return archive
    if not _S3_URL.fullmatch(archive):
        raise SettingsError("VOLLMACHT_ARCHIVE is neither `directory` nor `s3://bucket/prefix`.")
    for name in ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"):
        if (endpoint := given.get(name)) and urlsplit(endpoint).scheme not in {"http", "https"}:
            raise SettingsError(f"{name} is not an http(s) address such as https://s3.example.org")
    return archive


def database_url(text: str | None) -> str | None:
    if not text:
        return None
    try:
        parts = urlsplit(text)
        well = (
            parts.scheme in {"postgresql", "postgres"} and bool(parts.path.strip("/")) and not parts.fragment and parts.port != 0
        )
    except ValueError:  # no port: most often a password with a / or # in it
        well = False
    if not well:
        raise SettingsError(
            "DATABASE_URL is not an address such as postgresql://user:password@db.example.org:5432/vollmacht; "
            "of a password's special characters write # as %23, / as %2F, ? as %3F, @ as %40, % as %25."
        )
    return text


def public_url(text: str | None) -> str | None:
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError("VOLLMACHT_PUBLIC_URL is not an http(s) address such as https://vorsorge.example.org")
    return text.rstrip("/")


def smtp_url(text: str | None) -> str | None:
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise SettingsError(
            "VOLLMACHT_SMTP_URL is not an address such as smtp://user:password@mail.example.org:587 or smtps://…:465"
        )
    return text


def roles(text: str) -> tuple[tuple[str, str], ...]:
    """`hosting-support=agent, hosting-leads=team_lead`: value of the claim → role."""
    pairs = [tuple(part.strip() for part in pair.rpartition("=")[::2]) for pair in text.split(",") if pair.strip()]
    for value, role in pairs:
        if not value or role not in ROLES:
            raise SettingsError(
                f"VOLLMACHT_OIDC_ROLES is not a list such as support=agent,leads=team_lead; roles: {', '.join(ROLES)}."
            )
    return tuple((value, role) for value, role in pairs)


def networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(one.strip()) for one in text.split(",") if one.strip())
    except ValueError as error:
        raise SettingsError(f"VOLLMACHT_TRUSTED_PROXIES is not a list of addresses or networks: {error}.") from None


def number(given: Mapping[str, str], name: str, *, default: int, maximum: int, minimum: int = 0) -> int:
    text = given.get(name, str(default))
    if not text.isdecimal() or not minimum <= int(text) <= maximum:
        raise SettingsError(f"{name} is not a whole number from {minimum} to {maximum}.")
    return int(text)
