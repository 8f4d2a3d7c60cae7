"""The sandbox's log-ins: one generated password per installation, in a 0600 file; never a default."""

import json
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from service.domain.access import OPERATOR, Role, User
from service.domain.ids import UserId
from service.use_cases.ports import Tools

STAFF = (
    ("agent@sandbox.example", Role.AGENT, "Alex Support"),
    ("team-lead@sandbox.example", Role.TEAM_LEAD, "Toni Teamleitung"),
    ("auditor@sandbox.example", Role.AUDITOR, "Ali Prüfung"),
    ("admin@sandbox.example", Role.ADMIN, "Ari Admin"),
)


@dataclass(frozen=True, slots=True)
class SandboxPassword:
    password: str
    hashed: str


def sandbox_password(home: Path, hash_password: Callable[[str], str]) -> SandboxPassword:
    """This installation's; made at first use."""
    path = home / "sandbox-log-in.json"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        fresh = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump({"password": password, "hash": hash_password(password)}, file)
        with suppress(FileExistsError):  # another command was first: its password counts
            os.link(fresh, path)
        fresh.unlink()
    kept = json.loads(path.read_text())
    return SandboxPassword(kept["password"], kept["hash"])


def provide_staff(tools: Tools, hashed: str) -> None:
    """One log-in per role; safe to run twice."""
    with tools.transactions(OPERATOR) as work:
        for email, role, name in STAFF:
            if not work.users.with_email(email):
                work.users.save(User(id=UserId(tools.new_id()), email=email, role=role, name=name), hashed)


def log_ins(tools: Tools, password: str) -> list[dict[str, str]]:
    """What `serve --json` prints: staff first, then the representatives of imported resellers."""
    with tools.transactions(OPERATOR) as work:
        users = work.users.all()
    staff = [user for user in users if user.role is not Role.RESELLER]
    resellers = [user for user in users if user.role is Role.RESELLER]
    return [{"role": user.role.value, "email": user.email, "password": password} for user in [*staff, *resellers[:20]]]
