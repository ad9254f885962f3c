"""Fixtures of the tests that use the API."""

from tests.api.fixtures import sales

__all__ = ["sales"]
