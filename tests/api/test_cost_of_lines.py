"""The cost of many lines, measured without a clock: statements and bytes on the wire."""

from collections.abc import AsyncIterator

import pytest

from db.database import Database
from gql.server.app import create_app
from gql.settings import Settings
from tests.api.desk import Desk, of, written
from tests.api.mutations import Json
from tests.client import Api
from tests.counting import Counter, counted, stopped
from tests.tenants import Tenant

Counted = tuple[Desk, Counter]
ADD = """mutation ($id: ID!, $lines: [LineInput!]!) { addLines(documentId: $id, lines: $lines) {
  document { lines { id extendedAmount { amount } } totalAmount { amount } }
  userErrors { code message } } }"""


@pytest.fixture
async def counting(login_url: str, settings: Settings, tenant: Tenant) -> AsyncIterator[Counted]:
    """A pricing desk whose statements are counted."""
    async with counted(login_url) as (url, counter):
        database = await Database.connect(url, pool_size=2)
        api = Api(create_app(database, settings, ticks=stopped), settings, tenant)
        yield Desk(api), counter
        await api.close()
        await database.close()


async def shelf(desk: Desk) -> tuple[str, list[Json]]:
    """Create a price list, and every kind of line: two tiered products, a bundle, a write-in."""
    tiers = await desk.discounts(("2", "9", "5"), ("10", "99", "10"))
    tax = await desk.tax_code("19")
    products = [await desk.product(currencyCode="USD", listPrice="10") for _ in range(3)]
    bundle = await desk.bundle((products[2], "3", True))
    prices = await desk.price_list(
        "USD",
        *(
            {"productId": product, "method": "PERCENT_OF_LIST", "percentage": "90",
             "discountListId": tiers}
            for product in products[:2]
        ),
        {"productId": bundle, "amount": "50.00"},
    )  # fmt: skip
    lines = [
        of(products[0], "2", taxCodeId=tax),
        of(products[1], "10", manualDiscountPercent="3"),
        of(bundle),
        written("1", "5.00"),
        written("3", "7.00", taxCodeId=tax),
    ]
    return prices, lines


async def added(counting: Counted, document: Json, lines: list[Json]) -> int:
    """Return the number of statements needed to add these lines and return all of them."""
    desk, counter = counting
    counter.reset()
    data = await desk.api(ADD, id=document["id"], lines=lines)
    assert data["addLines"]["userErrors"] == []
    return counter.statements


async def test_a_thousand_lines_take_no_more_statements_than_ten(counting: Counted) -> None:
    desk, _ = counting
    prices, lines = await shelf(desk)
    warm = await desk.document(priceListId=prices)
    await added(counting, warm, lines)  # the first call also prepares new statements
    few, many = [await desk.document(priceListId=prices) for _ in range(2)]

    taken = [
        await added(counting, few, lines * 2),
        await added(counting, many, lines * 160),  # 960 with the items of the bundles
        await added(counting, many, lines * 2),
    ]

    assert len((await desk.read(few["id"]))["lines"]) == 12
    assert taken[1] <= taken[0]
    assert taken[2] <= taken[0]


@pytest.mark.parametrize("mutation", ["recalculate", "activateQuote"])
async def test_neither_do_other_acts_on_a_thousand_lines(counting: Counted, mutation: str) -> None:
    desk, counter = counting
    prices, lines = await shelf(desk)
    name = "documentId" if mutation == "recalculate" else "quoteId"
    taken = []

    for times in (2, 2, 160):  # the first call also prepares new statements
        document = await desk.document(*lines * times, priceListId=prices)
        counter.reset()
        await desk.do(mutation, **{name: document["id"]})
        taken.append(counter.statements)

    assert taken[2] <= taken[1]


LINES = [written("2", "5.00")] * 1_000
ROW = 60  # far fewer bytes than the shortest row of a line has on the wire
ACTIVATE = "activateQuote(quoteId: $id)"
ON_THE_WHOLE = [  # the kind of document, and the last action on it
    ("quote", 'updateQuote(id: $id, input: { description: "New" })'),
    ("quote", ACTIVATE),
    ("quote", ACTIVATE, "setQuoteStatusReason(quoteId: $id, statusReason: OPEN)"),
    ("quote", ACTIVATE, "closeQuote(quoteId: $id, status: LOST)"),
    ("quote", "deleteQuote(quoteId: $id)"),
    ("order", 'updateOrder(id: $id, input: { description: "New" })'),
    ("order", "lockPricing(documentId: $id)"),
    ("order", "fulfillOrder(orderId: $id, status: PARTIAL)"),
    ("order", "cancelOrder(orderId: $id)"),
    ("order", "deleteOrder(orderId: $id)"),
    ("invoice", "payInvoice(invoiceId: $id, status: PARTIAL)"),
    ("invoice", 'recordPayment(invoiceId: $id, input: { amount: "1.00" })'),
    ("opportunity", "holdOpportunity(opportunityId: $id)"),
    ("opportunity", "winOpportunity(opportunityId: $id)"),
    ("opportunity", "deleteOpportunity(opportunityId: $id)"),
]


async def act(desk: Desk, call: str, **variables: str) -> None:
    """Send a mutation that must succeed, selecting nothing of its records."""
    data = await desk.api(f"mutation ($id: ID!) {{ done: {call} {{ userErrors {{ code }} }} }}",
                          **variables)  # fmt: skip
    assert data["done"]["userErrors"] == []


@pytest.mark.parametrize("case", ON_THE_WHOLE, ids=lambda case: case[-1].partition("(")[0])
async def test_what_does_not_concern_the_lines_does_not_read_them(
    counting: Counted, case: tuple[str, ...]
) -> None:
    desk, counter = counting
    kind, *before, call = case
    document = await desk.document(*LINES, kind=kind)
    for each in before:
        await act(desk, each, id=document["id"])
    counter.reset()

    await act(desk, call, id=document["id"])

    assert counter.received < len(LINES) * ROW
    after = await desk.read(document["id"])
    assert (after or {}).get("lines") == (None if call.startswith("delete") else document["lines"])


@pytest.mark.parametrize("mutation", ["createQuote", "createOrder", "createInvoice"])
async def test_a_document_of_an_opportunity_does_not_read_its_lines(
    counting: Counted, mutation: str
) -> None:
    desk, counter = counting
    source = await desk.document(*LINES, kind="opportunity")
    header = await desk.header("USD", {"opportunityId": source["id"]})
    counter.reset()

    await desk.do(mutation, input=header)

    assert counter.received < len(LINES) * ROW


async def test_a_shipment_takes_no_more_statements_for_a_thousand_lines(counting: Counted) -> None:
    desk, counter = counting
    taken = []

    for lines in (LINES[:10], LINES[:10], LINES):  # the first calls also prepare new statements
        given = {"orderId": (await desk.document(*lines, kind="order"))["id"]}
        counter.reset()
        shipment = await desk.do("recordShipment", **given)
        await desk.do("cancelShipment", shipmentId=shipment)
        await desk.do("fulfillOrder", **given)
        taken.append(counter.statements)

    assert taken[2] == taken[1]


async def test_only_the_lines_that_change_are_written(counting: Counted) -> None:
    desk, counter = counting
    document = await desk.document(*LINES)
    line = document["lines"][500]["id"]
    warm = 'updateLine(lineId: $id, input: { quantity: "3" })'
    await act(desk, warm, id=line)
    taken = []

    for call, id in (
        ('updateLine(lineId: $id, input: { quantity: "4" })', line),
        ('updateQuote(id: $id, input: { discountPercentage: "5" })', document["id"]),
        ("recalculate(documentId: $id)", document["id"]),
    ):
        counter.reset()
        await act(desk, call, id=id)
        taken.append(counter.sent)

    assert max(taken) < len(LINES) * ROW
    assert [each["quantity"] for each in (await desk.read(document["id"]))["lines"]] == (
        ["2"] * 500 + ["4"] + ["2"] * 499
    )


async def test_neither_the_next_invoice_nor_a_cancellation_reads_earlier_invoices(
    counting: Counted,
) -> None:
    desk, counter = counting
    order = await desk.document(*LINES[:100], kind="order")
    tenth = [{"orderLineId": line["id"], "quantity": "0.2"} for line in order["lines"]]
    made, received = [], []

    for portions in [tenth] * 8 + [None]:
        counter.reset()
        made.append(await desk.do("createInvoiceFromOrder", orderId=order["id"], lines=portions))
        received.append(counter.received)
    for invoice in made[:8]:
        counter.reset()
        await desk.do("cancelInvoice", invoiceId=invoice)
        received.append(counter.received)

    bills, sums_up, cancels = received[2:8], received[8], received[11:]
    assert max(bills) - min(bills) < 10 * ROW
    assert sums_up - min(bills) < 200 * ROW  # a row for each line of the order
    assert max(cancels) - min(cancels) < 10 * ROW
