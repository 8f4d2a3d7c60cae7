"""`vollmacht migrate`: bring the database to this version's schema."""

import click

from service.cli.printing import say
from service.settings import settings_from
from service.wiring.ground import migrated_database


@click.command()
def command() -> None:
    """Bring the database to this version's schema; with DATABASE_URL nothing else does. Safe to run twice."""
    with migrated_database(settings_from(), migrate_external=True):
        say("The database has this version's schema.")
