"""TS 119 615 on certificates and lists made up for the question: each rule decides alone."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from signing.qualification.certificate_facts import CertificateFacts
from signing.qualification.determination import CertificatePurpose, Determination, determine, is_qualified_timestamp_service
from signing.qualification.registry import ListedService, QualificationElement, ServiceStatus

ISSUED = datetime(2025, 1, 1, tzinfo=UTC)
SIGNED = datetime(2026, 1, 1, tzinfo=UTC)
BEFORE_EIDAS = datetime(2014, 1, 1, tzinfo=UTC)
FACTS = CertificateFacts(
    issued_at=ISSUED,
    usage=frozenset({"nonRepudiation"}),
    extended_usage=frozenset(),
    policies=frozenset({"1.2.3"}),
    subject_attributes=frozenset({"2.5.4.42"}),
    qc_compliance=True,
    qc_sscd=True,
    qc_types=("0.4.0.1862.1.6.1",),
    foreign_legislation=False,
)


def status(**more: Any) -> ServiceStatus:
    defaults: dict[str, Any] = {
        "type": "CA/QC", "status": "granted", "starting_at": datetime(2020, 1, 1, tzinfo=UTC), "additional": ("ForeSignatures",),
        "qualifications": (),
    }  # fmt: skip
    return ServiceStatus(**{**defaults, **more})


def service(*history: ServiceStatus) -> ListedService:
    return ListedService("DE", "Provider", "Service", (b"certificate",), history or (status(),))


def qualified_by(*qualifiers: str, criteria: tuple[Any, ...] = ("all", [("policies", ["1.2.3"])])) -> ListedService:
    return service(status(qualifications=(QualificationElement(qualifiers, criteria),)))


def asked(facts: CertificateFacts = FACTS, *services: ListedService, at: datetime = SIGNED) -> Determination:
    return determine(facts, services or (service(),), at=at)


def test_granted_for_signatures_with_its_own_statements_it_is_qualified_on_a_device() -> None:
    answer = asked()

    assert (answer.qualified, answer.purpose, answer.qualified_device) == (True, CertificatePurpose.SIGNATURE, True)
    assert (answer.decided, answer.service, answer.territory) == (True, "Service", "DE")


@pytest.mark.parametrize(
    ("facts", "services"),
    [
        (replace(FACTS, qc_compliance=False), ()),
        (replace(FACTS, foreign_legislation=True), ()),
        (FACTS, (service(status(status="withdrawn")),)),
        (FACTS, (service(status(type="CA/PKC")),)),
        (FACTS, (service(status(additional=("ForeSeals",))),)),
        (FACTS, (service(status(additional=())),)),
        (FACTS, (service(status(starting_at=datetime(2026, 6, 1, tzinfo=UTC))),)),
        (FACTS, (qualified_by("NotQualified"),)),
        (replace(FACTS, qc_types=("0.4.0.1862.1.6.2",)), ()),
        (replace(FACTS, qc_types=("0.4.0.1862.1.6.1", "0.4.0.1862.1.6.2")), ()),
    ],
)
def test_one_thing_missing_and_it_is_not_qualified_for_signatures(
    facts: CertificateFacts, services: tuple[ListedService, ...]
) -> None:
    assert not asked(facts, *services).qualified


def test_the_status_of_the_instant_counts_not_todays() -> None:
    withdrawn = service(status(status="withdrawn", starting_at=datetime(2025, 6, 1, tzinfo=UTC)), status())

    assert determine(FACTS, (withdrawn,), at=ISSUED).qualified
    assert not determine(FACTS, (withdrawn,), at=SIGNED).qualified
    assert determine(FACTS, (withdrawn,), at=SIGNED).status == "withdrawn"


@pytest.mark.parametrize(
    ("qualifier", "device"),
    [("QCWithQSCD", True), ("QCWithSSCD", True), ("QCQSCDManagedOnBehalf", True), ("QCNoQSCD", False), ("QCNoSSCD", False)],
)
def test_the_lists_word_on_the_device_goes_before_the_certificates(qualifier: str, device: bool) -> None:
    facts = replace(FACTS, qc_sscd=not device)

    assert asked(facts, qualified_by(qualifier)).qualified_device is device


def test_contradicting_qualifiers_give_no_device() -> None:
    assert not asked(FACTS, qualified_by("QCWithQSCD", "QCNoQSCD")).qualified_device


@pytest.mark.parametrize(
    ("qualifiers", "purpose"),
    [
        (("QCForESeal",), CertificatePurpose.SEAL),
        (("QCForESig",), CertificatePurpose.SIGNATURE),
        (("QCForESig", "QCForESeal"), CertificatePurpose.UNKNOWN),
    ],
)
def test_the_lists_word_on_the_purpose_goes_before_the_certificates(
    qualifiers: tuple[str, ...], purpose: CertificatePurpose
) -> None:
    assert asked(FACTS, qualified_by(*qualifiers)).purpose is purpose


def test_the_list_can_make_a_certificate_without_statement_qualified() -> None:
    assert asked(replace(FACTS, qc_compliance=False), qualified_by("QCStatement")).qualified


@pytest.mark.parametrize(
    ("criteria", "applies"),
    [
        (("all", [("usage", [["nonRepudiation", True], ["keyCertSign", False]])]), True),
        (("all", [("usage", [["nonRepudiation", False]])]), False),
        (("all", []), False),
        (("atLeastOne", [("policies", ["9.9"]), ("policies", ["1.2.3"])]), True),
        (("none", [("policies", ["9.9"])]), True),
        (("none", [("policies", ["1.2.3"])]), False),
        (("all", [("eku", ["1.3.6.1.5.5.7.3.4"])]), False),
        (("all", [("subject", ["2.5.4.42"])]), True),
        (("all", [("unknown",)]), False),
        (("all", [("atLeastOne", [("policies", ["1.2.3"])])]), True),
        (("strange", [("policies", ["1.2.3"])]), False),
    ],
)
def test_qualifiers_hold_only_for_certificates_that_match(criteria: tuple[Any, ...], applies: bool) -> None:
    assert asked(FACTS, qualified_by("NotQualified", criteria=criteria)).qualified is not applies


def test_services_that_contradict_each_other_decide_nothing() -> None:
    answer = asked(FACTS, service(), qualified_by("QCNoQSCD"))

    assert not answer.decided
    assert not answer.qualified


def test_a_service_for_another_purpose_does_not_contradict() -> None:
    assert asked(FACTS, service(), service(status(additional=("ForeSeals",)))).qualified


def test_before_eidas_supervision_and_the_policy_were_enough() -> None:
    old = replace(
        FACTS, issued_at=BEFORE_EIDAS, qc_compliance=False, qc_sscd=False, qc_types=(), policies=frozenset({"0.4.0.1456.1.1"})
    )
    supervised = service(status(status="undersupervision", starting_at=datetime(2010, 1, 1, tzinfo=UTC), additional=()))

    answer = determine(old, (supervised,), at=BEFORE_EIDAS)

    assert (answer.qualified, answer.qualified_device) == (True, True)
    assert not determine(old, (supervised,), at=SIGNED).qualified


def test_a_certificate_without_type_is_one_for_signatures() -> None:
    assert asked(replace(FACTS, qc_types=())).purpose is CertificatePurpose.SIGNATURE


def test_timestamps_need_a_granted_qtst_service() -> None:
    qtst = service(status(type="TSA/QTST"))

    assert is_qualified_timestamp_service([service(), qtst], at=SIGNED)
    assert not is_qualified_timestamp_service([service()], at=SIGNED)
    assert not is_qualified_timestamp_service([qtst], at=BEFORE_EIDAS)
