"""What the decision rested on, as it was then: ids, states and hashes, stored with the answer."""

from collections.abc import Mapping

from service.domain.authority import Facts


def power_snapshot(facts: Facts) -> Mapping[str, object] | None:
    power, document = facts.power_of_attorney, facts.document
    if power is None:
        return None
    return {
        "id": str(power.id),
        "number": power.number,
        "state": power.state.value,
        "scopes": [scope.value for scope in power.terms.scopes],
        "signers": [signer.representative.full_name for signer in power.signers],
        "effective_at": power.effective_at.isoformat() if power.effective_at else None,
        "last_day": power.last_day.isoformat() if power.last_day else None,
        "document_sha256": document.accepted_sha256 if document else None,
        "signature_verdict": facts.signature.verdict if facts.signature else None,
        "wording_edition": power.edition,
    }


def case_snapshot(facts: Facts) -> Mapping[str, object] | None:
    case = facts.case
    if case is None:
        return None
    return {
        "id": str(case.id),
        "code": case.code,
        "state": case.state.value,
        "ground": case.ground.value,
        "approved_scopes": [scope.value for scope in case.approval.scopes] if case.approval else [],
        "active_until": case.active_until.isoformat() if case.active_until else None,
    }
