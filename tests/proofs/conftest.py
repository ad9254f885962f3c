"""Fixtures of the tests that go through the API."""

from tests.api.fixtures import sales

__all__ = ["sales"]
