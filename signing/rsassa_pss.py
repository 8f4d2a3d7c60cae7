"""RSASSA-PSS as SOG-IS and validators expect it (RFC 4055 § 3.1): SHA-256 throughout, the salt as long as the digest."""

from asn1crypto import algos

OID = "1.2.840.113549.1.1.10"
SALT_BYTES = 32


def parameters() -> algos.RSASSAPSSParams:
    return algos.RSASSAPSSParams(
        {
            "hash_algorithm": {"algorithm": "sha256"},
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": "sha256"}},
            "salt_length": SALT_BYTES,
        }
    )
