"""`vollmacht`: the one program. Each command is a module of this package, loaded by name when asked for.

Exit codes: 0 done, 64 wrong usage, 65 input refused, 69 a needed service unreachable, 70 a defect of ours; `verify` and `check`
have their own (see each).
"""

import errno
import json
import os
import secrets
import sys
import threading
import traceback
from contextlib import suppress
from typing import NoReturn

import click

from service.cli.loading import load
from service.domain.errors import InputRefused, ServiceError, Unavailable
from service.settings import SettingsError

SPACE = "Free some space there, or set VOLLMACHT_HOME to a folder that can be written."
USAGE, REFUSED, UNREACHABLE, DEFECT = 64, 65, 69, 70

COMMANDS = {
    "archive": ("archive", "Is everything still there, as it was archived?"),
    "audit": ("audit", "Is the audit log whole, as far as the database can say?"),
    "check": ("check", "May we do this, for this customer, now?"),
    "doctor": ("doctor", "What is broken, and the command that mends it."),
    "demo": ("demo", "The main job from end to end, on real input."),
    "export": ("export", "Write the auditor's evidence package."),
    "import": ("import_", "Import resellers, end customers, domains."),
    "lists": ("lists", "The trusted lists in use."),
    "migrate": ("migrate", "Bring the database to this version's schema."),
    "openapi": ("openapi", "Print the API's description (OpenAPI 3.1)."),
    "provider": ("provider", "Signature providers: list them, check one."),
    "render": ("render", "Render a document for one reseller record, unsigned."),
    "revoke": ("revoke", "Record a revocation, as support types it in."),
    "sandbox": ("sandbox", "Sign with a credential of the sandbox."),
    "serve": ("serve", "Web pages, API and worker in one process."),
    "user": ("user", "Users and their API tokens."),
    "verify": ("verify", "Full verdict on a signed PDF."),
    "wording": ("wording", "The editions of the documents' text."),
    "worker": ("worker", "Run queued work only."),
}


class Program(click.Group):
    """Lists commands without importing them: everything at once would take two seconds."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        module = load(f"service.cli.{COMMANDS[cmd_name][0]}")
        command = module.command
        assert isinstance(command, click.Command)  # noqa: S101 - each module of this package has one
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in sorted(COMMANDS)])


@click.command(cls=Program, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vollmacht", message="%(prog)s %(version)s")
@click.pass_context
def program(ctx: click.Context) -> None:
    """Vollmacht: emergency provision for a hosting company's resellers.

    Everything an installation writes lies in VOLLMACHT_HOME. With nothing configured it is a sandbox.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(arguments: list[str] | None = None) -> None:
    """Run one command; every failure is words and an exit code, never a traceback."""
    code = _run(sys.argv[1:] if arguments is None else arguments)
    if arguments is None and any(not thread.daemon for thread in threading.enumerate() if thread is not threading.main_thread()):
        _end_process(code)
    sys.exit(code)


def _run(given: list[str]) -> int:
    try:
        code = program.main(args=given, prog_name="vollmacht", standalone_mode=False)
    except click.exceptions.Exit as done:
        code = done.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        code = 130
    except SystemExit as end:
        # 1 is how click ends when a pipe's reader has gone; of `verify` and `check` it would be a verdict.
        code = 130 if end.code == 1 else end.code
    except click.ClickException as wrong:
        wrong.show()
        code = USAGE
    except SettingsError as wrong:
        code = _say(str(wrong), USAGE)
    except InputRefused as refused:
        code = _refused(refused, as_json="--json" in given)
    except Unavailable as away:
        code = _say(away.text, UNREACHABLE)
    except ServiceError as error:
        code = _say(error.text, REFUSED)
    except Exception as error:  # the last line of defence: a reference instead of a traceback
        code = _ground(error) or _defect()
    return code if isinstance(code, int) else 0


def _end_process(code: int) -> NoReturn:
    """Without waiting for a job that hangs at a store or a provider beyond its grace, as Python would: it is taken up again, as after any kill."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _ground(error: Exception) -> int:
    """A file or folder that cannot be written, or a full disk: the operator mends it. 0: something else."""
    of_the_ground = {errno.EACCES, errno.EDQUOT, errno.ENOSPC, errno.ENOTDIR, errno.EPERM, errno.EROFS}
    if not isinstance(error, OSError) or error.filename is None or error.errno not in of_the_ground:
        return 0
    return _say(f"{error.filename}: {error.strerror}. {SPACE}", UNREACHABLE)


def _say(text: str, code: int) -> int:
    click.echo(text, err=True)
    return code


def _refused(refused: InputRefused, *, as_json: bool) -> int:
    faults = [{"path": fault.path, "code": fault.code, "text": fault.text} for fault in refused.faults]
    if as_json:
        click.echo(json.dumps({"faults": faults}, ensure_ascii=False))
    click.echo(refused.text, err=True)
    for fault in refused.faults:
        click.echo(f"  {fault.path}  {fault.code}  {fault.text}", err=True)
    return REFUSED


def _defect() -> int:
    """Keep the traceback in the installation's log, show only its reference."""
    reference = secrets.token_hex(4)
    try:
        place = load("service.cli.defects").keep(reference, traceback.format_exc())
    except OSError:
        place = "(the log could not be written)"
    return _say(f"This is a defect of ours, reference {reference}. Details: {place}", DEFECT)


if __name__ == "__main__":
    main()
