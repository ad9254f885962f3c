"""Fixtures of the tests that go through the API."""

import pytest

from tests.api.catalog import Shop
from tests.api.desk import Desk
from tests.api.fixtures import connected, program, sales, statements_name_the_tenant
from tests.client import Api

__all__ = ["connected", "program", "sales", "statements_name_the_tenant"]


@pytest.fixture
def shop(api: Api) -> Shop:
    """A client for the catalog of the test's tenant."""
    return Shop(api)


@pytest.fixture
def desk(api: Api) -> Desk:
    """A client for prices and documents of the test's tenant, whose base currency is USD."""
    return Desk(api)
