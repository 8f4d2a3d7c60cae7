"""The parent's door to CRL, OCSP and timestamp addresses."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from signing.fetching import Fetcher

__all__ = ["SANDBOX_HOST", "Fetcher", "fetcher_for"]

SANDBOX_HOST = "sandbox-tsp.vollmacht.test"


def fetcher_for(hosts: Mapping[str, str]) -> Fetcher:
    """Args: hosts: host name → base URL of the day."""
    return Fetcher(hosts)


def hosts_of(urls: Iterable[str]) -> dict[str, str]:
    """Addresses the operator configured are asked wherever they lie, in a private network, too."""
    parts = [urlsplit(url) for url in urls]
    return {one.hostname: f"{one.scheme}://{one.netloc}" for one in parts if one.hostname}
