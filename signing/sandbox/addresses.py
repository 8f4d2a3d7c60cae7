"""Addresses that stand in certificates and lists. They never change in an installation's life, whatever the port of the day."""

HOST = "sandbox-tsp.vollmacht.test"
"""A name under .test (RFC 6761), which nobody can own: our HTTP clients map it to 127.0.0.1 and the port of the day."""

BASE = f"http://{HOST}"
ISSUER = BASE
"""OAuth issuer (RFC 9207): must survive a restart on another port, so it is not the URL of the day."""

TERRITORY = "XS"
"""ISO 3166-1 keeps XA to XZ for private use: no state can ever be confused with the sandbox."""

LIST_OF_LISTS = f"{BASE}/trusted-lists/lotl.xml"
NATIONAL_LIST = f"{BASE}/trusted-lists/xs.xml"
TIMESTAMPS = f"{BASE}/tsa"
ABOUT = f"{BASE}/about"


def certificate_of(issuer: str) -> str:
    """Where an issuer's own certificate lies (AIA caIssuers), DER."""
    return f"{BASE}/ca/{issuer}.cer"


def revocation_list_of(issuer: str) -> str:
    """Where an issuer's CRL lies, DER."""
    return f"{BASE}/crl/{issuer}.crl"


def responder_of(issuer: str) -> str:
    """Where an issuer's OCSP responder answers."""
    return f"{BASE}/ocsp/{issuer}"
