"""Fixtures of all tests that send requests as one user."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio

from db.admin.user_accounts import create_user
from db.tenant_ids import user_id_of
from gql.settings import Settings
from tests.api.sales import Sales
from tests.client import Api
from tests.recording import Recorder
from tests.statement_lint import wrong
from tests.tenants import NOW, Tenant


@pytest.fixture(autouse=True)
def statements_name_the_tenant(recorder: Recorder) -> Iterator[None]:
    """Check after each test that every statement restricts every table to the tenant."""
    recorder.take_new()
    yield
    assert wrong(recorder.take_new()) == {}


@pytest.fixture
def sales(api: Api) -> Sales:
    """A client for deals of the test's tenant."""
    return Sales(api)


@pytest_asyncio.fixture
async def program(
    app: Any, settings: Settings, tenant: Tenant, database_url: str
) -> AsyncIterator[Sales]:
    """The same tenant, used by an integration user."""
    email = "erp@example.com"
    await create_user(database_url, tenant.slug, email, "ERP", NOW, is_integration=True)
    api = Api(app, settings, Tenant(tenant.id, tenant.slug, user_id_of(tenant.id, email), email))
    yield Sales(api)
    await api.close()


@pytest_asyncio.fixture
async def connected(sales: Sales) -> Sales:
    """The tenant, connected to an external ERP."""
    await sales.do("connectErp", input={"mode": "EXTERNAL"})
    return sales
