"""Adapter towards `signing`: making signatures through a provider, judging files in the limited child."""
