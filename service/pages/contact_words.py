"""German words about emergency contacts, for the reseller who names them."""

from service.domain.emergency_contact import ContactState
from service.domain.parties import ContactLevel

# Level → (what it is called, what it means)
LEVEL_CHOICES = {
    ContactLevel.NOTIFY_ONLY: (
        "Nur benachrichtigen",
        "Wir sagen der Person Bescheid, wenn ein Notfall geprüft wird. Mehr nicht.",
    ),
    ContactLevel.MAY_REPORT: (
        "Einen Notfall melden",
        "Die Person darf uns sagen, dass Ihnen etwas zugestoßen ist. Wir setzen dann Löschungen und Mahnungen aus und prüfen.",
    ),
    ContactLevel.MAY_DECIDE: (
        "Melden und entscheiden",
        (
            "Die Person darf zusätzlich entscheiden, was mit laufenden Diensten geschieht, zum Beispiel welche Domain verlängert wird. "
            "Das gilt erst, wenn Sie eine Vollmacht unterschrieben haben, in der die Person steht; bis dahin darf sie melden."
        ),
    ),
}
STATE_NOTES = {
    ContactState.DRAFT: "Noch nicht eingeladen. Spätestens mit Ihrer Vollmacht laden wir die Person ein.",
    ContactState.INVITED: "Die Einladung gilt bis {until}. Ohne Antwort endet sie dann von selbst.",
    ContactState.ACTIVE: "Bestätigt seit {since}. Einmal im Jahr fragen wir nach, ob das so bleibt.",
    ContactState.UNCONFIRMED: "Hat auf unsere jährliche Nachfrage nicht geantwortet: darf melden, aber nichts entscheiden.",
}
