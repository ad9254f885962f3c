"""When two clients act at once, the outcome is one that some sequential order explains."""

import asyncio
from typing import Any

import asyncpg
import pytest

from db.database import plain_url
from db.planner.public_ids import uuid_in
from db.tables import quotes
from tests.api.mutations import Json
from tests.api.sales import Sales
from tests.api.test_neighbours import until_waiting

ROUNDS = range(5)


async def both(first: Any, second: Any) -> tuple[list[str], list[str]]:
    """Return the codes that the two calls were refused with, if any."""
    one, two = await asyncio.gather(first, second)
    return [e["code"] for e in one["userErrors"]], [e["code"] for e in two["userErrors"]]


async def two_quotes(sales: Sales) -> tuple[Json, Json, Json]:
    opportunity = await sales.opportunity()
    return opportunity, await sales.quote(opportunity), await sales.quote(opportunity)


@pytest.mark.parametrize("_", ROUNDS)
async def test_order_and_close_of_one_quote(sales: Sales, _: int) -> None:
    quote = await sales.quote(await sales.opportunity())

    ordered, closed = await both(
        sales.attempt("createOrderFromQuote", quoteId=quote["id"]),
        sales.attempt("closeQuote", quoteId=quote["id"], status="LOST"),
    )

    assert sorted([ordered, closed]) == [[], ["QUOTE_NOT_ACTIVE"]]
    now = await sales.read("quote", quote["id"])
    assert (now["order"] is None) == (now["status"] == "CLOSED")
    assert len(now["closeRecords"]) == 1


@pytest.mark.parametrize("_", ROUNDS)
async def test_orders_of_sibling_quotes(sales: Sales, _: int) -> None:
    opportunity, one, two = await two_quotes(sales)

    first, second = await asyncio.gather(
        sales.do("createOrderFromQuote", quoteId=one["id"]),
        sales.do("createOrderFromQuote", quoteId=two["id"]),
    )

    outcomes = sorted([first["opportunityOutcome"], second["opportunityOutcome"]])
    assert outcomes == ["KEPT_OPEN_OTHER_ACTIVE_QUOTES", "WON"]
    now = await sales.read("opportunity", opportunity["id"])
    assert (now["status"], now["actualValue"]) == ("WON", {"amount": "210.00"})
    assert len(now["closeRecords"]) == 1


@pytest.mark.parametrize("_", ROUNDS)
async def test_winning_while_a_quote_begins(sales: Sales, _: int) -> None:
    """A won opportunity has no open quote unless the quote was created after the win."""
    opportunity = await sales.opportunity()

    won, drafted = await both(
        sales.attempt("winOpportunity", opportunityId=opportunity["id"]),
        sales.attempt("createQuoteFromOpportunity", opportunityId=opportunity["id"]),
    )

    assert drafted == []
    assert won in ([], ["OPPORTUNITY_HAS_OPEN_QUOTES"])


@pytest.mark.parametrize("_", ROUNDS)
async def test_losing_while_a_quote_is_activated(sales: Sales, _: int) -> None:
    opportunity = await sales.opportunity()
    draft = await sales.draft(opportunity)

    lost, activated = await both(
        sales.attempt("loseOpportunity", opportunityId=opportunity["id"], cancelOpenQuotes=True),
        sales.attempt("activateQuote", quoteId=draft["id"]),
    )

    assert lost == []
    assert activated in ([], ["QUOTE_NOT_DRAFT"])
    now = await sales.read("quote", draft["id"])
    assert (now["status"], now["statusReason"]) == ("CLOSED", "CANCELED")


@pytest.mark.parametrize("_", ROUNDS)
async def test_ordering_while_a_sibling_is_activated(sales: Sales, _: int) -> None:
    """Either the order finds the sibling active, or wins the opportunity and cancels it."""
    opportunity = await sales.opportunity()
    quote, draft = await sales.quote(opportunity), await sales.draft(opportunity)

    ordered, activated = await both(
        sales.attempt("createOrderFromQuote", quoteId=quote["id"]),
        sales.attempt("activateQuote", quoteId=draft["id"]),
    )

    assert ordered == []
    now = (await sales.read("quote", draft["id"]))["status"]
    is_won = (await sales.read("opportunity", opportunity["id"]))["status"] == "WON"
    assert (now, activated) == (("CLOSED", ["QUOTE_NOT_DRAFT"]) if is_won else ("ACTIVE", []))


@pytest.mark.parametrize("with_opportunity", [True, False])
async def test_revising_different_revisions_at_once(
    sales: Sales, *, with_opportunity: bool
) -> None:
    """No two of them lock the same closed quote; still, only one can be revised."""
    quote = await sales.quote(await sales.opportunity() if with_opportunity else None)
    revisions = [quote]
    for _ in range(3):
        revised = await sales.do("reviseQuote", quoteId=revisions[-1]["id"])
        await sales.do("activateQuote", quoteId=revised["revision"]["id"])
        revisions.append(revised["revision"])
    await sales.do("closeQuote", quoteId=revisions[-1]["id"], status="LOST")

    payloads = await asyncio.gather(
        *(sales.attempt("reviseQuote", quoteId=each["id"]) for each in revisions)
    )

    codes = [e["code"] for payload in payloads for e in payload["userErrors"]]
    assert codes == ["QUOTE_LIVE_REVISION_EXISTS"] * 3
    (made,) = [payload["revision"] for payload in payloads if payload["revision"]]
    assert made["revision"] == 4


@pytest.mark.parametrize("with_opportunity", [True, False])
async def test_revising_twice_at_once(sales: Sales, *, with_opportunity: bool) -> None:
    quote = await sales.quote(await sales.opportunity() if with_opportunity else None)

    payloads = await asyncio.gather(
        *(sales.attempt("reviseQuote", quoteId=quote["id"]) for _ in range(6))
    )

    codes = [e["code"] for payload in payloads for e in payload["userErrors"]]
    assert codes == ["QUOTE_LIVE_REVISION_EXISTS"] * 5
    assert (await sales.read("quote", quote["id"]))["statusReason"] == "REVISED"


@pytest.mark.parametrize("_", ROUNDS)
async def test_invoices_never_exceed_the_order(sales: Sales, _: int) -> None:
    order = await sales.order()
    line = {"orderLineId": order["lines"][1]["id"], "quantity": "3"}

    payloads = await asyncio.gather(
        *(
            sales.attempt("createInvoiceFromOrder", orderId=order["id"], lines=[line])
            for _ in range(4)
        )
    )

    codes = [e["code"] for payload in payloads for e in payload["userErrors"]]
    assert codes == ["INVOICE_QUANTITY_EXCEEDS_ORDER"] * 3
    now = await sales.read("order", order["id"])
    assert [line["invoicedQuantity"] for line in now["lines"]] == ["0", "3"]


@pytest.mark.parametrize("_", ROUNDS)
async def test_i_67_shipments_never_exceed_the_order(sales: Sales, _: int) -> None:
    order = await sales.order()
    line = {"orderLineId": order["lines"][1]["id"], "quantity": "3"}

    payloads = await asyncio.gather(
        *(sales.attempt("recordShipment", orderId=order["id"], lines=[line]) for _ in range(4)),
        sales.attempt("createInvoiceFromOrder", orderId=order["id"]),
    )

    codes = [e["code"] for payload in payloads for e in payload["userErrors"]]
    assert codes == ["SHIPMENT_QUANTITY_EXCEEDS_ORDER"] * 3
    now = await sales.read("order", order["id"])
    assert [line["quantityShipped"] for line in now["lines"]] == ["0", "3"]
    assert (now["status"], now["fulfillmentStatus"]) == ("INVOICED", "PARTIAL")


@pytest.mark.parametrize("_", ROUNDS)
async def test_i_69_a_shipment_is_canceled_once(sales: Sales, _: int) -> None:
    order = await sales.order()
    line = {"orderLineId": order["lines"][0]["id"], "quantity": "1"}
    made = await sales.do("recordShipment", orderId=order["id"], lines=[line])
    cancel = {"shipmentId": made["shipment"]["id"]}

    payloads = await asyncio.gather(
        *(sales.attempt("cancelShipment", **cancel) for _ in range(4)),
        sales.attempt("recordShipment", orderId=order["id"], lines=[line]),
    )

    codes = [e["code"] for payload in payloads for e in payload["userErrors"]]
    assert codes == ["SHIPMENT_ALREADY_CANCELED"] * 3
    now = await sales.read("order", order["id"])
    assert [line["quantityShipped"] for line in now["lines"]] == ["1", "0"]
    assert now["statusReason"] == "PARTIAL"


async def test_activating_while_the_last_line_goes(sales: Sales, database_url: str) -> None:
    """The check for lines runs only when nobody else can remove one."""
    draft = await sales.draft()
    owner = await asyncpg.connect(plain_url(database_url))
    async with owner.transaction():
        await owner.execute(
            "SELECT set_config('app.tenant_id', $1, true)", str(sales.api.tenant.id)
        )
        quote = uuid_in(draft["id"], quotes)
        await owner.execute("UPDATE quotes SET version = version + 1 WHERE id = $1", quote)
        await owner.execute("DELETE FROM quote_lines WHERE quote_id = $1", quote)
        activating = asyncio.create_task(sales.refusal("activateQuote", quoteId=draft["id"]))
        await until_waiting(owner, bool)
    await owner.close()

    assert await activating == "EMPTY_DOCUMENT"


async def test_twenty_clients_at_everything(sales: Sales) -> None:
    """No deadlock and no internal error reaches a client, and the final state is legal."""
    opportunity, one, two = await two_quotes(sales)
    acts = [
        ("createOrderFromQuote", {"quoteId": one["id"]}),
        ("createOrderFromQuote", {"quoteId": two["id"]}),
        ("reviseQuote", {"quoteId": one["id"]}),
        ("closeQuote", {"quoteId": two["id"], "status": "CANCELED"}),
        ("winOpportunity", {"opportunityId": opportunity["id"], "cancelOpenQuotes": True}),
        ("loseOpportunity", {"opportunityId": opportunity["id"]}),
        ("createQuoteFromOpportunity", {"opportunityId": opportunity["id"]}),
        ("holdOpportunity", {"opportunityId": opportunity["id"]}),
        ("updateOpportunity", {"id": opportunity["id"], "input": {"name": "Other"}}),
        ("reopenOpportunity", {"opportunityId": opportunity["id"]}),
    ]

    await asyncio.gather(*(sales.attempt(name, **given) for name, given in acts * 2))

    for quote in (one, two):
        now = await sales.read("quote", quote["id"])
        assert (now["status"] == "WON") == (now["order"] is not None)
        assert len(now["closeRecords"]) <= 1
