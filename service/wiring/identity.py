"""Where people log in, as the operator chose."""

from service.domain.access import Role
from service.openid.provider import OpenIdProvider
from service.settings import Settings


def identity_provider(settings: Settings) -> OpenIdProvider | None:
    """None: nothing is configured. Nothing is asked yet."""
    chosen = settings.openid
    if chosen is None:
        return None
    return OpenIdProvider(
        issuer=chosen.issuer,
        client_id=chosen.client_id,
        client_secret=chosen.client_secret,
        scopes=chosen.scopes,
        role_claim=chosen.role_claim,
        roles=tuple((value, Role(role)) for value, role in chosen.roles),
        customer_claim=chosen.customer_claim,
        trust_email=chosen.trust_email,
    )
