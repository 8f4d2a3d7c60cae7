"""The hoster's own seal; without one his letters go out unsealed."""

import stat
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from service.settings import Settings
from service.signatures.sealing import SealFault, SealRefused, seal_facts, seal_key, token_key
from service.wiring.chance import clock
from service.wiring.doctor.finding import Finding, State
from service.wiring.seal import token_place

ENDS_SOON = timedelta(days=60)

_REMEDIES: Mapping[SealFault, str] = {
    SealFault.FILE_UNREADABLE: "correct VOLLMACHT_SEAL_FILE, or its mode and owner",
    SealFault.PASSWORD_WRONG: "correct VOLLMACHT_SEAL_FILE and VOLLMACHT_SEAL_PASSWORD (or VOLLMACHT_SEAL_PASSWORD_FILE)",
    SealFault.KEY_UNFIT: "order a seal with an RSA key of 3072 bits or more, or an ECDSA key",
    SealFault.MODULE_MISSING: "install the token maker's PKCS#11 library, or correct VOLLMACHT_SEAL_PKCS11_MODULE",
    SealFault.TOKEN_NOT_FOUND: "plug the token in, or correct VOLLMACHT_SEAL_PKCS11_TOKEN (pkcs11-tool --list-token-slots)",
    SealFault.PIN_UNREADABLE: "write the PIN into the file of VOLLMACHT_SEAL_PKCS11_PIN_FILE, readable for the service's user alone",
    SealFault.PIN_WRONG: "write the right PIN into the file of VOLLMACHT_SEAL_PKCS11_PIN_FILE (if the token's PIN was set to it: touch the file)",
    SealFault.PIN_LOCKED: "unlock the PIN, or log in once, with the token maker's own tool",
    SealFault.KEY_NOT_FOUND: "correct VOLLMACHT_SEAL_PKCS11_KEY (pkcs11-tool --login --list-objects), or VOLLMACHT_SEAL_FILE",
    SealFault.CERTIFICATE_MISSING: "set VOLLMACHT_SEAL_CERTIFICATE_FILE to the seal's certificate and its issuers, PEM",
    SealFault.CERTIFICATE_OF_ANOTHER_KEY: "correct VOLLMACHT_SEAL_CERTIFICATE_FILE or VOLLMACHT_SEAL_PKCS11_KEY: they belong together",
    SealFault.NO_ANSWER: "look after the token; what waits is sealed when it answers again",
}


def seal(settings: Settings, _port: int) -> Iterator[Finding]:
    """Opened, tried, and asked for its end."""
    if settings.seal_file is None and settings.seal_token is None:
        if settings.sandbox:
            yield Finding("seal", State.OK, "The sandbox's test seal.")
        else:
            text = "There is no electronic seal: acceptances, letters and reports go out unsealed."
            remedy = "set VOLLMACHT_SEAL_FILE (PKCS#12) and its password, or VOLLMACHT_SEAL_PKCS11_… (a token)"
            yield Finding("seal", State.WARNING, text, remedy)
        return
    try:
        name, ends = _facts(settings)
    except SealRefused as error:
        yield Finding("seal", State.FAILURE, str(error), _REMEDIES[error.fault], passing=error.fault.may_heal)
        return
    yield _end(name, ends)
    if settings.seal_token is not None and _others_may_read(settings.seal_token.pin_file):
        text = f"{settings.seal_token.pin_file} can be read by others than the service's user."
        yield Finding("seal", State.WARNING, text, f"chmod 0600 {settings.seal_token.pin_file}")


def _facts(settings: Settings) -> tuple[str, datetime]:
    place = token_place(settings)
    if place is None:
        assert settings.seal_file is not None  # noqa: S101 - one of the two is set
        return seal_facts(seal_key(settings.seal_file, settings.seal_password))
    key = token_key(place)
    try:
        return seal_facts(key)
    finally:
        key.close()


def _end(name: str, ends: datetime) -> Finding:
    text = f"{name}, until {ends:%Y-%m-%d}."
    if ends < clock():
        return Finding(
            "seal", State.FAILURE, f"{text} It has ended.", "order the next seal, and set it in place of this one", passing=True
        )
    if ends - clock() < ENDS_SOON:
        return Finding("seal", State.WARNING, f"{text} It ends soon.", "order the next seal")
    return Finding("seal", State.OK, text)


def _others_may_read(file: Path) -> bool:
    return bool(file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
