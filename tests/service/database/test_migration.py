"""The chain of migrations ends where the program says it does."""

from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

import service.database
from service.database.migration import HEAD


def test_the_schema_this_version_wants_is_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(service.database.__file__).parent / "migrations"))

    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]
