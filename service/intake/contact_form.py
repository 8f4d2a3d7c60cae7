"""An emergency contact as the reseller types him into the form: the same bounds as in a record, in words for people."""

from collections.abc import Callable, Mapping

from email_validator import EmailNotValidError, validate_email

from service.domain.errors import Fault, InputRefused
from service.domain.parties import ContactLevel, NamedContact
from service.intake.beyond_schema import PHONE

Undrawable = Callable[[str], tuple[str, ...]]
LONGEST_NAME, LONGEST_RELATION, LONGEST_EMAIL = 100, 100, 254
LABELS = {"given_name": "den Vornamen", "surname": "den Nachnamen", "relation": "die Beziehung zu Ihnen"}


def parse_contact(typed: Mapping[str, str], undrawable: Undrawable) -> NamedContact:
    """Args:
    typed: given_name, surname, relation, email, phone, level.

    Raises:
        InputRefused: all faults, each with the field's path.
    """
    fields = {name: " ".join(value.split()) for name, value in typed.items()}
    faults = [
        fault
        for name, limit in (("given_name", LONGEST_NAME), ("surname", LONGEST_NAME), ("relation", LONGEST_RELATION))
        if (fault := _text_fault(name, fields.get(name, ""), limit, undrawable)) is not None
    ]
    email, phone = fields.get("email", ""), international(fields.get("phone", ""))
    if not _is_email(email):
        faults.append(Fault("$.email", "BAD_EMAIL", "Das ist keine gültige E-Mail-Adresse."))
    if phone is None:
        text = "Bitte schreiben Sie die Nummer mit Vorwahl, etwa 0221 123456 oder +49 221 123456."
        faults.append(Fault("$.phone", "BAD_PHONE", text))
    level = next((one for one in ContactLevel if one.value == fields.get("level")), None)
    if level is None:
        faults.append(Fault("$.level", "MISSING", "Bitte wählen Sie, was die Person darf."))
    if faults or phone is None or level is None:
        raise InputRefused(faults)
    return NamedContact(fields["given_name"], fields["surname"], level, email, phone, fields.get("relation") or None)


def international(typed: str) -> str | None:
    """`0221 / 12 34-56` → `+49 221 12 3456`; None: no telephone number. A number without a country is a German one."""
    digits = "".join(symbol for symbol in typed if symbol not in "/-().")
    digits = " ".join(digits.split())
    if digits.startswith("00"):
        digits = f"+{digits[2:].lstrip()}"
    elif digits.startswith("0"):
        digits = f"+49 {digits[1:].lstrip()}"
    return digits if PHONE.match(digits) else None


def _text_fault(name: str, value: str, limit: int, undrawable: Undrawable) -> Fault | None:
    label = LABELS[name]
    if not value and name != "relation":
        return Fault(f"$.{name}", "MISSING", f"Bitte geben Sie {label} an.")
    if len(value) > limit:
        return Fault(f"$.{name}", "TOO_LONG", f"Bitte höchstens {limit} Zeichen.")
    if undrawable(value):
        return Fault(f"$.{name}", "UNDRAWABLE", "Darin sind Zeichen, die wir nicht drucken können.")
    return None


def _is_email(value: str) -> bool:
    if len(value) > LONGEST_EMAIL:
        return False
    try:
        validate_email(value, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True
