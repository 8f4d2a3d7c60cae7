"""What lies outside: the archive's store, the timestamp authorities, the mail server."""

import importlib
import smtplib
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from service.settings import Settings
from service.signatures.fetching import fetcher_for, hosts_of
from service.signatures.timestamping import asked_authority
from service.wiring.chance import clock, new_id
from service.wiring.doctor.finding import PATIENCE_S, Finding, State
from service.wiring.doctor.ground import skew_finding
from service.wiring.soundness import LARGEST_SKEW
from service.wiring.trust_service import providers_in_use

AWAY = {
    "EndpointConnectionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "503",
    "500",
    "SlowDown",
    "ServiceUnavailable",
    "RequestTimeTooSkewed",
}


def archive(settings: Settings, _port: int) -> Iterator[Finding]:
    bucket = settings.archive_bucket
    if bucket is None:
        text = "A directory: tamper-evident, not tamper-proof."
        if settings.sandbox:
            yield Finding("archive", State.OK, f"{settings.archive_directory}. {text}")
        else:
            remedy = "set VOLLMACHT_ARCHIVE=s3://BUCKET/PREFIX, a bucket with Object Lock"
            yield Finding("archive", State.WARNING, f"{settings.archive_directory}. {text}", remedy)
        return
    probed = importlib.import_module("service.archive.probing").probed
    found = probed(bucket.name, bucket.prefix, at=clock(), nonce=str(new_id()))
    if found.failure is None:
        yield Finding("archive", State.OK, f"{settings.archive}: locked objects can be neither deleted nor shortened.")
        yield skew_finding("the S3 server", found.skew)
        return
    create = f"aws s3api create-bucket --bucket {bucket.name} --object-lock-enabled-for-bucket"
    remedy = {
        "404": create,
        "NoSuchBucket": create,
        "InvalidAccessKeyId": "correct AWS_ACCESS_KEY_ID",
        "SignatureDoesNotMatch": "correct AWS_SECRET_ACCESS_KEY",
        "NoCredentialsError": "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        "EndpointConnectionError": "start the S3 server, or correct AWS_ENDPOINT_URL_S3",
        "RequestTimeTooSkewed": "timedatectl set-ntp true",
        "403": "correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the bucket's policy",
    }.get(found.code, _another(bucket.name, bucket.prefix))
    yield Finding("archive", State.FAILURE, f"{settings.archive}: {found.failure}", remedy, passing=found.code in AWAY)


def _another(name: str, prefix: str) -> str:
    """A bucket's lock is chosen when it is made, and never later."""
    fresh = f"{name}-locked"[-63:].lstrip(".-")
    create = f"aws s3api create-bucket --bucket {fresh} --object-lock-enabled-for-bucket"
    return f"{create}; then VOLLMACHT_ARCHIVE=s3://{fresh}/{prefix}".rstrip("/")


def timestamps(settings: Settings, _port: int) -> Iterator[Finding]:
    """Each authority alone: one that is away is stood in for by the next, and nobody notices until the last one is."""
    with providers_in_use(settings) as providers:
        urls = tuple(dict.fromkeys((*providers.timestamp_urls, *settings.timestamp_urls)))
        fetcher = fetcher_for({**hosts_of(settings.timestamp_urls), **providers.hosts})
        answers = [(url, asked_authority(url, fetcher, clock)) for url in urls]
    usable = any(answer.fault is None for _, answer in answers)
    for url, answer in answers:
        if answer.fault is not None:
            text = f"{url} gives no timestamp that holds: {answer.fault}." + (
                "" if usable else " No other does: signatures wait."
            )
            remedy = "open the firewall for it, or correct VOLLMACHT_TIMESTAMP_URLS or the provider's profile"
            yield Finding("timestamps", State.FAILURE, text, remedy, passing=True)
            continue
        yield Finding("timestamps", State.OK, f"{url} gives timestamps that hold.")
        if abs(answer.skew) > LARGEST_SKEW:
            yield skew_finding(f"the timestamp authority {url}", answer.skew)


def mail(settings: Settings, _port: int) -> Iterator[Finding]:
    if settings.smtp_url is None:
        if settings.sandbox:
            yield Finding("mail", State.OK, f"Letters become files in {settings.mail_directory}.")
        else:
            yield Finding("mail", State.FAILURE, "Production sends mail.", "set VOLLMACHT_SMTP_URL")
        return
    parts = urlsplit(settings.smtp_url)
    host, tls = parts.hostname or "", parts.scheme == "smtps"
    try:
        if tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or 465, timeout=PATIENCE_S, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(host, parts.port or 587, timeout=PATIENCE_S)
        with server:
            server.ehlo()
    except (OSError, smtplib.SMTPException) as error:
        remedy = "start the mail server, or correct VOLLMACHT_SMTP_URL"
        text = f"{host}: the mail server does not answer ({type(error).__name__})."
        yield Finding("mail", State.FAILURE, text, remedy, passing=True)
        return
    yield Finding("mail", State.OK, f"{host} answers.")
