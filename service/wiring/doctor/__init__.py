"""`vollmacht doctor`: every prerequisite looked at, each failure with the command that mends it. Later checks stand on earlier ones.

Production starts on the same checks: what only the operator can mend keeps it from starting, a server that is away does not.
"""

import logging
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from service.domain.errors import ServiceError
from service.settings import Settings, SettingsError
from service.wiring.doctor import ground, outside, production, seal
from service.wiring.doctor.finding import Check, Finding, State
from service.wiring.doctor.ground import skew_finding, space_finding
from service.wiring.soundness import LEAST_FREE_BYTES

__all__ = ["CHECKS", "Finding", "State", "examine", "remedy_of", "require_production", "skew_finding", "space_finding"]

log = logging.getLogger(__name__)
CHECKS: Mapping[str, Check] = {
    "home": ground.home,
    "environment": production.environment,
    "database": ground.database,
    "archive": outside.archive,
    "log-in": production.log_in,
    "provider": production.provider,
    "timestamps": outside.timestamps,
    "lists": production.lists,
    "seal": seal.seal,
    "mail": outside.mail,
    "port": ground.port_free,
}
AT_START = ("home", "environment", "archive", "log-in", "provider", "lists", "seal", "mail")


class NotReady(SettingsError):
    """Production is refused; the text names each thing that is missing, with its remedy."""


def examine(settings: Settings, *, port: int, only: tuple[str, ...] = tuple(CHECKS)) -> list[Finding]:
    """All checks; one that breaks is a finding, not a crash."""
    findings: list[Finding] = []
    for name in only:
        try:
            findings += CHECKS[name](settings, port)
        except (ServiceError, SettingsError) as error:
            findings.append(Finding(name, State.FAILURE, str(error), _remedy_of(name, settings)))
        except Exception as error:
            findings.append(
                Finding(name, State.FAILURE, f"The check itself failed: {type(error).__name__}.", _remedy_of(name, settings))
            )
    return findings


def require_production(settings: Settings) -> None:
    """Whether production may start; a sandbox always may.

    Raises:
        NotReady: it may not.
    """
    if settings.sandbox:
        return
    failures = [one for one in examine(settings, port=0, only=AT_START) if one.state is State.FAILURE]
    for one in failures:
        if one.passing:
            log.warning("%s: %s", one.check, one.text)
    missing = [f"  {one.check:<11} {one.text}\n              → {one.remedy}" for one in failures if not one.passing]
    if missing:
        raise NotReady("Production does not start; `vollmacht doctor` shows all checks.\n" + "\n".join(missing))


def _remedy_of(name: str, settings: Settings) -> str:
    with suppress(OSError):
        return remedy_of(name, settings.home, shutil.disk_usage(settings.home).free)
    return remedy_of(name, settings.home, LEAST_FREE_BYTES)


def remedy_of(name: str, home: Path, free_bytes: int) -> str:
    """On a full disk nothing else is to be mended first: servers do not start there, keys are not made."""
    if free_bytes < LEAST_FREE_BYTES:
        return f"free space on the disk of {home} first"
    return {
        "lists": "vollmacht lists status",
        "seal": "correct VOLLMACHT_SEAL_FILE and VOLLMACHT_SEAL_PASSWORD",
        "home": "set VOLLMACHT_HOME",
        "environment": "correct VOLLMACHT_HOSTER_FILE",
        "database": "set VOLLMACHT_HOME or DATABASE_URL",
        "timestamps": "mend the provider above first",
        "provider": "mend that, or VOLLMACHT_PROVIDERS; docs/providers.md says how",
    }.get(name, "look into the log folder of VOLLMACHT_HOME")
