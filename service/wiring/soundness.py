"""Before anybody is asked to sign: would it be kept, and would its times agree? `doctor` says the same (faults 11 and 17)."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from service.domain.errors import SigningPaused
from service.use_cases.ground_port import SoundGround

LEAST_FREE_BYTES = 200_000_000
LARGEST_SKEW = timedelta(seconds=60)


def sound_ground(
    home: Path,
    *,
    clock: Callable[[], datetime],
    database_clock: Callable[[], datetime],
    store_skew: Callable[[], timedelta] = lambda: timedelta(0),
    provider_skew: Callable[[str], timedelta] = lambda _provider: timedelta(0),
    free_bytes: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free,
) -> SoundGround:
    """For `Tools.require_sound_ground`.

    Args:
        database_clock: the database server's; raises Unavailable if it does not answer.
        store_skew: by how much the archive store's clock was ahead of ours when it was last seen; asks nobody.
        provider_skew: the same of that signature provider's clock.
    """

    def require(provider: str | None = None) -> None:
        if free_bytes(home) < LEAST_FREE_BYTES:
            raise SigningPaused(
                "Der Speicherplatz ist fast aufgebraucht. Unterschreiben ist erst wieder möglich, wenn Platz geschaffen ist."
            )
        before = clock()
        there = database_clock()
        apart = there - clock() > LARGEST_SKEW or before - there > LARGEST_SKEW
        if apart or abs(store_skew()) > LARGEST_SKEW:
            raise SigningPaused(
                "Die Uhren der Server gehen mehr als 60 Sekunden auseinander. Unterschreiben ist erst wieder möglich, wenn sie gestellt sind."
            )
        if provider is not None and abs(provider_skew(provider)) > LARGEST_SKEW:
            raise SigningPaused(
                "Die Uhr des Signaturdienstes und unsere gehen mehr als 60 Sekunden auseinander. Unterschreiben ist dort erst wieder möglich, "
                "wenn sie gestellt sind."
            )

    return require
