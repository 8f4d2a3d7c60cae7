"""From verified claims to one of our people, as the hoster maps them."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.domain.access import Role
from service.use_cases.log_in import LogInRefused
from service.use_cases.openid_port import Identified

# More than anybody represents; a provider gone mad makes no thousand accounts.
MOST_CUSTOMERS = 50


def identified(
    claims: Mapping[str, Any],
    *,
    role_claim: str,
    roles: Sequence[tuple[str, Role]],
    customer_claim: str,
    trust_email: bool,
) -> Identified:
    """Args:
        roles: value → role, the first that fits counts; empty: the provider gives no roles.
        trust_email: an address is believed without `email_verified`, but never against it.

    Raises:
        LogInRefused: no subject, no verified address, or none of the roles.
    """
    subject, email = claims.get("sub"), claims.get("email")
    if not isinstance(subject, str) or not 1 <= len(subject) <= 255:
        raise LogInRefused("Der Anmeldedienst nennt nicht, wer Sie sind. Bitte wenden Sie sich an Ihre Verwaltung.")
    verified = claims.get("email_verified")
    believed = verified in {True, "true"} if verified is not None else trust_email
    if not isinstance(email, str) or "@" not in email or len(email) > 254 or not believed:
        raise LogInRefused("Der Anmeldedienst nennt keine bestätigte E-Mail-Adresse. Bitte wenden Sie sich an Ihre Verwaltung.")
    role = _role(values_of(claims, role_claim), roles)
    if roles and role is None:
        raise LogInRefused("Ihr Konto hat keine Rolle, die hier etwas öffnet. Bitte wenden Sie sich an Ihre Verwaltung.")
    name, numbers = claims.get("name"), values_of(claims, customer_claim)
    return Identified(
        issuer=str(claims["iss"]),
        subject=subject,
        email=email.strip().casefold(),
        name=name.strip()[:200] if isinstance(name, str) else "",
        role=role,
        customer_nos=tuple(dict.fromkeys(numbers))[:MOST_CUSTOMERS] if role is Role.RESELLER else (),
    )


def values_of(claims: Mapping[str, Any], name: str) -> list[str]:
    """A claim's text or list of texts; `realm_access.roles` leads into an object where no claim has the whole name."""
    value: Any = claims.get(name)
    if value is None and "." in name:
        value = claims
        for part in name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
    found = value if isinstance(value, list) else [value]
    return [one for one in found if isinstance(one, str) and one]


def _role(values: Sequence[str], roles: Sequence[tuple[str, Role]]) -> Role | None:
    return next((role for value, role in roles if value in values), None)
