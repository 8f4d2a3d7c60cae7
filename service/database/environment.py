"""Whose database this is: a sandbox's, with log-ins and documents without legal effect, or a production's."""

import psycopg


def claimed_environment(url: str, environment: str) -> str:
    """Claim the database for `sandbox` or `production` if nobody has yet; whose it is.

    Args:
        url: of the owner of the schema.
    """
    with psycopg.connect(url, connect_timeout=5) as connection:
        row = connection.execute("SELECT environment FROM installation").fetchone()
        if row is None:
            connection.execute("INSERT INTO installation (environment) VALUES (%s) ON CONFLICT DO NOTHING", (environment,))
            row = connection.execute("SELECT environment FROM installation").fetchone()
    return str(row[0]) if row else environment
