"""The hoster's seal, as the operator configured it."""

from service.settings import Settings
from service.signatures.fetching import Fetcher
from service.signatures.sealing import HosterSeals, seal_key
from service.use_cases.trust_ports import Seals
from service.wiring.trust_service import prepared_sandbox


def seals_of(settings: Settings, fetcher: Fetcher, timestamp_urls: tuple[str, ...]) -> Seals | None:
    """VOLLMACHT_SEAL_FILE, else the sandbox's; None in a production without one.

    Raises:
        Unavailable: the file holds no key to seal with.
    """
    if settings.seal_file is not None:
        return HosterSeals(seal_key(settings.seal_file, settings.seal_password), fetcher, timestamp_urls)
    if not settings.sandbox:
        return None
    return HosterSeals(seal_key(prepared_sandbox(settings) / "seal.p12", None), fetcher, timestamp_urls)
