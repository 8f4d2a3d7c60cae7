"""stdout is the result, stderr is progress: with `--json` exactly one JSON document."""

import json
from collections.abc import Mapping, Sequence

import click


def print_json(value: Mapping[str, object] | Sequence[object]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, default=str))


def say(text: str) -> None:
    """Progress and remarks, to stderr."""
    click.echo(text, err=True)
