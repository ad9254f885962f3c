"""Fixtures of the tests that go through the API."""

from collections.abc import Iterator

import pytest

from tests.api.catalogue import Shop
from tests.api.desk import Desk
from tests.api.sales import Sales
from tests.client import Api
from tests.recording import Recorder
from tests.statement_lint import wrong


@pytest.fixture(autouse=True)
def statements_name_the_tenant(recorder: Recorder) -> Iterator[None]:
    """No test sends a statement that has a relation without the tenant."""
    recorder.taken()
    yield
    assert wrong(recorder.taken()) == {}


@pytest.fixture
def sales(api: Api) -> Sales:
    """Deals as the test's user makes them."""
    return Sales(api)


@pytest.fixture
def shop(api: Api) -> Shop:
    """The catalogue of the test's tenant."""
    return Shop(api)


@pytest.fixture
def desk(api: Api) -> Desk:
    """Prices and documents of the test's tenant, whose base currency is USD."""
    return Desk(api)
