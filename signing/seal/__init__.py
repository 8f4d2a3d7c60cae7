"""The hoster's own electronic seal on what he issues: PAdES B-B or B-T, made in milliseconds (Art. 35, 36 eIDAS; ETSI EN 319 142-1 § 6.3)."""

from signing.seal.key import Pkcs12Key, SealKey, pkcs12_key
from signing.seal.pin import PinFile
from signing.seal.sealer import Sealer

__all__ = ["PinFile", "Pkcs12Key", "SealKey", "Sealer", "pkcs12_key"]
