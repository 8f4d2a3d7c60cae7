"""Small signed files to start from: a fuzzer does a thousand small inputs in the time of a few large ones."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

from tests.signing.attacks import sections, variants
from tests.signing.attacks.certificates import Owner
from tests.signing.attacks.parts import pss
from tests.signing.attacks.signatures import Recipe
from tests.signing.attacks.workshop import Workshop
from tests.signing.validation import attacks as tools

__all__ = ["attacks", "honest"]

_STAMPED = ("adbe.pkcs7.detached", "document timestamp without a store", "linearised before signing", "Ed448")
_BARE = 4096
_STAMPED_DIGITS = 12288


def honest(shop: Workshop) -> Iterator[bytes]:
    """Valid files that end with their last signed byte; the bare ones are valid as a received file of ours only."""
    bare = replace(shop, reserved=_BARE)
    yield bare.signed(shop.alone, _bare(shop.zoe))
    yield bare.signed(shop.alone, _bare(shop.zoe), change=tools.change_dates)
    yield bare.signed(shop.alone, _bare(shop.person(key=rsa.generate_private_key(65537, 2048)), algorithm=pss()))
    for name in _STAMPED:
        yield variants.VARIANTS[name].make(replace(shop, reserved=_STAMPED_DIGITS))


def attacks(shop: Workshop, first: bytes) -> Iterator[bytes]:
    """Files that are refused, each for a reason of its own: they lead the fuzzer to places that honest files do not reach.

    Args:
        first: a valid file that some of them add to.
    """
    bare = replace(shop, reserved=_BARE)
    yield bare.signed(first, _bare(shop.juergen), "Signature2")
    for change in (
        tools.replace_content,
        tools.add_page,
        tools.add_script,
        tools.empty_security_store,
        tools.poisoned_security_store,
        tools.add_field,
    ):
        yield tools.incremental(first, change)
    for case in sections.CASES:
        pdf = case.make(_AllBare(bare.authority, bare.document, _BARE))
        if len(pdf) < 20_000:
            yield pdf


class _AllBare(Workshop):
    """Nothing but the signer's certificate, and no timestamp."""

    def signed(self, pdf: bytes, recipe: Recipe, *arguments: Any, **more: Any) -> bytes:
        return super().signed(pdf, replace(recipe, certificates=[recipe.owner.der], stamp=lambda _: []), *arguments, **more)

    def sealed(self, pdf: bytes, *_arguments: Any, **_more: Any) -> bytes:
        return pdf


def _bare(owner: Owner, **more: Any) -> Recipe:
    return Recipe(owner, certificates=[owner.der], stamp=lambda _: [], **more)
