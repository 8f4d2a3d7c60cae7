"""A client of the CSC API, versions 1.0.4, 2.0 and 2.2. What differs between providers is data: `profile`, `../providers/*.toml`.

profile      what stands in a provider's file, and everything wrong with it
transport    HTTP and TLS, errors by their name
oauth        redirects, pushed requests, tokens, account tokens
encoding     hashes and signature values as providers write them
credentials  what a signer can sign with
activation   credentials/authorize: signature activation data without a redirect
signatures   signHash, at once or by polling
client       all of it behind one face
examination/ every step that needs no human, with whose fault it is (`vollmacht provider check`)
"""

from signing.provider.client import CscClient
from signing.provider.credentials import Credential
from signing.provider.oauth import Redirection
from signing.provider.signatures import Pending
from signing.provider.transport import ClientSecret

__all__ = ["ClientSecret", "Credential", "CscClient", "Pending", "Redirection"]
