"""`vollmacht user …`: users and their API tokens."""

import click

from service.cli.printing import say
from service.domain.access import Role
from service.settings import settings_from
from service.use_cases.log_in import create_user, issue_token
from service.wiring.decision import decision_tools


@click.group()
def command() -> None:
    """Users and their API tokens."""


@command.command()
@click.argument("email")
def token(email: str) -> None:
    """Print a new API token for that user; it is shown once."""
    with decision_tools(settings_from()) as tools:
        click.echo(issue_token(email, tools))


@command.command()
@click.argument("email")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="What the user may do.")
@click.option("--name", default="", help="Name shown on pages.")
@click.option("--customer-no", help="With role reseller: whom the user represents.")
@click.password_option(help="Asked for if not given.")
def add(email: str, role: str, name: str, customer_no: str | None, password: str) -> None:
    """Add a user who logs in with a password."""
    if (Role(role) is Role.RESELLER) != (customer_no is not None):
        raise click.UsageError("--customer-no belongs to role reseller, and only to it.")
    with decision_tools(settings_from()) as tools:
        user = create_user(email, Role(role), tools, password=password, name=name, customer_no=customer_no)
    say(f"{user.email}  {user.role.value}  {user.id}")
