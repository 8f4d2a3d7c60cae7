"""Log-in at the hoster's OpenID provider: OpenID Connect Core 1.0, authorisation code with PKCE (RFC 7636), as a confidential client."""
