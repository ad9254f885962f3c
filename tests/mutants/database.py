"""One PostgreSQL for a run that forks: every mutant has a process, and none creates a database."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from db.admin.migrate import upgrade
from db.embedded.postgres import run_postgres
from tests.postgres import empty_database, scratch_folder


@contextmanager
def migrated_database() -> Iterator[dict[str, str]]:
    """Yield the variables that tell tests/conftest.py a server and a migrated database."""
    with (
        scratch_folder() as folder,
        run_postgres(folder / "pg") as server,
        asyncio.Runner() as runner,
    ):
        database = empty_database(server)
        url = runner.run(database.__aenter__())
        try:
            runner.run(upgrade(url))
            yield {"TEST_DATABASE_URL": server, "TEST_MIGRATED_URL": url}
        finally:
            runner.run(database.__aexit__(None, None, None))
