"""Fixtures of all tests that send requests as one user."""

from collections.abc import Iterator

import pytest

from tests.api.sales import Sales
from tests.client import Api
from tests.recording import Recorder
from tests.statement_lint import wrong


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
