"""XMP metadata before and after a signature: the same but for dates and producer?"""

from lxml import etree

__all__ = ["same_but_for_dates"]

_MAY_CHANGE = frozenset(
    {
        "{http://ns.adobe.com/xap/1.0/}ModifyDate",
        "{http://ns.adobe.com/xap/1.0/}MetadataDate",
        "{http://ns.adobe.com/pdf/1.3/}Producer",
    }
)
_DESCRIPTION = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description"


def same_but_for_dates(before: bytes, after: bytes) -> bool:
    """True if two XMP packets say the same but for ModifyDate, MetadataDate and Producer; False if one cannot be read."""
    try:
        return _properties(before) == _properties(after)
    except (etree.XMLSyntaxError, ValueError):
        return False


def _properties(packet: bytes) -> list[tuple[str, str]]:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True, remove_comments=True
    )
    root = etree.fromstring(packet.strip(b"\0 \t\r\n"), parser)
    if b"<!DOCTYPE" in packet:
        raise ValueError("XMP with a DTD")
    found: list[tuple[str, str]] = []
    for description in root.iter(_DESCRIPTION):
        found.extend((str(name), str(value)) for name, value in description.attrib.items() if name not in _MAY_CHANGE)
        found.extend((str(child.tag), _spelled(child)) for child in description if child.tag not in _MAY_CHANGE)
    return sorted(found)


def _spelled(element: etree._Element) -> str:
    canonical = etree.tostring(element, method="c14n", exclusive=True, with_tail=False)
    return " ".join(canonical.decode().split())
