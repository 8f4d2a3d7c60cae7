"""What must hold before anybody is asked to sign."""

from typing import Protocol


class SoundGround(Protocol):
    """Asked before anybody is asked to sign.

    Args:
        provider: name of the one that is to sign; None: that is not decided yet.

    Raises:
        SigningPaused: the disk is full, or clocks differ.
    """

    def __call__(self, provider: str | None = None) -> None: ...


def nothing_to_require(provider: str | None = None) -> None:
    """Where nobody is asked to sign."""
