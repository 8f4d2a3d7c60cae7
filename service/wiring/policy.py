"""The hoster's settings as the use cases want them."""

from dataclasses import fields

from service.domain.authority import Policy
from service.domain.parties import Hoster, RegisterEntry
from service.settings import Settings, SettingsError, hoster_of
from service.use_cases.ports import ServicePolicy

DEFAULT_PUBLIC_URL = "http://127.0.0.1:8000"


def policy_of(settings: Settings, *, sandbox_password_hash: str | None = None) -> ServicePolicy:
    """Raises SettingsError: production without a hoster, or with an unusable one."""
    hoster = configured_hoster(settings)
    return ServicePolicy(
        authority=Policy(hotline=hoster.phone if hoster else ""),
        cooling_off=settings.cooling_off,
        deed_waiting=settings.deed_waiting,
        public_url=settings.public_url or DEFAULT_PUBLIC_URL,
        sandbox=settings.sandbox,
        hoster=hoster,
        sandbox_password_hash=sandbox_password_hash,
        session_lifetime=settings.session_lifetime,
        session_idle=settings.session_idle,
    )


def configured_hoster(settings: Settings) -> Hoster | None:
    """The one hoster of the installation; None: a sandbox that takes each record's."""
    given = hoster_of(settings)
    if given is None:
        return None
    register = given.get("register")
    known = {field.name for field in fields(Hoster)}
    try:
        return Hoster(
            **{key: str(value) for key, value in given.items() if key in known and key != "register"},
            register=RegisterEntry(**register) if isinstance(register, dict) else None,
        )
    except TypeError as error:
        raise SettingsError(f"VOLLMACHT_HOSTER_FILE {settings.hoster_file}: {error}") from None
