"""Creates deals over the API; each helper sends one request and returns its record."""

from typing import Any

from graphql import is_leaf_type

from tests.api.mutations import Json, Mutations, parts_of
from tests.client import Api

DOCUMENT = """
  id number status statusReason version
  lines { id lineNumber quantity pricePerUnit { amount } baseAmount { amount }
          manualDiscount { amount } tax { amount } extendedAmount { amount } }
  detailAmount { amount } lineDiscountAmount { amount } totalDiscountAmount { amount }
  preFreightAmount { amount } freightAmount { amount } totalTax { amount } totalAmount { amount }
  discountPercentage discountAmount { amount }
  closeRecords { status statusReason closeDate description revenue { amount }
                 competitor { name } }
"""

SHAPES = {
    "account": "{ id name version }",
    "contact": "{ id name version }",
    "competitor": "{ id name version }",
    "product": "{ id number version }",
    "opportunity": f"""{{ {DOCUMENT} actualValue {{ amount }} actualCloseDate estimatedValue
        {{ amount }} forecastCategory quotes {{ nodes {{ id status statusReason }} }} }}""",
    "quote": f"{{ {DOCUMENT} revision closedOn opportunity {{ id status }} order {{ id }} }}",
    "order": f"""{{ {DOCUMENT} pricesLocked dateFulfilled fulfillmentStatus invoicingStatus
        quote {{ id status }} opportunity {{ id }} lines {{ id quoteLine {{ id }}
        invoicedQuantity quantityShipped }} }}""",
    "shipment": """{ id shippedOn trackingNumber canceledAt version
        lines { id quantity orderLine { id } } order { id } }""",
    "invoice": f"""{{ {DOCUMENT} pricesLocked dueDate amountPaid {{ amount }} amountDue
        {{ amount }} creditAmount {{ amount }} payments {{ id amount {{ amount }} paidOn
        reference reverses {{ id }} reversedBy {{ id }} }} order {{ id status }}
        lines {{ id orderLine {{ id }} }} }}""",
}
SHAPES |= {
    "revision": SHAPES["quote"],
    "canceledQuotes": SHAPES["quote"],
    "document": f"{{ {DOCUMENT} }}",
    "payment": """{ id amount { amount currencyCode } paidOn reference reverses { id }
        reversedBy { id } }""",
    "settings": """{ roundingMode discountMethod pricingPrecision priceListOptional
        roundUnitPriceFirst inactiveDiscountListsApply createProductsAsActive maxLinesPerDocument
        baseCurrencyCode
        version }""",
    "lines": "{ id lineNumber }",
    "warnings": "{ code message }",
    "checks": "{ subject status message }",
    "line": "{ id lineNumber quantity }",
}


class Sales(Mutations):
    """Creates and reads deals as one user."""

    def __init__(self, api: Api) -> None:
        super().__init__(api)
        self._customer: str | None = None

    def selection(self, mutation: str) -> str:
        """Select everything in the payload."""
        return " ".join(
            name if is_leaf_type(kind) else f"{name} {SHAPES.get(name, '{ id }')}"
            for name, kind in parts_of(mutation)
        )

    async def do(self, mutation: str, **arguments: Any) -> Json:
        """Send a mutation that must succeed, and return its payload."""
        return await self.payload(mutation, **arguments)

    async def read(self, noun: str, id: str) -> Json:
        """Read a record."""
        data = await self.api(f"query ($id: ID!) {{ {noun}(id: $id) {SHAPES[noun]} }}", id=id)
        record: Json = data[noun]
        return record

    async def customer(self) -> str:
        """Return the ID of an account, created once."""
        if self._customer is None:
            created = await self.do("createAccount", input={"name": "Alpine Foods"})
            self._customer = created["account"]["id"]
        return self._customer

    async def header(self, **more: Any) -> Json:
        """Return the required header fields of a new document."""
        customer = await self.customer()
        return {"name": "Pumps", "customerId": customer, "currencyCode": "EUR", **more}

    async def opportunity(self, **more: Any) -> Json:
        """Create an opportunity with two lines and a total of 105.00."""
        input = await self.header(**({"lines": LINES} | more))
        opportunity: Json = (await self.do("createOpportunity", input=input))["opportunity"]
        return opportunity

    async def draft(self, opportunity: Json | None = None, **more: Any) -> Json:
        """Create a draft quote, with or without an opportunity."""
        if opportunity is None:
            input = await self.header(**({"lines": LINES} | more))
            payload = await self.do("createQuote", input=input)
        else:
            payload = await self.do("createQuoteFromOpportunity", opportunityId=opportunity["id"])
        quote: Json = payload["quote"]
        return quote

    async def quote(self, opportunity: Json | None = None, **more: Any) -> Json:
        """Create an active quote, with or without an opportunity."""
        draft = await self.draft(opportunity, **more)
        quote: Json = (await self.do("activateQuote", quoteId=draft["id"]))["quote"]
        return quote

    async def order(self, **more: Any) -> Json:
        """Create an order from a quote, with locked prices."""
        quote = await self.quote(**more)
        payload = await self.do("createOrderFromQuote", quoteId=quote["id"])
        order: Json = payload["order"]
        return order

    async def invoice(self, **more: Any) -> Json:
        """Create an invoice of a whole order."""
        order = await self.order(**more)
        payload = await self.do("createInvoiceFromOrder", orderId=order["id"])
        invoice: Json = payload["invoice"]
        return invoice


LINES: list[Json] = [
    {"writeIn": "Feed pump", "quantity": "2", "pricePerUnit": "40.00", "tax": "5.00"},
    {"writeIn": "Hose", "quantity": "4", "pricePerUnit": "5.00"},
]
