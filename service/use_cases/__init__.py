"""The whole story of each act in a few lines: one verb per file, everything it needs handed in as `Tools`."""
