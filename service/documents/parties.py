"""Domain values as the plain values that `forms` prints."""

from forms.parties import Contact, GeneralPartner, Hoster, Principal, Register, Signer
from service.domain import parties
from service.domain.power_of_attorney import Signer as ChosenSigner


def register_of(entry: parties.RegisterEntry | None) -> Register | None:
    return None if entry is None else Register(court=entry.court, number=entry.number)


def hoster_of(hoster: parties.Hoster) -> Hoster:
    return Hoster(
        name=hoster.name,
        legal_form=hoster.legal_form,
        street=hoster.street,
        postal_code=hoster.postal_code,
        city=hoster.city,
        country=hoster.country,
        phone=hoster.phone,
        email=hoster.email,
        website=hoster.website,
        register=register_of(hoster.register),
        data_protection_officer=hoster.data_protection_officer,
    )


def principal_of(grantor: parties.Grantor) -> Principal:
    partner = grantor.general_partner
    return Principal(
        customer_no=grantor.customer_no,
        legal_form=grantor.legal_form.value,
        name=grantor.name,
        street=grantor.street,
        postal_code=grantor.postal_code,
        city=grantor.city,
        country=grantor.country,
        email=grantor.email,
        phone=grantor.phone,
        register=register_of(grantor.register),
        general_partner=None
        if partner is None
        else GeneralPartner(
            name=partner.name,
            legal_form=partner.legal_form.value,
            register=Register(court=partner.register.court, number=partner.register.number),
        ),
    )


def signer_of(signer: ChosenSigner) -> Signer:
    person = signer.representative
    return Signer(
        given_name=person.given_name,
        surname=person.surname,
        function=person.function.value,
        title=person.title,
        birth_name=person.birth_name,
    )


def contact_of(named: parties.NamedContact) -> Contact:
    return Contact(
        given_name=named.given_name,
        surname=named.surname,
        level=named.level.value,
        email=named.email,
        phone=named.phone,
        relation=named.relation,
    )
