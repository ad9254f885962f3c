"""A mutation's response is planned before its transaction begins, so no lock waits for it."""

from typing import Any

import pytest

from gql.engine.preparation import RequestCaches
from gql.mutations import mutation
from tests.api.sales import Sales


async def test_the_plan_of_a_new_answer_is_made_before_anything_is_locked(
    sales: Sales, monkeypatch: pytest.MonkeyPatch
) -> None:
    quote = await sales.quote(await sales.opportunity())
    keep, in_transaction = RequestCaches.keep_part, list[bool]()

    def watch(self: RequestCaches, *arguments: Any) -> None:
        in_transaction.append(mutation._transaction.get(None) is not None)
        keep(self, *arguments)

    monkeypatch.setattr(RequestCaches, "keep_part", watch)
    asked = """mutation ($id: ID!) { createOrderFromQuote(quoteId: $id) {
      order { number lines { quantity } } quote { status } opportunity { status name } } }"""
    await sales.api(asked, id=quote["id"])

    assert in_transaction == [False]
