"""What stands in the main document, as plain values."""

from dataclasses import dataclass

from forms.parties import Contact, Hoster, Principal, Signer, Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerOfAttorneyInput:
    """Everything that stands in the document.

    No end customer stands in it: the document covers all of them, now or later, and is shown to third parties.

    Attributes:
        document_id: UUID in lower case; the file's mark names it.
        number: the printed number, "VM-2026-000123".
        edition: name of the wording edition, "2026-11".
        verification_url: address of the public verification page, printed and as QR code; no code or secret in it.
        representation: SOLE, JOINT or REGISTER_SILENT, as in the record.
        signers: exactly the chosen signature set, in the order of signing.
        scopes: codes of what is granted; anything else is printed as not granted.
        cost_cap_eur_per_month: decimal string with two digits, "250.00".
        term_years: 1 to 10.
        cooling_off_days: 0 if the grantor waived the period, else at least 2.
        self_dealing_option: the narrow exemption from § 181 BGB, chosen separately.
        sub_delegates: names of those to whom the attorney may delegate; none: nobody.
        contacts: emergency contacts in their order; none: part B is left out.
        sandbox: every page says that the document has no effect.
        language: "de"; any other is a translation for convenience, without fields to sign and without the record.
    """

    document_id: str
    number: str
    edition: str
    verification_url: str
    hoster: Hoster
    principal: Principal
    representation: str
    signers: tuple[Signer, ...]
    scopes: tuple[str, ...]
    trigger: Trigger
    cost_cap_eur_per_month: str
    term_years: int
    sandbox: bool
    self_dealing_option: bool = False
    contacts: tuple[Contact, ...] = ()
    cooling_off_days: int = 14
    sub_delegates: tuple[str, ...] = ()
    language: str = "de"
