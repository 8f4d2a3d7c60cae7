"""What a Vollmacht's state means, in sentences: why it rests or ended, and what comes next."""

from service.domain.power_of_attorney import SIGNABLE, LapseGround, PowerOfAttorney, Rest, State, SuspensionGround
from service.domain.signature_request import SignatureState
from service.pages.rendering import day
from service.use_cases.view_power_of_attorney import PowerOfAttorneyView

SUSPENSIONS = {
    SuspensionGround.UNVERIFIED_REVOCATION: "Ein Widerruf ist eingegangen. Ob er berechtigt ist, wird noch geprüft.",
    SuspensionGround.PARTIAL_REVOCATION: "Eine Person aus der Erbengemeinschaft hat für sich widerrufen.",
    SuspensionGround.DISPUTE: "Jemand bestreitet die Vollmacht.",
    SuspensionGround.GUARDIAN: "Uns ist eine rechtliche Betreuung angezeigt worden.",
    SuspensionGround.REGISTER_CHANGE: "Im Register hat sich geändert, wer vertreten darf.",
    SuspensionGround.INTEGRITY: "Das archivierte Dokument ist nicht mehr das, was unterschrieben wurde.",
}
# What support may suspend for: an unverified revocation is taken in as one, with whoever declared it.
SUSPENDABLE = tuple(
    (ground.value, text) for ground, text in SUSPENSIONS.items() if ground is not SuspensionGround.UNVERIFIED_REVOCATION
)
LAPSES = {
    LapseGround.INSOLVENCY: "Das Insolvenzverfahren ist eröffnet (§§ 115 bis 117 InsO).",
    LapseGround.ENTITY_GONE: "Den Vollmachtgeber gibt es nicht mehr.",
    LapseGround.CONTRACT_END: "Der Vertrag, dem sie diente, ist beendet.",
}
ENDED = {
    State.REVOKED: "Die Vollmacht ist widerrufen und wird nicht mehr benutzt.",
    State.LAPSED: "Die Vollmacht ist erloschen und wird nicht mehr benutzt.",
    State.EXPIRED: "Die Laufzeit ist zu Ende. Die Vollmacht wird nicht mehr benutzt.",
    State.SUPERSEDED: "Eine neuere Vollmacht gilt an ihrer Stelle.",
    State.TERMINATED: "Wir haben den Auftrag gekündigt. Die Vollmacht wird nicht mehr benutzt.",
    State.DISCARDED: "Sie wurde vor der letzten Unterschrift verworfen. Sie gilt nicht und wird nicht benutzt.",
    State.REJECTED: "Sie wurde nicht angenommen. Sie gilt nicht und wird nicht benutzt.",
}


def open_rests(power: PowerOfAttorney) -> tuple[Rest, ...]:
    """Everything it rests for now, the oldest first; empty: it was suspended before its times were kept."""
    return tuple(one for one in power.rests if one.until is None)


def name_under_review(seen: PowerOfAttorneyView) -> str | None:
    """The field whose signature is here and waits for two people to compare names; None: there is none."""
    return next((one.field for one in seen.requests if one.state is SignatureState.UNDER_NAME_REVIEW), None)


def _compared(power: PowerOfAttorney, field: str) -> str:
    signer = next(one.representative.full_name for one in power.signers if one.field == field)
    others = (
        "" if len(power.signers) == len(power.signed_fields) + 1 else " Danach geht es mit den übrigen Unterschriften weiter."
    )
    return (
        f"Die Unterschrift von {signer} ist da und gültig. Nur der Name steht im Zertifikat etwas anders als in der Vollmacht; zwei Personen aus unserem "
        f"Team vergleichen beide. Niemand muss noch einmal unterschreiben.{others}"
    )


def next_step(seen: PowerOfAttorneyView, *, is_grantor: bool, my_turn: bool, waits: bool) -> str:
    power, compared = seen.power, name_under_review(seen)
    if compared is not None:
        return _compared(power, compared)
    if waits:
        return "Alle haben unterschrieben. Das Dokument wird gerade versiegelt und archiviert; das dauert nur Sekunden."
    if power.state in SIGNABLE:
        missing = ", ".join(one.representative.full_name for one in power.signers if one.field not in power.signed_fields)
        until = f" Zeit ist bis {day(power.deadline_at)}." if power.deadline_at else ""
        return f"{'Sie sind an der Reihe. ' if my_turn else ''}Es fehlt noch: {missing}.{until}"
    if power.state in ENDED:
        return f"{ENDED[power.state]} {LAPSES[power.lapse]}" if power.lapse is not None else ENDED[power.state]
    if power.state is State.SUSPENDED:
        return _resting(power)
    draft = (
        "Das ist noch ein Entwurf. Lesen Sie ihn; mit der Freigabe wird er festgeschrieben, danach ändert sich kein Zeichen mehr."
    )
    review = "Alle haben unterschrieben. Wir prüfen jetzt, ob die Vertretung belegt ist, und melden uns."
    texts = {
        State.DRAFT: draft if is_grantor else "Der Reseller bereitet sie noch vor.",
        State.UNDER_REVIEW: review
        if is_grantor
        else "Alle haben unterschrieben. Die Teamleitung prüft die Vertretung und nimmt an.",
        State.COOLING_OFF: f"Angenommen. Sie wird am {day(power.cooling_off_ends_at)} von selbst wirksam, wenn niemand widerspricht.",
        State.EFFECTIVE: "Die Vollmacht ist wirksam. Benutzt wird sie nur in einem freigegebenen Notfall.",
    }
    return texts[power.state]


def _resting(power: PowerOfAttorney) -> str:
    rests = open_rests(power)
    since = f" seit {day(rests[0].since)}" if rests else ""
    grounds = dict.fromkeys([one.ground for one in rests] or [power.suspension or SuspensionGround.DISPUTE])
    why = " ".join(SUSPENSIONS[ground] for ground in grounds)
    return f"Die Vollmacht ruht{since}. {why} Bis zur Klärung wird sie nicht benutzt."
