"""One installation as an operator has it: a VOLLMACHT_HOME and the program."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROGRAM = (sys.executable, "-m", "service.cli.main")
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Serving:
    """A running `serve`."""

    url: str
    passwords: dict[str, str]
    process: subprocess.Popen[str]

    def kill(self) -> None:
        """kill -9, as the out-of-memory killer would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)


@dataclass(frozen=True, slots=True)
class Installation:
    home: Path

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("VOLLMACHT_", "DATABASE_URL"))}
        return {**kept, "VOLLMACHT_HOME": str(self.home), "PYTHONPATH": str(ROOT), **more}

    def run(self, *arguments: str, content: str | None = None, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*PROGRAM, *arguments],
            env=self.environment(**more),
            cwd=self.home.parent,
            input=content,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )

    def succeed(self, *arguments: str, content: str | None = None) -> str:
        ran = self.run(*arguments, content=content)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    def verdict(self, file: Path, *more: str) -> tuple[int, dict[str, Any]]:
        ran = self.run("verify", str(file), "--json", *more)
        assert "Traceback" not in ran.stderr
        return ran.returncode, json.loads(ran.stdout)

    def ask(self, *more: str, customer_no: str = "K-10472", action: str = "INFORM_END_CUSTOMER") -> tuple[int, set[str]]:
        """Exit status and the codes that stand against it."""
        ran = self.run("check", "--reseller", customer_no, "--action", action, "--json", *more)
        decision = json.loads(ran.stdout)
        return ran.returncode, {one["code"] for one in decision["reasons"] if one["outcome"] == "FAIL"}

    @contextmanager
    def serving(self, port: int = 0, /, **more: str) -> Iterator[Serving]:
        process = subprocess.Popen(
            [*PROGRAM, "serve", "--port", str(port), "--json"],
            env=self.environment(**more),
            cwd=self.home.parent,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            passwords = {one["email"]: one["password"] for one in ready["log_ins"]}
            yield Serving(ready["url"], passwords, process)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(20)
            assert process.stdout is not None
            process.stdout.close()
