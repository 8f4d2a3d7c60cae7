"""`vollmacht demo`: the main job from end to end, on real input and real parts, through HTTP like its users."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from service.cli.demonstration.person import StepFailed
from service.cli.demonstration.story import Story
from service.cli.printing import say
from service.cli.reading import read_input, write_output
from service.cli.serving import listening, serving_beside, web_server
from service.documents.drawable import undrawable
from service.domain.power_of_attorney import BERLIN
from service.intake import parse_records
from service.jobs.plain_log import log_to_stderr
from service.settings import Settings, SettingsError, settings_from
from service.wiring.chance import clock
from service.wiring.web import ground


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Where the artefacts go; default: VOLLMACHT_HOME/demo."
)
@click.option("--input", "input_file", help="A reseller record (JSON); default: a GmbH whose two directors sign jointly.")
@click.pass_context
def command(ctx: click.Context, out: Path | None, input_file: str | None) -> None:
    """Render, sign, judge, archive, report and approve an emergency, check authority, export the evidence.

    Repeatable: it stands down its earlier emergency, and the new Vollmacht supersedes the earlier one. Exit 0 only if every step held.
    """
    settings = settings_from()
    if not settings.sandbox:
        raise SettingsError(
            "The demo invents an emergency and signs with the sandbox's credentials; a production is not the place. "
            "Unset VOLLMACHT_ENVIRONMENT and DATABASE_URL, and set VOLLMACHT_HOME to an empty folder."
        )
    log_to_stderr()
    content = read_input(input_file) if input_file else (files("service.cli.demonstration") / "example.json").read_bytes()
    if len(parse_records(content, undrawable=undrawable)) != 1:
        raise click.UsageError("demo works on exactly one reseller record.")
    folder = out or settings.home / "demo"
    timings: dict[str, float] = {}
    try:
        story = _run(settings, content, timings)
    except StepFailed as failed:
        say(f"This step did not hold: {failed}")
        ctx.exit(1)
    _write(folder, story, timings)
    click.echo(f"All {len(timings)} steps held in {sum(timings.values()):.1f} s. Artefacts: {folder}")
    click.echo(f"Next: vollmacht verify {folder / 'vollmacht.pdf'}")
    click.echo("SANDBOX: nothing here has legal effect.")


def _run(settings: Settings, content: bytes, timings: dict[str, float]) -> Story:
    """Serve on a free port and drive it; deeds wait 0 h here, as the demo has nobody to wait for."""
    with _progress() as step, listening(0) as (listener, url):
        quick = replace(settings, deed_waiting=timedelta(0))
        started = time.perf_counter()
        with ground(quick, public_url=url) as standing, standing.jobs(), serving_beside(web_server(standing), listener):
            assert standing.password is not None  # noqa: S101 - the sandbox always has one
            record = json.loads(content)
            today = clock().astimezone(BERLIN).date()
            story = Story(url, standing.password, content, record[0] if isinstance(record, list) else record, today)
            timings["start"] = time.perf_counter() - started
            step(
                f"{'Reach' if settings.database_url else 'Start'} PostgreSQL, start trust service provider and web server",
                timings["start"],
                url,
            )
            try:
                for key, label, act in story.steps():
                    started = time.perf_counter()
                    found = act()
                    timings[key] = time.perf_counter() - started
                    step(label, timings[key], found)
            finally:
                story.close()
    return story


@contextmanager
def _progress() -> Iterator[Callable[[str, float, str], None]]:
    """One line a step on stdout; a bar on stderr, on a terminal only."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("Demo", total=13)

        def step(label: str, seconds: float, found: str) -> None:
            click.echo(f"{seconds:6.2f} s  {label}: {found}")
            bar.advance(task)

        yield step


def _write(folder: Path, story: Story, timings: dict[str, float]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rounded = {key: round(seconds, 3) for key, seconds in timings.items()}
    artefacts = {
        "vollmacht.pdf": story.pdf,
        "verdict.json": _json(story.verdict),
        "decision.json": _json(story.decision),
        "evidence.zip": story.evidence,
        "timings.json": _json(rounded),
    }
    for name, content in artefacts.items():
        write_output(folder / name, content)


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
