"""The installation's look from its settings."""

from service.documents.look import PLAIN, Brand, accent, logo
from service.settings import Settings, SettingsError
from service.wiring.policy import configured_hoster


def look_of(settings: Settings) -> Brand:
    """Raises SettingsError: the colour or the logo cannot be used, with the reason."""
    made = PLAIN
    try:
        if settings.accent_colour:
            made = Brand(accent=accent(settings.accent_colour))
    except ValueError as unusable:
        raise SettingsError(f"VOLLMACHT_ACCENT_COLOUR: {unusable}") from None
    if settings.logo_file is None:
        return made
    hoster = configured_hoster(settings)
    try:
        return Brand(made.accent, logo(settings.logo_file.read_bytes(), hoster.name if hoster else "Hoster"))
    except (OSError, ValueError) as unusable:
        raise SettingsError(f"VOLLMACHT_LOGO_FILE {settings.logo_file}: {unusable}") from None
