"""Rules about the Vollmacht: is it in effect, signed by those who may, archived, and wide enough?"""

from service.domain.authority import FactSource
from service.domain.authority_rules.asked import Asked, Finding, fails, passes, unknown
from service.domain.parties import Scope
from service.domain.power_of_attorney import LapseGround, State, SuspensionGround

STATE_TEXTS: dict[State, tuple[str, str]] = {
    State.DRAFT: ("POWER_OF_ATTORNEY_DRAFT", "Die Vollmacht ist erst ein Entwurf."),
    State.AWAITING_SIGNATURES: ("POWER_OF_ATTORNEY_SIGNATURES_MISSING", "Es fehlen noch alle Unterschriften."),
    State.PARTIALLY_SIGNED: ("POWER_OF_ATTORNEY_SIGNATURES_MISSING", "Es fehlen noch Unterschriften; eine allein genügt nicht."),
    State.UNDER_REVIEW: (
        "POWER_OF_ATTORNEY_UNDER_REVIEW",
        "Die Vollmacht ist unterschrieben, aber noch nicht geprüft und angenommen.",
    ),
    State.COOLING_OFF: ("POWER_OF_ATTORNEY_COOLING_OFF", "Die Karenzzeit nach der Annahme läuft noch."),
    State.REVOKED: ("POWER_OF_ATTORNEY_REVOKED", "Die Vollmacht ist widerrufen. Bitte nichts mehr in ihrem Namen tun."),
    State.EXPIRED: ("POWER_OF_ATTORNEY_EXPIRED", "Die Laufzeit der Vollmacht ist zu Ende."),
    State.SUPERSEDED: ("POWER_OF_ATTORNEY_SUPERSEDED", "Eine neuere Vollmacht ist an ihre Stelle getreten."),
    State.TERMINATED: ("POWER_OF_ATTORNEY_TERMINATED", "Der Auftrag ist gekündigt."),
    State.DISCARDED: ("POWER_OF_ATTORNEY_DISCARDED", "Die Vollmacht wurde verworfen, bevor sie vollständig unterschrieben war."),
    State.REJECTED: ("POWER_OF_ATTORNEY_REJECTED", "Die Vollmacht wurde bei der Prüfung nicht angenommen."),
}
SUSPENSION_TEXTS: dict[SuspensionGround, str] = {
    SuspensionGround.UNVERIFIED_REVOCATION: "Ein Widerruf ist eingegangen und wird geprüft; bis dahin ruht die Vollmacht.",
    SuspensionGround.PARTIAL_REVOCATION: "Ein Miterbe hat für sich widerrufen; die Vollmacht ruht.",
    SuspensionGround.DISPUTE: "Die Vollmacht ist bestritten und ruht.",
    SuspensionGround.GUARDIAN: "Eine Betreuung ist angezeigt; die Vollmacht ruht bis zur Klärung.",
    SuspensionGround.REGISTER_CHANGE: "Das Register hat sich geändert; die Vollmacht ruht bis zur Klärung.",
    SuspensionGround.INTEGRITY: "Das archivierte Dokument stimmt nicht; die Vollmacht ruht.",
}
LAPSE_TEXTS: dict[LapseGround, tuple[str, str]] = {
    LapseGround.INSOLVENCY: (
        "POWER_OF_ATTORNEY_LAPSED_INSOLVENCY",
        "Das Insolvenzverfahren ist eröffnet; die Vollmacht ist erloschen (§ 117 InsO).",
    ),
    LapseGround.ENTITY_GONE: ("POWER_OF_ATTORNEY_LAPSED_ENTITY_GONE", "Den Vollmachtgeber gibt es nicht mehr."),
    LapseGround.CONTRACT_END: ("POWER_OF_ATTORNEY_LAPSED_CONTRACT_END", "Der Vertrag mit dem Vollmachtgeber ist beendet."),
}


def power_of_attorney_in_effect(asked: Asked) -> Finding | None:
    """EFFECTIVE at the instant of the act; an end counts from its receipt, even if typed in later."""
    if asked.facts.reseller is None:
        return fails("POWER_OF_ATTORNEY_NONE", "Diese Kundennummer ist nicht bekannt.")
    if asked.protective:
        return None
    power = asked.facts.power_of_attorney
    if power is None:
        return fails("POWER_OF_ATTORNEY_NONE", "Für diesen Kunden ist keine Vollmacht hinterlegt.")
    case = asked.facts.case
    deferred = case is not None and case.defers_expiry(power.last_day, asked.at)
    if power.was_in_effect(asked.at):
        if power.ended_at is None and power.term_ended(asked.at, deferred=deferred):
            return fails("POWER_OF_ATTORNEY_EXPIRED", "Die Laufzeit der Vollmacht ist zu Ende.")
        return passes("POWER_OF_ATTORNEY_EFFECTIVE", "Die Vollmacht ist wirksam.")
    rests = power.rested(asked.at)
    if rests is not None and (power.ended_at is None or asked.at < power.ended_at):
        return fails(f"POWER_OF_ATTORNEY_SUSPENDED_{rests.value}", SUSPENSION_TEXTS[rests])
    if power.effective_at is not None and asked.at < power.effective_at:
        return fails("POWER_OF_ATTORNEY_COOLING_OFF", "Zu diesem Zeitpunkt war die Vollmacht noch nicht wirksam.")
    if power.state is State.LAPSED:
        return fails(*LAPSE_TEXTS[power.lapse or LapseGround.CONTRACT_END])
    # Before it rested it waited for its effect.
    return fails(*STATE_TEXTS[State.COOLING_OFF if power.state is State.SUSPENDED else power.state])


def signatures_hold(asked: Asked) -> Finding | None:
    """The stored verdict on the accepted file; nothing but VALID carries an act."""
    if asked.protective or not in_effect(asked):
        return None
    signature = asked.facts.signature
    if signature is None or signature.verdict in {"INDETERMINATE", "UNREADABLE"}:
        return unknown("SIGNATURE_INDETERMINATE", "Ob die Unterschriften gültig sind, lässt sich gerade nicht feststellen.")
    if signature.verdict != "VALID":
        return fails("SIGNATURE_INVALID", "Die Unterschriften sind nicht gültig.")
    return None


def all_signed(asked: Asked) -> Finding | None:
    """Everyone of the chosen set, never fewer (§ 35 (2) GmbHG, § 26 (2), § 720 BGB)."""
    power = asked.facts.power_of_attorney
    if asked.protective or power is None or not in_effect(asked):
        return None
    missing = {signer.field for signer in power.signers} - set(power.signed_fields)
    return fails("JOINT_SIGNATURE_INCOMPLETE", "Es haben nicht alle unterschrieben, die müssen.") if missing else None


def representation_proven(asked: Asked) -> Finding | None:
    """Looked at once, at acceptance: an extract ages no further afterwards."""
    proof = asked.facts.representation
    if asked.protective or not in_effect(asked) or proof is None or proof.proven:
        return None
    if proof.stale:
        return fails("REPRESENTATION_STALE", "Der Registerauszug war bei der Unterschrift zu alt.")
    return fails("REPRESENTATION_UNPROVEN", "Es ist nicht belegt, dass die Unterzeichner vertreten dürfen.")


def archived_copy_holds(asked: Asked) -> Finding | None:
    if asked.protective or not in_effect(asked):
        return None
    if FactSource.ARCHIVE in asked.facts.sources_unavailable or asked.facts.archive_verified is None:
        return unknown("ARCHIVE_UNAVAILABLE", "Das archivierte Dokument lässt sich gerade nicht prüfen.")
    if not asked.facts.archive_verified:
        return fails("ARCHIVE_CHECKSUM_MISMATCH", "Das archivierte Dokument stimmt nicht mit dem unterschriebenen überein.")
    return None


def scope_granted(asked: Asked) -> Finding | None:
    """Only what is ticked in § 4 of the document."""
    power, scope = asked.facts.power_of_attorney, asked.scope
    if scope is None or power is None:
        return None
    if scope in power.terms.scopes:
        return passes("SCOPE_GRANTED", "Diese Handlung ist in der Vollmacht erteilt.")
    return fails("SCOPE_NOT_GRANTED", "Diese Handlung ist in der Vollmacht nicht erteilt.")


def cost_within_cap(asked: Asked) -> Finding | None:
    power, cost = asked.facts.power_of_attorney, asked.request.cost_eur_per_month
    if asked.protective or power is None or cost is None or cost <= power.terms.cost_cap_eur_per_month:
        return None
    return fails(
        "COST_CAP_EXCEEDED", f"Die Kosten übersteigen die Grenze von {power.terms.cost_cap_eur_per_month:.2f} € im Monat."
    )


def no_self_dealing(asked: Asked) -> Finding | None:
    """A transfer of contract has the hoster on both sides (§ 181 BGB): only with the separately confirmed option."""
    power = asked.facts.power_of_attorney
    if asked.scope is not Scope.TAKE_PART_IN_CONTRACT_TRANSFER or power is None or power.terms.self_dealing_option:
        return None
    return fails(
        "SELF_DEALING_BLOCKED", "Ein Geschäft mit sich selbst ist nicht erlaubt (§ 181 BGB); die Befreiung ist nicht erteilt."
    )


def in_effect(asked: Asked) -> bool:
    """At the instant of the act; the term is `power_of_attorney_in_effect`'s."""
    power = asked.facts.power_of_attorney
    return power is not None and power.was_in_effect(asked.at)
