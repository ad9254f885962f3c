"""On a network that loses COMMITs, replies and statements, clients are never told anything false.

COMMITS=2500 runs longer.
"""

import os
from random import Random

from db.database import Database
from gql.server.app import create_app
from gql.settings import Settings
from tests.client import Api
from tests.faulty import Fault, faulty_network
from tests.proofs.faults.ledger import Ledger
from tests.tenants import Tenant

COMMITS = int(os.environ.get("COMMITS", "60"))
SEED = int(os.environ.get("SEED", "1"))
QUICK = (Fault.LOSE_REPLY, Fault.LOSE_COMMIT, Fault.LOSE_STATEMENT)


async def test_nobody_is_told_what_is_not_so(
    login_url: str, database_url: str, settings: Settings, tenant: Tenant
) -> None:
    chance, ledger = Random(SEED), Ledger()  # noqa: S311 - it chooses faults
    async with faulty_network(login_url) as (url, network):
        database = await Database.connect(url, pool_size=2)
        api = Api(create_app(database, settings), settings, tenant)
        for number in range(COMMITS):
            if chance.random() < 0.3:
                network.faults = [chance.choice(QUICK)] * chance.choice((1, 1, 2))
            elif chance.random() < 0.005:
                network.faults = [Fault.HOLD_COMMIT]
            await ledger.create(api.http, f"{tenant.slug}/{number}")
            network.faults = []
        await api.close()
        await database.close()

    await ledger.check(database_url)
    assert ledger.saved
    assert ledger.unknown
