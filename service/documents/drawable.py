"""Which characters the embedded fonts draw; light, for intake and every command."""

from forms.glyphs import undrawable

__all__ = ["undrawable"]
