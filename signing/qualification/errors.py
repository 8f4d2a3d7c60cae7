"""Errors of the trusted lists.

TrustedListError
├── MirrorUnreadable     the folder or its index.json cannot be read
├── AnchorUnreadable     the anchor is no PEM certificate
├── ListMalformed        a list is no trusted list we understand
└── ListSignatureInvalid a list is not signed by whom the list of lists names

The last two never leave `mirror`: there a bad list is a state, not an exception.
"""

__all__ = ["AnchorUnreadable", "ListMalformed", "ListSignatureInvalid", "MirrorUnreadable", "TrustedListError"]


class TrustedListError(Exception):
    """Root of this package's errors."""

    code = "trusted-list"


class MirrorUnreadable(TrustedListError):
    code = "mirror-unreadable"


class AnchorUnreadable(TrustedListError):
    code = "anchor-unreadable"


class ListMalformed(TrustedListError):
    code = "list-malformed"


class ListSignatureInvalid(TrustedListError):
    code = "list-signature-invalid"
