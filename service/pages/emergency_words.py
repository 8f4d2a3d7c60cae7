"""An emergency in words: what may be chosen, and what an approval still lacks."""

from datetime import datetime

from service.domain.emergency_case import INSOLVENCY_CHECK_LIFETIME, EmergencyCase, Ground, InsolvencyFinding, evidence_suffices
from service.domain.power_of_attorney import PowerOfAttorney
from service.use_cases.close_emergency import AccountTo
from service.use_cases.pause_emergency import SignOfLife

SIGNS = {
    SignOfLife.CALL: "Anruf",
    SignOfLife.MAIL: "Nachricht",
    SignOfLife.PAYMENT: "Zahlung",
    SignOfLife.LOG_IN: "Anmeldung im Kundenkonto",
}
ACCOUNTS = {
    AccountTo.GRANTOR: "dem Reseller selbst",
    AccountTo.HEIRS: "den Erben",
    AccountTo.ADMINISTRATOR: "dem Verwalter oder Betreuer",
}


CHANNELS = tuple((word, word) for word in ("Telefon", "E-Mail", "Brief", "SMS", "Messenger", "vor Ort"))


def missing_for_approval(case: EmergencyCase, power: PowerOfAttorney | None, at: datetime) -> tuple[str, ...]:
    """What stands against an approval, all of it, so that nobody has to find out one by one."""
    if power is None:
        return ("Eine wirksame Vollmacht. Ohne sie bleiben nur Schutzmaßnahmen, die nichts offenbaren; sie laufen schon.",)
    trigger = power.terms.trigger
    attempts = (
        f"Versuche, den Reseller zu erreichen: mindestens {max(3, trigger.attempts)}, auf mindestens {max(2, trigger.channels)} Wegen, "
        "je zwei Tage auseinander."
    )
    evidence = {
        "EVIDENCE_TIER_TOO_LOW": "Ein ausreichender Nachweis: eine Urkunde (A), oder eine Erklärung (B) zusammen mit Schweigen (C).",
        "CONTACT_ATTEMPTS_MISSING": attempts,
    }
    found = []
    if (lacking := evidence_suffices(case, trigger)) is not None:
        never = "„Nicht erreichbar“ allein reicht nie. Beenden Sie den Vorgang, und melden Sie ihn mit dem genaueren Anlass."
        found.append(never if case.ground is Ground.UNREACHABLE else evidence[lacking])
    latest = case.insolvency_checks[-1] if case.insolvency_checks else None
    if latest is None or at - latest.checked_at > INSOLVENCY_CHECK_LIFETIME:
        found.append("Ein Blick ins Insolvenzregister, nicht älter als 24 Stunden.")
    elif latest.finding is InsolvencyFinding.OPENED:
        found.append("Das Insolvenzverfahren ist eröffnet: Die Vollmacht ist erloschen (§ 117 InsO).")
    return tuple(found)
