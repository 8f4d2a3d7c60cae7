"""The documents' own font, for the stamp of a signature; light."""

from importlib.resources import files

SIGNATURE_FONT = str(files("forms") / "fonts" / "NotoSans-Regular.ttf")
