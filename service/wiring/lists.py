"""Which trusted lists an installation uses."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from service.domain.errors import Unavailable
from service.settings import EU_LIST_OF_LISTS, Settings
from service.signatures.judging import ListsInUse
from service.signatures.lists import EU_ANCHOR
from service.wiring.trust_service import prepared_sandbox


def lists_in_use(settings: Settings, *, mirror: Path | None = None, anchor: Path | None = None) -> ListsInUse:
    """The mirror folder handed in, else VOLLMACHT_LISTS (fetched by us, or a folder), else the sandbox's.

    Raises:
        Unavailable: there is no such folder, or no anchor for it.
    """
    cache = settings.home / "cache" / "trusted-lists"
    if mirror is not None:
        if not (mirror / "index.json").is_file():
            raise Unavailable(f"{mirror} is no mirror of trusted lists: index.json is missing.")
        return ListsInUse(mirror, anchor or published_anchor(mirror), _cache(cache))
    if settings.lists_url is not None:
        signers = anchor or settings.lists_anchor
        if signers is None and settings.lists_url != EU_LIST_OF_LISTS:
            raise Unavailable(
                "VOLLMACHT_LISTS is an address of your own: set VOLLMACHT_LISTS_ANCHOR to its published signers, PEM."
            )
        return ListsInUse(settings.fetched_lists, signers or EU_ANCHOR, _cache(cache), settings.lists_url)
    if settings.lists is not None:
        return lists_in_use(replace(settings, lists=None), mirror=settings.lists, anchor=anchor or settings.lists_anchor)
    if not settings.sandbox:
        raise Unavailable(
            "Production needs trusted lists: set VOLLMACHT_LISTS=eu, or to a mirror folder, or give one with --lists."
        )
    own = prepared_sandbox(settings) / "trusted-lists"
    return ListsInUse(own, anchor or published_anchor(own), _cache(cache))


def lists_for_judging(settings: Settings, *, mirror: Path | None = None, anchor: Path | None = None) -> ListsInUse:
    """The same, with the operator's own word on seals (VOLLMACHT_SEAL_ANCHORS)."""
    return replace(lists_in_use(settings, mirror=mirror, anchor=anchor), seal_anchors=settings.seal_anchors)


def published_anchor(mirror: Path) -> Path:
    """The signers of the list of lists that lie with a mirror.

    Raises:
        Unavailable: none lies there.
    """
    for name in ("anchor.pem", "lists-anchor.pem"):
        if (mirror / name).is_file():
            return mirror / name
    raise Unavailable(f"{mirror} holds no anchor.pem: name the published signers with --lists-anchor.")


def _cache(folder: Path) -> Path:
    """The cache is a convenience: where it cannot be written the lists are parsed anew."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
