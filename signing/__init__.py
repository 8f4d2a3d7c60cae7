"""Qualified electronic signatures: make them through a trust service provider, judge them, run a provider for development."""

from signing.asn1_repair import repair

repair()
