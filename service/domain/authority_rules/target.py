"""Rules about whom and what the act concerns: the end customer, the domain, the manner."""

import contextlib

from service.domain.access import Role
from service.domain.authority import FactSource, OwnInterest, ProtectiveAction
from service.domain.authority_rules.asked import Asked, Finding, fails, obliges, unknown
from service.domain.parties import Domain, DomainHolder, Scope

# What goes to an end customer, so that the first of it must carry the Art. 14 notice.
DISCLOSING = frozenset(
    {
        Scope.INFORM_END_CUSTOMER,
        Scope.ANSWER_ABOUT_OWN_SERVICES,
        Scope.GIVE_AUTH_CODE_TO_HOLDER,
        Scope.RETURN_OWN_DATA,
        Scope.OFFER_DIRECT_CONTRACT,
        Scope.TAKE_PART_IN_CONTRACT_TRANSFER,
    }
)
OFFERS = frozenset({Scope.OFFER_DIRECT_CONTRACT, Scope.TAKE_PART_IN_CONTRACT_TRANSFER})
_INTERESTS = {
    OwnInterest.GRANTOR: "Vertreter des Vollmachtgebers",
    OwnInterest.EMERGENCY_CONTACT: "Notfallkontakt",
    OwnInterest.END_CUSTOMER: "der Endkunde",
}
CHANNELS_TO_CONSUMERS = frozenset({"letter", "email", "portal"})


def facts_complete(asked: Asked) -> Finding | None:
    """A source that could not be asked is no answer. What discloses nothing needs few of them."""
    missing = asked.facts.sources_unavailable - {FactSource.ARCHIVE}
    if asked.protective:
        missing &= {FactSource.DATABASE, FactSource.END_CUSTOMERS}
    return (
        unknown("FACT_SOURCE_UNAVAILABLE", "Eine Auskunftsquelle antwortet nicht; bitte später noch einmal fragen.")
        if missing
        else None
    )


def target_is_the_grantors_customer(asked: Asked) -> Finding | None:
    """By today's relation; the document names no end customer."""
    ref, customer = asked.request.end_customer, asked.facts.end_customer
    if asked.facts.reseller is None:
        return None
    if asked.scope in DISCLOSING and ref is None:
        return fails("TARGET_NOT_CUSTOMER_OF_GRANTOR", "Bitte angeben, um welchen Endkunden es geht.")
    if ref is not None and customer is None:
        return fails("TARGET_NOT_CUSTOMER_OF_GRANTOR", "Diese Person ist kein Endkunde dieses Vollmachtgebers.")
    if asked.request.domain is not None and customer is not None and _domain(asked) is None:
        return fails("TARGET_NOT_CUSTOMER_OF_GRANTOR", "Diese Domain gehört nicht zu diesem Endkunden.")
    return None


def domain_holder_allows(asked: Asked) -> Finding | None:
    """The registered holder decides about transfers; renewing is always preservation."""
    if asked.scope is not Scope.GIVE_AUTH_CODE_TO_HOLDER or asked.facts.end_customer is None:
        return None
    domain = _domain(asked)
    if domain is None:
        if asked.request.domain is None:
            return fails("DOMAIN_HOLDER_UNKNOWN", "Bitte die Domain angeben, um die es geht.")
        return None
    if domain.holder is DomainHolder.END_CUSTOMER:
        return None
    if domain.holder is DomainHolder.UNKNOWN:
        return fails(
            "DOMAIN_HOLDER_UNKNOWN", "Wer als Inhaber eingetragen ist, ist nicht geklärt. Bitte erst im Register nachsehen."
        )
    return fails(
        "DOMAIN_HOLDER_IS_GRANTOR",
        "Inhaber ist nicht der Endkunde. Die Domain darf verlängert, aber nicht herausgegeben oder übertragen werden.",
    )


def excluded_by_law(asked: Asked) -> Finding | None:
    """A registry reminder goes to the registered holder only."""
    domain = _domain(asked)
    if asked.request.action is not ProtectiveAction.REGISTRY_REMINDER or domain is None:
        return None
    if domain.holder is DomainHolder.END_CUSTOMER:
        return None
    return fails("SCOPE_EXCLUDED_BY_LAW", "Die Erinnerung der Registry geht nur an den eingetragenen Inhaber.")


def not_objected(asked: Asked) -> Finding | None:
    if asked.scope in DISCLOSING and asked.facts.end_customer_objected:
        return fails("END_CUSTOMER_OBJECTED", "Der Endkunde hat weiteren Kontakten widersprochen (Art. 21 DSGVO).")
    return None


def not_too_often(asked: Asked) -> Finding | None:
    if asked.scope is Scope.INFORM_END_CUSTOMER and asked.facts.contacts_in_last_days >= asked.policy.contacts_per_week:
        return fails(
            "CONTACT_FREQUENCY_EXCEEDED", "Dieser Endkunde wurde in den letzten sieben Tagen schon oft genug angesprochen."
        )
    return None


def channel_allowed(asked: Asked) -> Finding | None:
    """A consumer is not offered a contract by telephone (§ 7 (2) Nr. 1 UWG)."""
    customer, channel = asked.facts.end_customer, asked.request.channel
    if asked.scope not in OFFERS or customer is None or not customer.is_consumer or channel is None:
        return None
    if channel in CHANNELS_TO_CONSUMERS:
        return None
    return fails("CHANNEL_NOT_ALLOWED", "Verbraucher dürfen Sie für ein Angebot nicht anrufen (§ 7 UWG). Bitte schriftlich.")


def no_advertising(asked: Asked) -> Finding | None:
    if asked.request.advertising and not asked.protective:
        return fails("ADVERTISING_NOT_ALLOWED", "Werbung ist hier nicht erlaubt (§ 7 UWG); die erste Nachricht informiert nur.")
    return None


def first_notice(asked: Asked) -> Finding | None:
    """Art. 14 GDPR: with the first message at the latest."""
    if asked.scope in DISCLOSING and asked.facts.end_customer is not None and not asked.facts.first_contact_done:
        return obliges("FIRST_CONTACT_NOTICE_DUE", "Es ist der erste Kontakt: Die Hinweise nach Art. 14 DSGVO gehören dazu.")
    return None


def consumer_rules(asked: Asked) -> Finding | None:
    customer = asked.facts.end_customer
    if asked.scope in OFFERS and customer is not None and customer.is_consumer:
        return obliges(
            "CONSUMER_RULES_APPLY", "Der Endkunde ist Verbraucher: Fernabsatzrecht mit 14 Tagen Widerruf (§§ 312 ff., 355 BGB)."
        )
    return None


def role_suffices(asked: Asked) -> Finding | None:
    """None: a system of the hoster with its own token."""
    if asked.request.shut_out:
        return fails("ACTOR_ROLE_INSUFFICIENT", "Der Zugang dieser Person ist gesperrt.")
    if asked.request.role in {None, Role.AGENT, Role.TEAM_LEAD, Role.ADMIN}:
        return None
    return fails("ACTOR_ROLE_INSUFFICIENT", "Die Rolle dieser Person erlaubt keine Handlungen gegenüber Endkunden.")


def no_interest_of_his_own(asked: Asked) -> Finding | None:
    """Nobody acts in a matter of his own; what discloses nothing he may still do, since it cannot wait."""
    if asked.protective or asked.facts.own_interest is None:
        return None
    return fails(
        "ACTOR_CONFLICT_OF_INTEREST",
        f"In eigener Sache handelt niemand: Diese Person ist hier selbst {_INTERESTS[asked.facts.own_interest]}. Bitte übergeben.",
    )


def _domain(asked: Asked) -> Domain | None:
    wanted, customer = asked.request.domain, asked.facts.end_customer
    if wanted is None or customer is None:
        return None
    return next((domain for domain in customer.domains if a_label(domain.name) == a_label(wanted)), None)


def a_label(name: str) -> str:
    """A domain name as compared: lower-case A-labels, no trailing dot."""
    text = name.strip().rstrip(".").lower()
    with contextlib.suppress(UnicodeError):
        return text.encode("idna").decode("ascii")
    return text
