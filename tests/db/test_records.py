"""Master records without special rules are created and changed by generic actions."""

from typing import Any
from uuid import UUID

import pytest

from db.database import Database
from db.unit_of_work import open_unit_of_work
from domain.actions.records import create_record, update_record
from domain.catalog.bundle import BundleItem, ProductRelationship
from domain.catalog.currency import TenantCurrency
from domain.catalog.discount_list import DiscountTier
from domain.catalog.price_list import PriceListItem
from domain.catalog.product import Product
from domain.catalog.tax_code import TaxCode
from domain.catalog.unit import Unit, UnitGroup
from domain.core.errors import VersionConflict
from domain.core.ids import new_id
from domain.sales.party import Account, Competitor, Contact
from tests.tenants import NOW, Tenant

PLAIN = [Account, Contact, Competitor, TaxCode, UnitGroup, TenantCurrency]
LOCKED_WITH_OTHERS = [Product, Unit, PriceListItem, DiscountTier, BundleItem, ProductRelationship]


def who(tenant: Tenant) -> dict[str, Any]:
    return {"tenant_id": tenant.id, "user_id": tenant.user_id, "now": NOW}


async def create(database: Database, tenant: Tenant, name: str) -> UUID:
    async with open_unit_of_work(database, **who(tenant)) as work:
        made = await create_record(work, Competitor, {"name": name})
    return made.id


@pytest.mark.parametrize("kind", PLAIN, ids=lambda kind: str(kind.__name__))
async def test_an_unknown_record_is_refused_by_its_own_error(
    database: Database, tenant: Tenant, kind: Any
) -> None:
    with pytest.raises(kind.not_found):
        async with open_unit_of_work(database, **who(tenant)) as work:
            await work.records(kind).get(new_id())


@pytest.mark.parametrize("kind", LOCKED_WITH_OTHERS, ids=lambda kind: str(kind.__name__))
async def test_what_is_locked_with_others_is_not_reached_past_its_repository(
    database: Database, tenant: Tenant, kind: Any
) -> None:
    async with open_unit_of_work(database, **who(tenant)) as work:
        with pytest.raises(TypeError, match="repository of its own"):
            work.records(kind)


async def test_a_stale_version_changes_nothing(database: Database, tenant: Tenant) -> None:
    id = await create(database, tenant, "Northwind")
    with pytest.raises(VersionConflict):
        async with open_unit_of_work(database, **who(tenant)) as work:
            await update_record(work, Competitor, id, {"name": "Other"}, 2)

    async with open_unit_of_work(database, **who(tenant)) as work:
        assert (await work.records(Competitor).get(id)).name == "Northwind"
