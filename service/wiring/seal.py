"""The hoster's seal, as the operator configured it."""

import logging
from functools import partial

from service.settings import Settings
from service.signatures.fetching import Fetcher
from service.signatures.sealing import HosterSeals, Lengthen, PinFile, SealRefused, TokenPlace, seal_key, token_key
from service.use_cases.trust_ports import Seals
from service.wiring.trust_service import prepared_sandbox

log = logging.getLogger(__name__)


def seals_of(settings: Settings, fetcher: Fetcher, timestamp_urls: tuple[str, ...], *, lengthen: Lengthen) -> Seals | None:
    """VOLLMACHT_SEAL_FILE, or the token's, else the sandbox's; None in a production without one.

    A token that is away keeps nothing from starting: documents are sealed when they are asked for after it has come back.

    Raises:
        SealRefused: the file holds no key to seal with, or the token something that only the operator can mend.
    """
    place = token_place(settings)
    if place is not None:
        seals = HosterSeals(partial(token_key, place), fetcher, timestamp_urls, lengthen=lengthen)
        try:
            seals.open()
        except SealRefused as error:
            if not error.fault.may_heal:
                raise
            log.warning("%s", error)
        return seals
    if settings.seal_file is not None:
        file, password = settings.seal_file, settings.seal_password
    elif settings.sandbox:
        file, password = prepared_sandbox(settings) / "seal.p12", None
    else:
        return None
    key = seal_key(file, password)
    return HosterSeals(lambda: key, fetcher, timestamp_urls, lengthen=lengthen)


def token_place(settings: Settings) -> TokenPlace | None:
    """Where the seal's token is; None: the seal lies in no token."""
    token = settings.seal_token
    if token is None:
        return None
    pin = PinFile(token.pin_file, settings.home / "seal-pin-refused")
    return TokenPlace(token.module, token.token, token.key, pin, token.certificate_file)
