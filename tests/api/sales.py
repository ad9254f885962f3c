"""Deals over the API: each helper sends one request as a client would and answers with its part."""

import re
from typing import Any

from tests.client import Api

Json = dict[str, Any]

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
        invoicedQuantity }} }}""",
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
    "line": "{ id lineNumber quantity }",
}

_PAYLOADS = {
    "createOrderFromQuote": [
        "order", "quote", "opportunity", "opportunityOutcome", "canceledQuotes",
    ],
    "closeQuote": ["quote", "revision", "opportunity"],
    "reviseQuote": ["quote", "revision"],
    "winOpportunity": ["opportunity", "canceledQuotes"],
    "loseOpportunity": ["opportunity", "canceledQuotes"],
    "createInvoiceFromOrder": ["invoice", "order"],
    "recordPayment": ["invoice", "payment"],
    "reversePayment": ["invoice", "payment"],
    "getProductsFromOpportunity": ["document", "lines", "deletedLineIds"],
    "updateTenantSettings": ["settings"],
    "addLines": ["document", "lines"],
    "updateLine": ["document", "line"],
    "removeLine": ["document", "deletedLineId", "deletedLineIds"],
    "recalculate": ["document"],
    "lockPricing": ["document"],
    "unlockPricing": ["document"],
    "deleteQuote": ["deletedQuoteId"],
    "deleteOrder": ["deletedOrderId"],
    "deleteOpportunity": ["deletedOpportunityId"],
}  # fmt: skip
_NOUNS = ("opportunity", "quote", "order", "invoice", "account", "contact", "competitor", "product")
_ENUMS = re.compile(
    r"(?:status|statusReason|stage|rating|forecastCategory|paymentTerms|mode|roundingMode"
    r"|discountMethod|method|roundingPolicy|roundingOption|quantitySelling|structure|direction)"
)


def parts(mutation: str) -> list[str]:
    """What a mutation's payload has besides userErrors."""
    if mutation in _PAYLOADS:
        return _PAYLOADS[mutation]
    first = min(
        (noun for noun in _NOUNS if noun.title() in mutation),
        key=lambda n: mutation.find(n.title()),
    )
    return [first]


def literal(value: Any, name: str = "") -> str:
    """A Python value as a GraphQL literal; texts of enum fields become enum values."""
    if isinstance(value, dict):
        inner = ", ".join(f"{key}: {literal(item, key)}" for key, item in value.items())
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{', '.join(literal(item, name) for item in value)}]"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int | Variable):
        return str(value)
    return value if _ENUMS.fullmatch(name) else f'"{value}"'


class Variable(str):
    """The name of a variable, where a literal would stand."""


def hoisted(arguments: Json) -> tuple[Json, Json]:
    """The arguments with their lines taken out into a variable: a document may not be long."""
    given = dict(arguments)
    holder = given
    if isinstance(given.get("input"), dict):
        holder = given["input"] = dict(given["input"])
    if not holder.get("lines"):
        return given, {}
    lines, holder["lines"] = holder["lines"], Variable("$lines")
    return given, {"lines": lines}


class Sales:
    """Speaks of deals with one user's client."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self._customer: str | None = None

    async def do(self, mutation: str, **arguments: Any) -> Json:
        """The payload of a mutation that nothing refuses."""
        payload = await self.attempt(mutation, **arguments)
        assert payload["userErrors"] == [], payload["userErrors"]
        return payload

    async def refusal(self, mutation: str, **arguments: Any) -> str:
        """The code of the one rule that refuses a mutation; nothing else is in its payload."""
        payload = await self.attempt(mutation, **arguments)
        errors = payload.pop("userErrors")
        assert len(errors) == 1, (payload, errors)
        assert errors[0]["message"]
        assert not any(payload.values()), payload
        code: str = errors[0]["code"]
        return code

    async def attempt(self, mutation: str, **arguments: Any) -> Json:
        """The payload of a mutation, whatever it says."""
        arguments, lines = hoisted(arguments)
        given = ", ".join(f"{name}: {literal(value, name)}" for name, value in arguments.items())
        selection = " ".join(f"{part} {SHAPES.get(part, '')}" for part in parts(mutation))
        errors = "userErrors { code message path }"
        kind = "OrderLineQuantityInput" if mutation == "createInvoiceFromOrder" else "LineInput"
        head = f"mutation ($lines: [{kind}!]!)" if lines else "mutation"
        query = f"{head} {{ {mutation}({given}) {{ {selection} {errors} }} }}"
        data = await self.api(query, **lines)
        payload: Json = data[mutation]
        return payload

    async def read(self, noun: str, id: str) -> Json:
        """A record as it is now."""
        data = await self.api(f"query ($id: ID!) {{ {noun}(id: $id) {SHAPES[noun]} }}", id=id)
        record: Json = data[noun]
        return record

    async def customer(self) -> str:
        """The id of an account, made once."""
        if self._customer is None:
            created = await self.do("createAccount", input={"name": "Alpine Foods"})
            self._customer = created["account"]["id"]
        return self._customer

    async def header(self, **more: Any) -> Json:
        """What every new document needs."""
        customer = await self.customer()
        return {"name": "Pumps", "customerId": customer, "currencyCode": "EUR", **more}

    async def opportunity(self, **more: Any) -> Json:
        """A new opportunity with two lines, 105.00 in all."""
        given = await self.header(**({"lines": LINES} | more))
        opportunity: Json = (await self.do("createOpportunity", input=given))["opportunity"]
        return opportunity

    async def draft(self, opportunity: Json | None = None, **more: Any) -> Json:
        """A draft quote, of an opportunity or of none."""
        if opportunity is None:
            given = await self.header(**({"lines": LINES} | more))
            payload = await self.do("createQuote", input=given)
        else:
            payload = await self.do("createQuoteFromOpportunity", opportunityId=opportunity["id"])
        quote: Json = payload["quote"]
        return quote

    async def quote(self, opportunity: Json | None = None, **more: Any) -> Json:
        """An active quote, of an opportunity or of none."""
        draft = await self.draft(opportunity, **more)
        quote: Json = (await self.do("activateQuote", quoteId=draft["id"]))["quote"]
        return quote

    async def order(self, **more: Any) -> Json:
        """A new order that came from a quote, prices locked."""
        quote = await self.quote(**more)
        payload = await self.do("createOrderFromQuote", quoteId=quote["id"])
        order: Json = payload["order"]
        return order

    async def invoice(self, **more: Any) -> Json:
        """A new invoice of a whole order."""
        order = await self.order(**more)
        payload = await self.do("createInvoiceFromOrder", orderId=order["id"])
        invoice: Json = payload["invoice"]
        return invoice


LINES: list[Json] = [
    {"writeIn": "Feed pump", "quantity": "2", "pricePerUnit": "40.00", "tax": "5.00"},
    {"writeIn": "Hose", "quantity": "4", "pricePerUnit": "5.00"},
]
