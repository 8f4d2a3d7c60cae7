"""Trusted lists as inputs: elements, attributes and texts changed, then signed anew by the list's own signer, or left with the old signature."""

import hashlib
import random
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from signing.qualification.assessment import assess_list_of_lists, assess_national_list, national_pointers
from signing.qualification.list_parser import parse_xml
from signing.qualification.mirror import anchors_of, read_mirror
from signing.qualification.registry import ListState, TrustRegistry, serialise
from signing.sandbox.list_signature import signed_list
from tests.signing.attacks.workshop import Workshop
from tests.signing.builders import JUDGED_AT, MADE_AT
from tests.signing.fuzz.mutators import mutated

__all__ = ["ListMaker"]

_SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
_TEXTS = (
    "", "-1", "6", "99999999999999999999", "2026-11-02T09:00:00Z", "9999-12-31T23:59:59Z", "2026-02-30T00:00:00Z", "granted", "AA==", "x" * 3000,
    "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/withdrawn", "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST", "\u202e", "urn:oid:1.2.3",
)  # fmt: skip


@dataclass
class ListMaker:
    """Makes lists and says what must hold of whatever is taken for one.

    Attributes:
        signed: SHA-256 of the canonical content that a list signer has signed.
    """

    shop: Workshop
    signed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        mirror = read_mirror(self.shop.authority.mirror)
        self._anchors = anchors_of(self.shop.authority.anchor)
        assert mirror.lotl is not None
        self._lotl = mirror.lotl
        lotl, _ = assess_list_of_lists(mirror.lotl, mirror.files, self._anchors)
        assert lotl is not None
        self._pointer = next(national_pointers(lotl))
        self._national = mirror.files[self._pointer.location]
        for content in (self._lotl, self._national):
            self.signed.add(_digest(parse_xml(content)))

    def made(self, chance: random.Random) -> bytes:
        content, label = chance.choice(
            (
                (self._lotl, "list-of-lists-signer"),
                (self._national, "national-list-signer"),
                (self._national, "national-list-signer"),
            )
        )
        if chance.random() < 0.15:
            return mutated(content, chance)
        root = parse_xml(content)
        for _ in range(chance.choice((1, 1, 2, 4))):
            _change(root, chance)
        if chance.random() < 0.3:
            return etree.tostring(root)
        for signature in root.findall(_SIGNATURE):
            root.remove(signature)
        written = signed_list(root, self.shop.authority.installation.holders[label], MADE_AT)
        self.signed.add(_digest(parse_xml(written)))
        return written

    def judge(self, content: bytes) -> tuple[TrustRegistry, bool]:
        """A registry with this list in its place, and whether anybody who may has signed what counts of it.

        Raises whatever a list must never raise.
        """
        lotl, status = assess_list_of_lists(content, {}, self._anchors)
        national, found = assess_national_list(self._pointer, content)
        counts = ListState.OK in {status.state, national.state}
        pointers = list(national_pointers(lotl)) if lotl is not None else []
        own, own_list = assess_national_list(pointers[0], self._national) if pointers else (national, found)
        services: Any = [*(found.services if found is not None else ()), *(own_list.services if own_list is not None else ())]
        registry = TrustRegistry(serialise([status, national, own], services), at=JUDGED_AT)
        return registry, not counts or _digest(parse_xml(content)) in self.signed


def _change(root: etree._Element, chance: random.Random) -> None:
    """Another text, another place, gone, doubled, or another attribute."""
    elements = [element for element in root.iter("*") if element is not root]
    one, other = chance.choice(elements), chance.choice(elements)
    parent = one.getparent()
    die = chance.random()
    if parent is None:
        return
    if die < 0.35:
        one.text = chance.choice((*_TEXTS[:-2], _TEXTS[-1], other.text or ""))
    elif die < 0.55:
        parent.remove(one)
    elif die < 0.7:
        parent.append(etree.fromstring(etree.tostring(one)))
    elif die < 0.85:
        parent.replace(one, etree.fromstring(etree.tostring(other)))
    elif one.attrib:
        one.attrib[chance.choice(list(one.attrib))] = chance.choice(_TEXTS[:9])
    else:
        one.tag = other.tag


def _digest(root: etree._Element) -> str:
    for signature in root.findall(_SIGNATURE):
        root.remove(signature)
    return hashlib.sha256(etree.tostring(root, method="c14n", exclusive=True)).hexdigest()
