"""A serving process is tuned for the job."""

import asyncio
import sys

import pytest

from gql.server.tuning import SWITCH, YOUNG

_SERVING = """
import asyncio, gc, sys
from cli.serve import _application
from db.database import Database
from gql.settings import Settings

async def main():
    database = await Database.connect(sys.argv[1], pool_size=1)
    settings = Settings(secret="a secret of the tests, 32 bytes and more", run_jobs=False)
    async with _application(database, settings):
        print(gc.get_freeze_count(), gc.get_threshold()[0], sys.getswitchinterval())
    await database.close()

asyncio.run(main())
"""


async def test_what_lives_as_long_as_a_server_is_never_looked_at_again(login_url: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _SERVING, login_url, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    frozen, young, switch = (float(each) for each in output.split())

    assert frozen > 100_000
    assert young == YOUNG
    assert switch == pytest.approx(SWITCH)
