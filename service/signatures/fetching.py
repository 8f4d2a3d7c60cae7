"""The parent's door to CRL, OCSP and timestamp addresses."""

from collections.abc import Mapping

from signing.fetching import Fetcher

__all__ = ["SANDBOX_HOST", "Fetcher", "fetcher_for"]

SANDBOX_HOST = "sandbox-tsp.vollmacht.test"


def fetcher_for(hosts: Mapping[str, str]) -> Fetcher:
    """Args: hosts: host name → base URL of the day."""
    return Fetcher(hosts)
