"""One trusted list: bytes → values (ETSI TS 119 612 v2.1.1, list versions 5 and 6).

The parser is closed: no DTD, no entities, no network, bounded size. What a list says in words is not kept; what decides is.
"""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from signing.qualification.errors import ListMalformed
from signing.qualification.registry import Criteria, ListedService, QualificationElement, ServiceStatus

__all__ = ["Pointer", "TrustedList", "parse_xml", "trusted_list"]

TSL = "{http://uri.etsi.org/02231/v2#}"
ADDITIONAL = "{http://uri.etsi.org/02231/v2/additionaltypes#}"
ECC = "{http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#}"
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"

LIST_OF_LISTS = "EUlistofthelists"
LARGEST_LIST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where another list lies and who may sign it.

    Attributes:
        type: short TSLType of that list, e.g. EUgeneric.
        signers: DER certificates.
        mime_type: the machine-readable one is application/vnd.etsi.tsl+xml.
    """

    location: str
    territory: str
    type: str
    mime_type: str
    signers: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class TrustedList:
    """What decides in one list.

    Attributes:
        next_update: None if the list is closed.
        pivots: locations of pivot lists (list of lists only), newest first as published.
    """

    version: int
    territory: str
    type: str
    sequence: int
    issued: datetime
    next_update: datetime | None
    pointers: tuple[Pointer, ...]
    pivots: tuple[str, ...]
    services: tuple[ListedService, ...]


def parse_xml(content: bytes) -> etree._Element:
    """The document's root.

    Raises:
        ListMalformed: not well-formed, too large, or with a DTD (entity bombs need one).
    """
    if len(content) > LARGEST_LIST_BYTES:
        raise ListMalformed("larger than any list")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ListMalformed("not well-formed XML") from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise ListMalformed("with a DTD")
    return root


def trusted_list(root: etree._Element) -> TrustedList:
    """The values of a parsed list.

    Raises:
        ListMalformed: another version, or something that decides is missing.
    """
    if root.tag != f"{TSL}TrustServiceStatusList":
        raise ListMalformed("no TrustServiceStatusList")
    try:
        scheme = _one(root, "SchemeInformation")
        version = int(_text(scheme, "TSLVersionIdentifier"))
        if version not in {5, 6}:
            raise ListMalformed(f"list version {version}")
        territory = _text(scheme, "SchemeTerritory").upper()
        return TrustedList(
            version=version,
            territory=territory,
            type=_last(_text(scheme, "TSLType")),
            sequence=int(_text(scheme, "TSLSequenceNumber")),
            issued=_instant(_text(scheme, "ListIssueDateTime")),
            next_update=_next_update(scheme),
            pointers=tuple(_pointers(scheme)),
            pivots=tuple(
                uri.text.strip()
                for uri in scheme.iterfind(f"{TSL}SchemeInformationURI/{TSL}URI")
                if uri.text and "pivot" in uri.text and uri.text.strip().endswith(".xml")
            ),
            services=tuple(_services(root, territory)),
        )
    except (ValueError, binascii.Error) as error:
        raise ListMalformed("a number, date or certificate cannot be read") from error


def _one(parent: etree._Element, tag: str) -> etree._Element:
    found = parent.find(f"{TSL}{tag}")
    if found is None:
        raise ListMalformed(f"no {tag}")
    return found


def _text(parent: etree._Element, tag: str) -> str:
    return (_one(parent, tag).text or "").strip()


def _last(uri: str) -> str:
    return uri.strip().rstrip("/").rsplit("/", 1)[-1]


def _instant(text: str) -> datetime:
    parsed = datetime.fromisoformat(text.strip())
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def _next_update(scheme: etree._Element) -> datetime | None:
    element = _one(scheme, "NextUpdate").find(f"{TSL}dateTime")
    return _instant(element.text) if element is not None and element.text else None


def _pointers(scheme: etree._Element) -> Iterator[Pointer]:
    for pointer in scheme.iterfind(f"{TSL}PointersToOtherTSL/{TSL}OtherTSLPointer"):
        said: dict[str, str] = {}
        for information in pointer.iterfind(f"{TSL}AdditionalInformation/{TSL}OtherInformation"):
            for child in information.iterchildren(f"{TSL}TSLType", f"{TSL}SchemeTerritory", f"{ADDITIONAL}MimeType"):
                said[etree.QName(child).localname] = (child.text or "").strip()
        yield Pointer(
            location=_text(pointer, "TSLLocation"),
            territory=said.get("SchemeTerritory", "").upper(),
            type=_last(said.get("TSLType", "")),
            mime_type=said.get("MimeType", ""),
            signers=tuple(_certificates(pointer)),
        )


def _certificates(parent: etree._Element) -> Iterator[bytes]:
    for element in parent.iter(f"{TSL}X509Certificate"):
        yield base64.b64decode("".join((element.text or "").split()), validate=True)


def _services(root: etree._Element, territory: str) -> Iterator[ListedService]:
    for provider in root.iterfind(f"{TSL}TrustServiceProviderList/{TSL}TrustServiceProvider"):
        provider_name = _name(provider, f"{TSL}TSPInformation/{TSL}TSPName/{TSL}Name")
        for service in provider.iterfind(f"{TSL}TSPServices/{TSL}TSPService"):
            current = _one(service, "ServiceInformation")
            identity = _one(current, "ServiceDigitalIdentity")
            entries = [current, *service.iterfind(f"{TSL}ServiceHistory/{TSL}ServiceHistoryInstance")]
            history = sorted((_status(entry) for entry in entries), key=lambda entry: entry.starting_at, reverse=True)
            certificates = tuple(dict.fromkeys(_certificates(identity)))
            if certificates:
                yield ListedService(
                    territory, provider_name, _name(current, f"{TSL}ServiceName/{TSL}Name"), certificates, tuple(history)
                )


def _name(parent: etree._Element, path: str) -> str:
    names = parent.findall(path)
    english = [item for item in names if item.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"]
    return ((english or names)[0].text or "").strip() if names else ""


def _status(entry: etree._Element) -> ServiceStatus:
    additional: list[str] = []
    qualifications: list[QualificationElement] = []
    for extension in entry.iterfind(f"{TSL}ServiceInformationExtensions/{TSL}Extension"):
        additional.extend(_last(uri.text or "") for uri in extension.iterfind(f"{TSL}AdditionalServiceInformation/{TSL}URI"))
        for element in extension.iterfind(f"{ECC}Qualifications/{ECC}QualificationElement"):
            qualifiers = tuple(_last(item.get("uri", "")) for item in element.iterfind(f"{ECC}Qualifiers/{ECC}Qualifier"))
            criteria = element.find(f"{ECC}CriteriaList")
            qualifications.append(
                QualificationElement(qualifiers, _criteria(criteria) if criteria is not None else ("all", [["unknown"]]))
            )
    return ServiceStatus(
        type=_service_type(_text(entry, "ServiceTypeIdentifier")),
        status=_last(_text(entry, "ServiceStatus")),
        starting_at=_instant(_text(entry, "StatusStartingTime")),
        additional=tuple(additional),
        qualifications=tuple(qualifications),
    )


def _service_type(uri: str) -> str:
    return uri.strip().rstrip("/").partition("/Svctype/")[2] or uri.strip()


def _criteria(element: etree._Element) -> Criteria:
    criteria: list[object] = []
    for child in element.iterchildren("{*}*"):  # elements only, no comments
        match etree.QName(child).localname:
            case "KeyUsage":
                criteria.append(
                    [
                        "usage",
                        [
                            [bit.get("name"), (bit.text or "").strip() in {"true", "1"}]
                            for bit in child.iterchildren(f"{ECC}KeyUsageBit")
                        ],
                    ]
                )
            case "PolicySet":
                criteria.append(["policies", _identifiers(child)])
            case "CriteriaList":
                criteria.append(list(_criteria(child)))
            case "otherCriteriaList":
                criteria.extend(_other_criterion(item) for item in child.iterchildren("{*}*"))
            case "Description":
                pass
            case _:
                criteria.append(["unknown"])
    return (element.get("assert", "all"), criteria)


def _other_criterion(element: etree._Element) -> list[object]:
    match etree.QName(element).localname:
        case "ExtendedKeyUsage":
            return ["eku", _identifiers(element)]
        case "CertSubjectDNAttribute":
            return ["subject", _identifiers(element)]
        case _:
            return ["unknown"]


def _identifiers(element: etree._Element) -> list[str]:
    return [(item.text or "").strip().removeprefix("urn:oid:") for item in element.iter(f"{XADES}Identifier")]
