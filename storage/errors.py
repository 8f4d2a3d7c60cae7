"""What can go wrong in the archive.

StorageError
├── StoreUnavailable     does not answer, or cannot be written: try again later
│   └── LockRefused      answers, but takes no lock that long (or nothing at all)
├── AlreadyStored        something lies under this key: look before believing
├── NotStored            nothing lies under this key
├── ChecksumMismatch     the bytes read are not those that were stored
├── LockMissing          the store took the bytes but not the retention
└── RetentionRunning     deletion before the end of retention
"""


class StorageError(Exception):
    """Root of everything this package raises on purpose. Messages name keys, never people."""


class StoreUnavailable(StorageError):
    pass


class LockRefused(StoreUnavailable):
    pass


class AlreadyStored(StorageError):
    pass


class NotStored(StorageError):
    pass


class ChecksumMismatch(StorageError):
    pass


class LockMissing(StorageError):
    pass


class RetentionRunning(StorageError):
    pass
