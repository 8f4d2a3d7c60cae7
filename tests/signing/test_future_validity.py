"""The release gate: would the finished file still be valid in years, if its timestamps are renewed in time? Asked of pyHanko's simulation (decision 0017)."""

import asyncio
import io
from datetime import UTC, datetime

import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate, AdESPassed, AdESSubIndic
from pyhanko.sign.validation.ades import simulate_future_ades_lta_validation
from pyhanko.sign.validation.policy_decl import PdfSignatureValidationSpec, SignatureValidationSpec
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy, RevocationCheckingRule
from pyhanko_certvalidator.registry import SimpleTrustManager

from signing.extend import to_lta
from signing.revocation_data import fetch_revocation
from signing.sandbox.revocation import as_asn1
from signing.validation import RevocationData
from signing.verdict import Overall
from tests.signing.builders import Authority, issued_pdf
from tests.signing.served import Sandbox
from tests.signing.test_making import PEOPLE, judged, sealed, signed_by

YEARS = [datetime(2031, 1, 1, tzinfo=UTC), datetime(2046, 1, 1, tzinfo=UTC)]


def in_future(pdf: bytes, authority: Authority, at: datetime) -> set[AdESSubIndic]:
    """What the simulation says of each signature."""
    needed = RevocationCheckingRule.CRL_OR_OCSP_REQUIRED
    # a listed service ends a chain: the authority for persons, and the root under which the timestamping unit stands
    holders = authority.installation.holders
    listed: list[x509.Certificate] = [as_asn1(holders[label].certificate) for label in ("qualified-ca", "root")]
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(listed),
        revinfo_policy=CertRevTrustPolicy(RevocationCheckingPolicy(ee_certificate_rule=needed, intermediate_ca_cert_rule=needed)),
    )
    specification = PdfSignatureValidationSpec(SignatureValidationSpec(cert_validation_policy=policy))
    signatures = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    assert signatures
    return {asyncio.run(simulate_future_ades_lta_validation(one, specification, at)).ades_subindic for one in signatures}


@pytest.mark.parametrize("at", YEARS, ids=lambda at: str(at.year))
def test_what_we_finish_is_valid_in_years(sandbox: Sandbox, at: datetime) -> None:
    fields = list(PEOPLE)[:2]
    pdf = issued_pdf(fields)
    for field in fields:
        pdf = signed_by(sandbox, pdf, field)

    assert in_future(sealed(sandbox, pdf), sandbox.authority, at) == {AdESPassed.OK}


def test_a_file_with_revocation_lists_alone_is_beyond_the_simulation(sandbox: Sandbox) -> None:
    """It never finds the lists that the signer's own issuer signed. Once this fails, the gate can judge such files, too."""
    field = next(iter(PEOPLE))
    signed = signed_by(sandbox, issued_pdf([field]), field)
    needs = judged(sandbox, signed).revocation_needs
    lists = RevocationData(crls=fetch_revocation(needs, sandbox.fetcher).crls)
    certificates = [der for need in needs for der in (need.certificate, need.issuer)]

    pdf = to_lta(signed, certificates=certificates, revocation=lists, timestamper=sandbox.timestamper)

    assert judged(sandbox, pdf).overall is Overall.VALID
    open_question = {AdESIndeterminate.REVOCATION_OUT_OF_BOUNDS_NO_POE, AdESIndeterminate.NO_POE}
    assert in_future(pdf, sandbox.authority, YEARS[0]) <= open_question
