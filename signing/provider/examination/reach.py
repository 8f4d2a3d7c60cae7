"""(1) Whether the provider's hosts can be reached, and by TLS that holds."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from signing.provider.examination.finding import Blame, Examined, Finding, Outcome

PATIENCE_S = 10.0
SOON = timedelta(days=14)


def reach_findings(examined: Examined) -> Iterator[Finding]:
    profile = examined.client.profile
    for url in dict.fromkeys((profile.base_url, profile.oauth_base)):
        parts = urlsplit(url)
        host, tls = parts.hostname or "", parts.scheme == "https"
        yield from _host(examined, host, parts.port or (443 if tls else 80), tls=tls)


def _host(examined: Examined, host: str, port: int, *, tls: bool) -> Iterator[Finding]:
    where = f"{host}:{port}"
    try:
        with socket.create_connection((host, port), timeout=PATIENCE_S) as connection:
            if not tls:
                text = f"{where} answers, without TLS: good enough for the sandbox only."
                yield Finding("reach", Outcome.OK, text)
                return
            with examined.secret.tls().wrap_socket(connection, server_hostname=host) as secured:
                yield from _secured(where, secured, examined.clock())
    except socket.gaierror as error:
        remedy = "correct base_url and oauth_url in the profile, or the name server of this machine"
        yield Finding("reach", Outcome.FAILURE, f"{host} cannot be resolved: {error.strerror}.", Blame.NETWORK, remedy)
    except ssl.SSLCertVerificationError as error:
        text = f"{where}: its certificate does not hold: {error.verify_message}."
        remedy = "a proxy of yours that opens TLS: add its authority to the system's; else show this to the provider"
        yield Finding("tls", Outcome.FAILURE, text, Blame.PROVIDER, remedy)
    except ssl.SSLError as error:
        remedy = "if it asks for a client certificate, set the provider's CERTIFICATE_FILE and KEY_FILE"
        yield Finding("tls", Outcome.FAILURE, f"{where}: TLS fails: {error.reason}.", Blame.PROVIDER, remedy)
    except OSError as error:
        text = f"{where} does not answer: {error.strerror or type(error).__name__}."
        yield Finding(
            "reach", Outcome.FAILURE, text, Blame.NETWORK, "open the firewall for it, or ask the provider whether it is up"
        )


def _secured(where: str, secured: ssl.SSLSocket, now: datetime) -> Iterator[Finding]:
    yield Finding("reach", Outcome.OK, f"{where} answers.")
    certificate = secured.getpeercert() or {}
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
    text = f"{secured.version()}, certificate until {ends:%Y-%m-%d}."
    if ends - now < SOON:
        yield Finding("tls", Outcome.WARNING, text, Blame.PROVIDER, "remind the provider to renew it")
    else:
        yield Finding("tls", Outcome.OK, text)
