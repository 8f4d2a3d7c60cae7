"""The list of lists and the national list (TS 119 612 v2.4.1): what stands in them. The order of the elements is the schema's."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from lxml import etree

from signing.sandbox import addresses
from signing.sandbox.certificates import PROVIDER, SCHEME_OPERATOR, Holder
from signing.sandbox.installation import GRANTED_AT, Installation
from signing.sandbox.list_signature import signed_list
from signing.xml_tree import Element, Maker

LIFE = timedelta(days=183)
EDITION = 2
"""Of what the lists say. Raise it with every change of that: installations with lists of another edition make them anew."""
_TSL = "http://uri.etsi.org/02231/v2#"
_MORE = "http://uri.etsi.org/02231/v2/additionaltypes#"
_T = "http://uri.etsi.org/TrstSvc/TrustedList/"
_SIGNATURES, _SIGNATURES_AND_SEALS = ("ForeSignatures",), ("ForeSignatures", "ForeSeals")
_GRANTED, _WITHDRAWN = f"{_T}Svcstatus/granted", f"{_T}Svcstatus/withdrawn"
_E = Maker(_TSL, {None: _TSL, "add": _MORE})
_A = Maker(_MORE, {"add": _MORE})
_ENGLISH = {"{http://www.w3.org/XML/1998/namespace}lang": "en"}
_LIST_OF_LISTS = f"{_T}TSLType/EUlistofthelists"
_NATIONAL = f"{_T}TSLType/EUgeneric"
# With text/xml EU DSS skips the pointer without a word.
_MIME = "application/vnd.etsi.tsl+xml"


@dataclass(frozen=True, slots=True)
class _Issue:
    sequence: int
    issued_at: datetime


def list_of_lists(installation: Installation, sequence: int, issued_at: datetime) -> bytes:
    """The signed list of lists: it points to itself and to the one national list."""
    signer, national = installation.holders["list-of-lists-signer"], installation.holders["national-list-signer"]
    pointers = [
        _pointer(addresses.LIST_OF_LISTS, signer, _LIST_OF_LISTS, "EU", "EUlistofthelists"),
        _pointer(addresses.NATIONAL_LIST, national, _NATIONAL, addresses.TERRITORY, "EUcommon"),
    ]
    scheme = _scheme(
        _Issue(sequence, issued_at),
        _LIST_OF_LISTS,
        "EU",
        f"{_T}StatusDetn/EUlistofthelists",
        ["EUlistofthelists"],
        pointers,
        addresses.LIST_OF_LISTS,
    )
    return signed_list(_document(scheme), signer, issued_at)


def national_list(installation: Installation, sequence: int, issued_at: datetime) -> bytes:
    """The signed national list: two authorities for signatures, one of them granted late, and the time stamping unit."""
    issuers = installation.holders
    history = _history(issuers["granted-later-ca"], "CA/QC", "Sandbox later qualified certificates")
    services = [
        _service("CA/QC", "Sandbox qualified certificates", issuers["qualified-ca"], GRANTED_AT, purposes=_SIGNATURES_AND_SEALS),
        _service(
            "CA/QC",
            "Sandbox later qualified certificates",
            issuers["granted-later-ca"],
            installation.granted_later_at,
            purposes=_SIGNATURES,
            history=history,
        ),
        _service("TSA/QTST", "Sandbox qualified time stamps", issuers["timestamping-unit"], GRANTED_AT),
    ]
    provider = _E.TrustServiceProvider(
        _E.TSPInformation(
            _names("TSPName", PROVIDER),
            _names("TSPTradeName", f"NTR{addresses.TERRITORY}-SANDBOX", PROVIDER),
            _address("TSPAddress"),
            _uris("TSPInformationURI", addresses.ABOUT),
        ),
        _E.TSPServices(*services),
    )
    scheme = _scheme(
        _Issue(sequence, issued_at),
        _NATIONAL,
        addresses.TERRITORY,
        f"{_T}StatusDetn/EUappropriate",
        ["EUcommon", addresses.TERRITORY],
        [],
        addresses.NATIONAL_LIST,
    )
    return signed_list(_document(scheme, _E.TrustServiceProviderList(provider)), issuers["national-list-signer"], issued_at)


def _document(*children: Element) -> Element:
    root = _E.TrustServiceStatusList(*children, TSLTag="http://uri.etsi.org/19612/TSLTag", Id="list")
    return etree.fromstring(etree.tostring(root))  # parsed again: namespaces stand at the root only, as a reader will see them


def _scheme(
    issue: _Issue, kind: str, territory: str, approach: str, rules: list[str], pointers: list[Element], location: str
) -> Element:
    return _E.SchemeInformation(
        _E.TSLVersionIdentifier("6"),
        _E.TSLSequenceNumber(str(issue.sequence)),
        _E.TSLType(kind),
        _names("SchemeOperatorName", SCHEME_OPERATOR),
        _address("SchemeOperatorAddress"),
        _names("SchemeName", f"{territory}:Vollmacht sandbox trusted list - no legal effect"),
        _uris("SchemeInformationURI", addresses.ABOUT),
        _E.StatusDeterminationApproach(approach),
        _uris("SchemeTypeCommunityRules", *[f"{_T}schemerules/{rule}" for rule in rules]),
        _E.SchemeTerritory(territory),
        _E.PolicyOrLegalNotice(_E.TSLLegalNotice("Sandbox: for development and tests only, no legal effect.", _ENGLISH)),
        _E.HistoricalInformationPeriod("65535"),
        *([_E.PointersToOtherTSL(*pointers)] if pointers else []),
        _E.ListIssueDateTime(_stamp(issue.issued_at)),
        _E.NextUpdate(_E.dateTime(_stamp(issue.issued_at + LIFE))),
        _E.DistributionPoints(_E.URI(location)),
    )


def _pointer(location: str, signer: Holder, kind: str, territory: str, rule: str) -> Element:
    return _E.OtherTSLPointer(
        _E.ServiceDigitalIdentities(_identity(signer.certificate)),
        _E.TSLLocation(location),
        _E.AdditionalInformation(
            _E.OtherInformation(_E.TSLType(kind)),
            _E.OtherInformation(_names("SchemeOperatorName", SCHEME_OPERATOR)),
            _E.OtherInformation(_uris("SchemeTypeCommunityRules", f"{_T}schemerules/{rule}")),
            _E.OtherInformation(_E.SchemeTerritory(territory)),
            _E.OtherInformation(_A.MimeType(_MIME)),
        ),
    )


def _service(
    kind: str, title: str, holder: Holder, since: datetime, *, purposes: Sequence[str] = (), history: Iterable[Element] = ()
) -> Element:
    """A granted service. `purposes`: what its qualified certificates are for (without ForeSignatures EU DSS says AdESig)."""
    return _E.TSPService(
        _E.ServiceInformation(
            _E.ServiceTypeIdentifier(f"http://uri.etsi.org/TrstSvc/Svctype/{kind}"),
            _names("ServiceName", title),
            _identity(holder.certificate),
            _E.ServiceStatus(_GRANTED),
            _E.StatusStartingTime(_stamp(since)),
            *([_issues_for(purposes)] if purposes else []),
        ),
        *history,
    )


def _issues_for(purposes: Sequence[str]) -> Element:
    said = [_E.AdditionalServiceInformation(_E.URI(f"{_T}SvcInfoExt/{purpose}", _ENGLISH)) for purpose in purposes]
    return _E.ServiceInformationExtensions(*(_E.Extension(one, Critical="true") for one in said))


def _history(holder: Holder, kind: str, title: str) -> list[Element]:
    """The years before the grant. History names the service by subject and key identifier, not by certificate (§ 5.5.3)."""
    key_identifier = holder.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    subject = _E.DigitalId(_E.X509SubjectName(holder.certificate.subject.rfc4514_string()))
    instance = _E.ServiceHistoryInstance(
        _E.ServiceTypeIdentifier(f"http://uri.etsi.org/TrstSvc/Svctype/{kind}"),
        _names("ServiceName", title),
        _E.ServiceDigitalIdentity(subject, _E.DigitalId(_E.X509SKI(_base64(key_identifier)))),
        _E.ServiceStatus(_WITHDRAWN),
        _E.StatusStartingTime(_stamp(GRANTED_AT)),
        _issues_for(_SIGNATURES),
    )
    return [_E.ServiceHistory(instance)]


def _identity(certificate: x509.Certificate) -> Element:
    return _E.ServiceDigitalIdentity(
        _E.DigitalId(_E.X509Certificate(_base64(certificate.public_bytes(serialization.Encoding.DER))))
    )


def _names(tag: str, *values: str) -> Element:
    return _E(tag, *[_E.Name(value, _ENGLISH) for value in values])


def _uris(tag: str, *values: str) -> Element:
    return _E(tag, *[_E.URI(value, _ENGLISH) for value in values])


def _address(tag: str) -> Element:
    postal = _E.PostalAddress(
        _E.StreetAddress("Sandkasten 1"),
        _E.Locality("Musterstadt"),
        _E.PostalCode("00000"),
        _E.CountryName(addresses.TERRITORY),
        _ENGLISH,
    )
    return _E(tag, _E.PostalAddresses(postal), _uris("ElectronicAddress", f"mailto:sandbox@{addresses.HOST}", addresses.ABOUT))


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode()
