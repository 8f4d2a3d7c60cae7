"""Alembic migrations: expand → backfill → contract, each with a lock timeout."""
