"""The main document's input and record (`vollmacht.json`) from domain values. No end customer stands in either."""

from decimal import Decimal

from forms.editions import load_edition
from forms.parties import Trigger
from forms.power_of_attorney import PowerOfAttorneyInput, record_of
from service.documents.parties import contact_of, hoster_of, principal_of, signer_of
from service.use_cases.document_orders import IssueOrder


def record_json(order: IssueOrder) -> bytes:
    """The record that will be attached: canonical JSON, the same order gives the same bytes."""
    return record_of(main_input(order), load_edition(order.power_of_attorney.edition))


def main_input(order: IssueOrder, language: str = "de") -> PowerOfAttorneyInput:
    """What the main document is filled with."""
    power, reseller = order.power_of_attorney, order.reseller
    terms = power.terms
    return PowerOfAttorneyInput(
        document_id=str(order.document),
        number=power.number,
        edition=power.edition,
        language=language,
        verification_url=order.verification_url,
        hoster=hoster_of(order.hoster),
        principal=principal_of(reseller.grantor),
        representation=reseller.representation.kind.value,
        signers=tuple(map(signer_of, order.signers)),
        scopes=tuple(scope.value for scope in terms.scopes),
        trigger=Trigger(
            unreachable_days=terms.trigger.unreachable_days,
            attempts=terms.trigger.attempts,
            channels=terms.trigger.channels,
            waiting_days=terms.trigger.waiting_days,
        ),
        cost_cap_eur_per_month=money(terms.cost_cap_eur_per_month),
        term_years=terms.term_years,
        sandbox=order.sandbox,
        self_dealing_option=terms.self_dealing_option,
        contacts=tuple(contact_of(contact.named) for contact in order.contacts),
        cooling_off_days=terms.cooling_off.days,
    )


def money(amount: Decimal) -> str:
    """Decimal string with two digits."""
    return f"{amount:.2f}"
