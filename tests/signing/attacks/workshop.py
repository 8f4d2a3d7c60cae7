"""The forger's bench: documents of ours, and revisions with signatures, timestamps and security stores on top of any file."""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from asn1crypto import cms, crl, ocsp
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils import generic
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import PdfSignedData
from pyhanko.sign.validation.dss import DocumentSecurityStore

from signing.qualification.registry import TrustRegistry
from signing.sandbox import bad_credentials as maker
from signing.sandbox.revocation import as_asn1, ocsp_answer, ocsp_request, revocation_list
from tests.signing.attacks.certificates import Owner
from tests.signing.attacks.lists import WideLists
from tests.signing.attacks.parts import digest_of
from tests.signing.attacks.signatures import Recipe, SignatureBench
from tests.signing.builders import MADE_AT, Authority, Document, finished_document, issued_pdf

Change = Callable[[maker._Writer], None]
Evidence = Callable[[list[ocsp.OCSPResponse], list[crl.CertificateList], list[asn1_x509.Certificate]], None]
"""Changes what the security store is to hold."""


@dataclass(frozen=True)
class Workshop(SignatureBench):
    """The sandbox's authority, a finished document of two signers, one of one, and tools.

    Attributes:
        reserved: hexadecimal digits for one signature.
    """

    document: Document
    reserved: int = 16384

    @classmethod
    def of(cls, authority: Authority, document: Document | None = None) -> "Workshop":
        return cls(authority, document or finished_document(authority))

    @cached_property
    def registry(self) -> TrustRegistry:
        return self.authority.registry()

    @cached_property
    def wide(self) -> "WideLists":
        return WideLists.of(self.authority)

    @cached_property
    def alone(self) -> bytes:
        """An issued document with one field, for Zoë."""
        return issued_pdf(["signer-1"])

    @cached_property
    def zoe(self) -> Owner:
        return self.owner(self.authority.holder("Zoë Łukaszewicz"))

    @cached_property
    def juergen(self) -> Owner:
        return self.owner(self.authority.holder("Jürgen Maximilian Groß-Weiß"))

    @cached_property
    def alone_signed(self) -> bytes:
        return self.signed(self.alone, Recipe(self.zoe))

    @cached_property
    def alone_finished(self) -> bytes:
        return self.sealed(self.alone_signed, [self.zoe])

    def signed(
        self,
        pdf: bytes,
        recipe: Recipe,
        field: str = "signer-1",
        *,
        change: Change | None = None,
        dictionary: Callable[[PdfSignedData], None] | None = None,
        sub_filter: SigSeedSubFilter = SigSeedSubFilter.PADES,
        claimed_at: datetime = MADE_AT,
        certify: bool = False,
        permitted: MDPPerm = MDPPerm.NO_CHANGES,
    ) -> bytes:
        """One more revision with the recipe's signature in that field (made, if it is not there)."""
        return self.embedded(
            pdf,
            lambda digest: self.cms_over(digest, recipe),
            field,
            recipe.digest,
            change=change,
            dictionary=dictionary,
            sub_filter=sub_filter,
            claimed_at=claimed_at,
            certify=certify,
            permitted=permitted,
        )

    def embedded(
        self,
        pdf: bytes,
        make: Callable[[bytes], bytes],
        field: str = "signer-1",
        digest: str = "sha256",
        *,
        change: Change | None = None,
        dictionary: Callable[[PdfSignedData], None] | None = None,
        sub_filter: SigSeedSubFilter = SigSeedSubFilter.PADES,
        claimed_at: datetime = MADE_AT,
        certify: bool = False,
        permitted: MDPPerm = MDPPerm.NO_CHANGES,
    ) -> bytes:
        writer = maker._Writer(io.BytesIO(pdf), strict=False)
        if change is not None:
            change(writer)
        steps = PdfCMSEmbedder(new_field_spec=SigFieldSpec(field, on_page=0, box=(0, 0, 0, 0))).write_cms(field, writer)
        next(steps)
        signature = PdfSignedData(generic.pdf_name("/Sig"), sub_filter, claimed_at, self.reserved)
        if dictionary is not None:
            dictionary(signature)
        permissions = SigMDPSetup("sha256", certify=True, docmdp_perms=permitted) if certify else None
        steps.send(SigObjSetup(sig_placeholder=signature, mdp_setup=permissions))
        _, output = steps.send(SigIOSetup(md_algorithm="sha256"))
        prepared = output.getvalue()
        start = prepared.rindex(b"/Contents <") + len(b"/Contents ")
        end = prepared.index(b">", start) + 1
        steps.send(make(digest_of(digest, prepared[:start], prepared[end:])))
        whole: bytes = output.getvalue()
        return whole

    def sealed(
        self,
        pdf: bytes,
        owners: Iterable[Owner],
        *,
        at: datetime = MADE_AT + timedelta(minutes=5),
        evidence: Evidence | None = None,
        change: Change | None = None,
        unit: Owner | None = None,
        field: str | None = None,
        token: Callable[[bytes], cms.ContentInfo] | None = None,
    ) -> bytes:
        """Security store for these certificates and the listed unit, and a document timestamp, in one revision."""

        def prepare(writer: maker._Writer) -> None:
            self._store(writer, [*owners, self.installed("timestamping-unit")], at, evidence)
            if change is not None:
                change(writer)

        name = field or maker._free_name(maker._Writer(io.BytesIO(pdf), strict=False), "document-timestamp")
        return self.document_timestamp(pdf, name, at=at, unit=unit, token=token, prepare=prepare)

    def document_timestamp(
        self,
        pdf: bytes,
        field: str,
        *,
        at: datetime = MADE_AT + timedelta(minutes=5),
        unit: Owner | None = None,
        token: Callable[[bytes], cms.ContentInfo] | None = None,
        prepare: Change | None = None,
        renamed: str | None = None,
        kind: str = "/DocTimeStamp",
        sub_filter: SigSeedSubFilter = SigSeedSubFilter.ETSI_RFC3161,
    ) -> bytes:
        """One more revision with a document timestamp; `renamed` is what its field is called in the end."""
        writer = maker._Writer(io.BytesIO(pdf), strict=False)
        if prepare is not None:
            prepare(writer)
        settings = InvisSigSettings(box_out_of_bounds=True)
        steps = PdfCMSEmbedder(
            new_field_spec=SigFieldSpec(field, on_page=0, box=(0, 0, 0, 0), invis_sig_settings=settings)
        ).write_cms(field, writer)
        field_reference = next(steps)
        if renamed is not None:
            field_reference.get_object()[generic.pdf_name("/T")] = generic.pdf_string(renamed)
        steps.send(SigObjSetup(sig_placeholder=PdfSignedData(generic.pdf_name(kind), sub_filter, None, self.reserved)))
        _, output = steps.send(SigIOSetup(md_algorithm="sha256"))
        prepared = output.getvalue()
        start = prepared.rindex(b"/Contents <") + len(b"/Contents ")
        end = prepared.index(b">", start) + 1
        ranges = prepared[:start] + prepared[end:]
        steps.send((token or (lambda octets: self.token(octets, at, unit=unit)))(ranges).dump())
        whole: bytes = output.getvalue()
        return whole

    def _store(
        self,
        writer: maker._Writer,
        owners: Iterable[Owner],
        at: datetime,
        evidence: Evidence | None,
    ) -> None:
        """What the sandbox's authorities say of the certificates they issued; a case adds or changes."""
        installation, register = self.authority.installation, self.authority.register
        certificates: list[asn1_x509.Certificate] = [
            as_asn1(holder.certificate) for holder in installation.holders.values() if "signer" not in holder.label
        ]
        answers: list[ocsp.OCSPResponse] = []
        lists: list[crl.CertificateList] = []
        asked = [*(each.certificate for each in owners), installation.holders["qualified-ca"].certificate]
        for certificate in asked:
            certificates.append(as_asn1(certificate))
            issuer = next(
                (holder for holder in installation.holders.values() if holder.certificate.subject == certificate.issuer), None
            )
            if issuer is None or not issuer.label.endswith(("ca", "root")):
                continue
            answer = ocsp_answer(installation, register, issuer.label, ocsp_request(certificate, issuer.certificate), at)
            answers.append(ocsp.OCSPResponse.load(answer))
            lists.append(crl.CertificateList.load(revocation_list(installation, register, issuer.label, at)))
        if evidence is not None:
            evidence(answers, lists, certificates)
        DocumentSecurityStore.supply_dss_in_writer(writer, None, certs=certificates, ocsps=answers, crls=lists)
