"""Fixtures of all tests that send requests for one user, in whatever folder they are."""

from collections.abc import Iterator

import pytest

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
