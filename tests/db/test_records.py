"""Master records without rules of their own: created, changed and deleted in any repository."""

from typing import Any
from uuid import UUID

import pytest

from db.database import Database
from db.repositories.mapping import RECORDS
from db.unit_of_work import open_unit_of_work
from domain.actions.records import create_record, delete_record, update_record
from domain.core.errors import VersionConflict
from domain.core.identity import new_id
from domain.core.record import Record
from domain.sales.party import Competitor, CompetitorNotFound
from tests.tenants import NOW, Tenant

MASTER: list[Any] = [kind for kind in RECORDS if issubclass(kind, Record)]
ACTING = [kind for kind in MASTER if hasattr(kind, "not_found")]


def who(tenant: Tenant) -> dict[str, Any]:
    return {"tenant_id": tenant.id, "user_id": tenant.user_id, "now": NOW}


async def create(database: Database, tenant: Tenant, name: str) -> UUID:
    async with open_unit_of_work(database, **who(tenant)) as work:
        made = await create_record(work, Competitor, {"name": name})
    return made.id


@pytest.mark.parametrize("kind", ACTING, ids=lambda kind: str(kind.__name__))
async def test_an_unknown_record_is_refused_by_its_own_error(
    database: Database, tenant: Tenant, kind: Any
) -> None:
    with pytest.raises(kind.not_found):
        async with open_unit_of_work(database, **who(tenant)) as work:
            await work.records(kind).get(new_id())


async def test_a_record_that_nothing_refers_to_can_be_deleted(
    database: Database, tenant: Tenant
) -> None:
    id = await create(database, tenant, "Northwind")
    kept = await create(database, tenant, "Fabrikam")
    async with open_unit_of_work(database, **who(tenant)) as work:
        await delete_record(work, Competitor, id, 1)

    async with open_unit_of_work(database, **who(tenant)) as work:
        assert (await work.records(Competitor).get(kept)).name == "Fabrikam"
        with pytest.raises(CompetitorNotFound):
            await work.records(Competitor).get(id)


async def test_a_stale_version_changes_and_deletes_nothing(
    database: Database, tenant: Tenant
) -> None:
    id = await create(database, tenant, "Northwind")
    with pytest.raises(VersionConflict):
        async with open_unit_of_work(database, **who(tenant)) as work:
            await delete_record(work, Competitor, id, 2)
    with pytest.raises(VersionConflict):
        async with open_unit_of_work(database, **who(tenant)) as work:
            await update_record(work, Competitor, id, {"name": "Other"}, 2)

    async with open_unit_of_work(database, **who(tenant)) as work:
        assert (await work.records(Competitor).get(id)).name == "Northwind"
