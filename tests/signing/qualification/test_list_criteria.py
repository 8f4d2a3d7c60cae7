"""Qualifiers and their criteria as lists write them (TS 119 612 § 5.5.9.2), also those we do not understand."""

from lxml import etree

from signing.qualification.list_parser import _status

STATUS = """
<tsl:ServiceHistoryInstance xmlns:tsl="http://uri.etsi.org/02231/v2#" xmlns:ecc="http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#"
  xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" xmlns:extra="http://uri.etsi.org/02231/v2/additionaltypes#">
 <tsl:ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/CA/QC</tsl:ServiceTypeIdentifier>
 <tsl:ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted</tsl:ServiceStatus>
 <tsl:StatusStartingTime>2020-01-01T00:00:00Z</tsl:StatusStartingTime>
 <tsl:ServiceInformationExtensions>
  <tsl:Extension Critical="true"><tsl:AdditionalServiceInformation>
   <tsl:URI xml:lang="en">http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForeSignatures</tsl:URI>
  </tsl:AdditionalServiceInformation></tsl:Extension>
  <tsl:Extension Critical="true"><ecc:Qualifications><ecc:QualificationElement>
   <ecc:Qualifiers><ecc:Qualifier uri="http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/QCWithQSCD"/></ecc:Qualifiers>
   <ecc:CriteriaList assert="atLeastOne">
    <ecc:KeyUsage><ecc:KeyUsageBit name="nonRepudiation">true</ecc:KeyUsageBit><ecc:KeyUsageBit name="keyCertSign">false</ecc:KeyUsageBit></ecc:KeyUsage>
    <ecc:PolicySet><ecc:PolicyIdentifier><xades:Identifier Qualifier="OIDAsURN">urn:oid:1.2.3</xades:Identifier></ecc:PolicyIdentifier></ecc:PolicySet>
    <ecc:CriteriaList assert="none"><ecc:Description>inner</ecc:Description></ecc:CriteriaList>
    <ecc:otherCriteriaList>
     <extra:ExtendedKeyUsage><extra:KeyPurposeId><xades:Identifier>1.3.6.1.5.5.7.3.4</xades:Identifier></extra:KeyPurposeId></extra:ExtendedKeyUsage>
     <extra:CertSubjectDNAttribute><extra:AttributeOID><xades:Identifier>2.5.4.97</xades:Identifier></extra:AttributeOID></extra:CertSubjectDNAttribute>
     <extra:Invented/>
    </ecc:otherCriteriaList>
    <ecc:Invented/>
   </ecc:CriteriaList>
  </ecc:QualificationElement>
  <ecc:QualificationElement><ecc:Qualifiers><ecc:Qualifier uri="http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/NotQualified"/></ecc:Qualifiers>
  </ecc:QualificationElement></ecc:Qualifications></tsl:Extension>
 </tsl:ServiceInformationExtensions>
</tsl:ServiceHistoryInstance>"""


def test_every_kind_of_criterion_is_read_and_none_invented_holds() -> None:
    status = _status(etree.fromstring(STATUS))

    assert (status.type, status.status, status.additional) == ("CA/QC", "granted", ("ForeSignatures",))
    first, second = status.qualifications
    assert first.qualifiers == ("QCWithQSCD",)
    assert first.criteria == (
        "atLeastOne",
        [
            ["usage", [["nonRepudiation", True], ["keyCertSign", False]]],
            ["policies", ["1.2.3"]],
            ["none", []],
            ["eku", ["1.3.6.1.5.5.7.3.4"]],
            ["subject", ["2.5.4.97"]],
            ["unknown"],
            ["unknown"],
        ],
    )
    assert second.criteria == ("all", [["unknown"]])
