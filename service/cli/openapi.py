"""`vollmacht openapi`: the API's description, without starting anything."""

from importlib.metadata import version

import click

from service.app import create_app
from service.cli.printing import print_json
from service.settings import settings_from
from service.wiring.web import described


@click.command()
def command() -> None:
    """Print the API's description (OpenAPI 3.1, JSON)."""
    print_json(create_app(described(settings_from()), version=version("vollmacht")).openapi())
