"""`vollmacht user …`: users, what they may, and their API tokens."""

from datetime import datetime

import click

from service.cli.instants import INSTANT
from service.cli.printing import print_json, say
from service.domain.access import OPERATOR, TOKEN_SCOPES, Role
from service.domain.ids import TokenId, UserId
from service.settings import settings_from
from service.use_cases.manage_sessions import end_all_sessions
from service.use_cases.manage_tokens import issue_token, list_tokens, revoke_token
from service.use_cases.manage_users import change_user, create_user, disable_user, enable_user, list_users, user_with_email
from service.use_cases.ports import Tools
from service.wiring.decision import decision_tools

ROLES = click.Choice([role.value for role in Role])
CUSTOMER = click.option(
    "--customer-no", help="Whom the user represents: for role reseller, or to tell one of several log-ins apart."
)


@click.group()
def command() -> None:
    """Users, what they may, and their API tokens."""


@command.command()
@click.argument("email")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(TOKEN_SCOPES),
    help="What it may do; several: give it again. None: all the user may.",
)
@click.option("--expires", type=INSTANT, help="Until when, such as 2027-01-01T00:00:00Z. None: until it is revoked.")
@click.option("--name", default="", help="What it is for, to recognise it in the list.")
@CUSTOMER
def token(email: str, scopes: tuple[str, ...], expires: datetime | None, name: str, customer_no: str | None) -> None:
    """Print a new API token for that user; it is shown once."""
    with decision_tools(settings_from()) as tools:
        made = issue_token(email, tools, customer_no=customer_no, name=name, scopes=scopes or None, expires_at=expires)
    click.echo(made)


@command.command()
@click.argument("email")
@CUSTOMER
@click.option("--json", "as_json", is_flag=True, help="Print as one JSON document.")
def tokens(email: str, customer_no: str | None, as_json: bool) -> None:
    """List that user's API tokens, newest first; never the tokens themselves."""
    with decision_tools(settings_from()) as tools:
        user = user_with_email(email, tools, customer_no=customer_no)
        found = list_tokens(user.id, OPERATOR, tools)
        now = tools.clock()
    lines = [
        {
            "id": str(one.id),
            "name": one.name,
            "scopes": list(one.scopes) if one.scopes is not None else None,
            "created_at": one.created_at.isoformat(),
            "expires_at": one.expires_at.isoformat() if one.expires_at else None,
            "last_used_at": one.last_used_at.isoformat() if one.last_used_at else None,
            "opens": one.opens(now),
        }
        for one in found
    ]
    if as_json:
        print_json({"tokens": lines})
        return
    for one, line in zip(found, lines, strict=True):
        ends = f"until {line['expires_at']}" if one.expires_at else "without end"
        click.echo(
            f"{line['id']}  {'opens' if line['opens'] else 'ended'}  {ends}  {' '.join(one.scopes or ('all',))}  {one.name}"
        )


@command.command("revoke-token")
@click.argument("token_id", type=click.UUID)
def revoke(token_id: TokenId) -> None:
    """End an API token at once, by its id from `vollmacht user tokens`."""
    with decision_tools(settings_from()) as tools:
        revoke_token(token_id, OPERATOR, tools)
    say(f"{token_id} opens nothing any more.")


@command.command()
@click.argument("email")
@click.option("--role", required=True, type=ROLES, help="What the user may do.")
@click.option("--name", default="", help="Name shown on pages.")
@click.option("--customer-no", help="With role reseller: whom the user represents.")
@click.option("--password", help="Sandbox only; asked for if not given. In production people log in at your OpenID provider.")
def add(email: str, role: str, name: str, customer_no: str | None, password: str | None) -> None:
    """Add a user: in the sandbox with a password, in production for a log-in at the OpenID provider with this address."""
    _require_fitting(role, customer_no)
    settings = settings_from()
    if settings.sandbox:
        password = password or click.prompt("Password", hide_input=True, confirmation_prompt=True)
    elif password:
        raise click.UsageError("In production nobody has a password here: people log in at your OpenID provider.")
    with decision_tools(settings) as tools:
        user = create_user(email, Role(role), tools, password=password, name=name, customer_no=customer_no)
    say(f"{user.email}  {user.role.value}  {user.id}")


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print as one JSON document.")
def list_(as_json: bool) -> None:
    """List all users: staff first."""
    with decision_tools(settings_from()) as tools:
        known = list_users(OPERATOR, tools)
    lines = [
        {
            "id": str(one.user.id),
            "email": one.user.email,
            "role": one.user.role.value,
            "customer_no": one.customer_no or None,
            "disabled": one.user.disabled_at is not None,
        }
        for one in known
    ]
    if as_json:
        print_json({"users": lines})
        return
    for line in lines:
        click.echo(
            f"{line['id']}  {line['role']:<9}  {line['customer_no'] or '–':<10}  {line['email']}{'  DISABLED' if line['disabled'] else ''}"
        )


@command.command("change")
@click.argument("email")
@click.option("--role", required=True, type=ROLES, help="What the user may do from now on.")
@click.option("--customer-no", help="With role reseller: whom the user represents.")
def change(email: str, role: str, customer_no: str | None) -> None:
    """Give a user another role or tenant; his sessions end."""
    _require_fitting(role, customer_no)
    with decision_tools(settings_from()) as tools:
        user = change_user(user_with_email(email, tools).id, Role(role), customer_no, OPERATOR, tools)
    say(f"{user.email}  {user.role.value}  {user.id}")


@command.command()
@click.argument("email")
@CUSTOMER
def disable(email: str, customer_no: str | None) -> None:
    """Shut a user out: his sessions end, his tokens open nothing."""
    with decision_tools(settings_from()) as tools:
        user = disable_user(_id(email, customer_no, tools), OPERATOR, tools)
    say(f"{user.email} is disabled.")


@command.command()
@click.argument("email")
@CUSTOMER
def enable(email: str, customer_no: str | None) -> None:
    """Let a disabled user in again."""
    with decision_tools(settings_from()) as tools:
        user = enable_user(_id(email, customer_no, tools), OPERATOR, tools)
    say(f"{user.email} may log in.")


@command.command("log-out")
@click.argument("email")
@CUSTOMER
def log_out(email: str, customer_no: str | None) -> None:
    """End all sessions of a user; his tokens stay."""
    with decision_tools(settings_from()) as tools:
        ended = end_all_sessions(_id(email, customer_no, tools), OPERATOR, tools)
    say(f"{ended} sessions ended.")


def _id(email: str, customer_no: str | None, tools: Tools) -> UserId:
    return user_with_email(email, tools, customer_no=customer_no).id


def _require_fitting(role: str, customer_no: str | None) -> None:
    if (Role(role) is Role.RESELLER) != (customer_no is not None):
        raise click.UsageError("--customer-no belongs to role reseller, and only to it.")
