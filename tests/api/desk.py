"""Sets up a catalog, creates documents and reads amounts over the API.

Amounts are strings, as in the API. A name with the suffix `+base` stands for the amount in the base
currency.
"""

from typing import Any

from graphql import is_leaf_type

from tests.api.mutations import Json, Mutations, field_of, parts_of
from tests.client import Api

MONEY = ("detailAmount", "lineDiscountAmount", "discountAmount", "totalDiscountAmount",
         "preFreightAmount", "freightAmount", "totalTax", "totalAmount")  # fmt: skip
LINE_MONEY = ("pricePerUnit", "volumeDiscount", "baseAmount", "manualDiscountAmount",
              "manualDiscount", "tax", "extendedAmount")  # fmt: skip
OTHERS = """ ... on Quote { revision order { id } } ... on Order { pricesLocked invoicingStatus }
  ... on Invoice { pricesLocked amountDue { amount inBaseCurrency currencyCode } } """


def _monies(names: tuple[str, ...]) -> str:
    return " ".join(f"{name} {{ amount inBaseCurrency currencyCode }}" for name in names)


DOCUMENT = f"""query ($id: ID!) {{ node(id: $id) {{ ... on SalesDocument {{
  id number status statusReason version currencyCode exchangeRate pricingError pricesOutdated
  discountPercentage priceList {{ id }} {_monies(MONEY)}
  lines {{ id lineNumber lineType bundleLineId quantity writeIn product {{ id }} unit {{ id }}
    pricingError isPriceOverridden manualDiscountPercent taxRate {_monies(LINE_MONEY)} }} }}
  {OTHERS} }} }}"""
CREATES = {
    "opportunity": "createOpportunity",
    "quote": "createQuote",
    "order": "createOrder",
    "invoice": "createInvoice",
}
KINDS = tuple(CREATES)


class Desk(Mutations):
    """Reads and changes prices and documents as one user."""

    def __init__(self, api: Api) -> None:
        super().__init__(api)
        self._customer: str | None = None
        self._count = 0

    def selection(self, mutation: str) -> str:
        """Select the first record's ID, or the first ID, of the payload."""
        name, kind = next(parts_of(mutation))
        return name if is_leaf_type(kind) else f"{name} {{ id }}"

    async def do(self, mutation: str, **arguments: Any) -> str:
        """Send a mutation that must succeed, and return the ID of its record."""
        record = await self.first(mutation, **arguments)
        return str(record["id"] if isinstance(record, dict) else record)

    # The catalog

    async def settings(self, **changes: Any) -> None:
        """Change the tenant's settings."""
        data = await self.api(
            """mutation ($input: UpdateTenantSettingsInput!) {
              updateTenantSettings(input: $input) { userErrors { code message } } }""",
            input=changes,
        )
        assert data["updateTenantSettings"]["userErrors"] == []

    async def rate(self, code: str, rate: str | None, **more: Any) -> str:
        """Change the rate or precision of a currency; return its ID."""
        data = await self.api(
            """query ($code: CurrencyCode!) { currencies(filter: { code: { eq: $code } })
              { nodes { id } } }""",
            code=code,
        )
        (found,) = data["currencies"]["nodes"]
        changes = {"exchangeRate": rate, **more}
        return await self.do("updateCurrency", id=found["id"], input=changes)

    async def product(self, **more: Any) -> str:
        """Create an active product, with list price and costs in `currencyCode`."""
        number = self._next("P")
        return await self.do("createProduct", input={"number": number, "name": number, **more})

    async def price_list(self, currency: str = "USD", *items: Json) -> str:
        """Create a price list with these items."""
        input = {"name": self._next("L"), "currencyCode": currency, "items": list(items)}
        return await self.do("createPriceList", input=input)

    async def item_of(self, price_list: str, product: str) -> str:
        """Return the ID of a product's item on a price list."""
        data = await self.api(
            """query ($id: ID!) { node(id: $id) { ... on PriceList { items(first: 100) { nodes {
              id product { id } } } } } }""",
            id=price_list,
        )
        listed = data["node"]["items"]["nodes"]
        (found,) = [each["id"] for each in listed if each["product"]["id"] == product]
        return str(found)

    async def field(self, id: str, kind: str, name: str) -> str:
        """Read one field of a record."""
        query = f"query ($id: ID!) {{ node(id: $id) {{ ... on {kind} {{ {name} }} }} }}"
        return str((await self.api(query, id=id))["node"][name])

    async def discounts(self, *tiers: tuple[str, str, str], currency: str | None = None) -> str:
        """Create a discount list of tiers (from, to, value), as percentages or in a currency."""
        kind = "percentage" if currency is None else "amount"
        return await self.do(
            "createDiscountList",
            input={
                "name": self._next("D"),
                "type": kind.upper(),
                "currencyCode": currency,
                "tiers": [
                    {"lowQuantity": low, "highQuantity": high, kind: value}
                    for low, high, value in tiers
                ],
            },
        )

    async def bundle(self, *items: tuple[str, str, bool]) -> str:
        """Create and publish a bundle of products (ID, quantity, whether required)."""
        await self.settings(createProductsAsActive=False)
        bundle = await self.product(structure="BUNDLE")
        await self.settings(createProductsAsActive=True)
        for product, quantity, required in items:
            input = {"productId": product, "quantity": quantity, "isRequired": required}
            await self.do("addBundleItem", bundleId=bundle, input=input)
        return await self.do("publishProduct", productId=bundle)

    async def tax_code(self, rate: str) -> str:
        """Create a tax code with this rate in percent."""
        code = self._next("T")
        return await self.do("createTaxCode", input={"code": code, "name": code, "rate": rate})

    async def sold(self, amount: str, currency: str = "USD", **more: Any) -> tuple[str, str]:
        """Create a product, and a price list with this price."""
        product = await self.product(currencyCode=currency)
        return product, await self.price_list(currency, item(product, amount, **more))

    def _next(self, letter: str) -> str:
        self._count += 1
        return f"{letter}-{self._count}"

    # Documents

    async def customer(self) -> str:
        """Return the ID of an account, created once."""
        if self._customer is None:
            self._customer = await self.do("createAccount", input={"name": "Alpine Foods"})
        return self._customer

    async def header(self, currency: str, more: Json) -> Json:
        """Return the header fields for a new document."""
        customer = await self.customer()
        return {"name": "Sale", "customerId": customer, "currencyCode": currency, **more}

    async def document(
        self, *lines: Json, kind: str = "quote", currency: str = "USD", **more: Any
    ) -> Json:
        """Create a document with these lines, and read it."""
        input = await self.header(currency, {"lines": list(lines), **more})
        return await self.read(await self.do(CREATES[kind], input=input))

    async def read(self, id: str) -> Json:
        """Read a document with all amounts."""
        data = await self.api(DOCUMENT, id=id)
        found: Json = data["node"]
        return found

    async def add(self, document: Json, *lines: Json) -> Json:
        """Add lines, and read the document."""
        await self.do("addLines", documentId=document["id"], lines=list(lines))
        return await self.read(document["id"])

    async def cannot_add(self, document: Json, *lines: Json) -> str:
        """Return why these lines cannot be added; check that nothing changed."""
        code = await self.refusal("addLines", documentId=document["id"], lines=list(lines))
        assert await self.read(document["id"]) == document
        return code

    async def change_line(self, document: Json, at: int, **changes: Any) -> Json:
        """Change one line, and read the document."""
        line = document["lines"][at]["id"]
        await self.do("updateLine", lineId=line, input=changes)
        return await self.read(document["id"])

    async def cannot_change_line(self, document: Json, at: int, **changes: Any) -> str:
        """Return why the line cannot be changed; check that nothing changed."""
        line = document["lines"][at]["id"]
        code = await self.refusal("updateLine", lineId=line, input=changes)
        assert await self.read(document["id"]) == document
        return code

    async def remove_line(self, document: Json, at: int) -> Json:
        """Remove one line, and read the document."""
        await self.do("removeLine", lineId=document["lines"][at]["id"])
        return await self.read(document["id"])

    async def act(self, mutation: str, document: Json, **more: Any) -> Json:
        """Send a mutation of the document, and read the document."""
        name = next(iter(field_of(mutation).args))
        return await self.read(await self.do(mutation, **{name: document["id"]}, **more))


def item(product: str, amount: str | None = None, **more: Any) -> Json:
    """Build a price list item."""
    return {"productId": product, **({} if amount is None else {"amount": amount}), **more}


def written(quantity: str, price: str, **more: Any) -> Json:
    """Build a write-in line."""
    return {"writeIn": "Thing", "quantity": quantity, "pricePerUnit": price, **more}


def of(product: str, quantity: str = "1", **more: Any) -> Json:
    """Build a line with a product."""
    return {"productId": product, "quantity": quantity, **more}


def figures(record: Json, names: str) -> list[str]:
    """Return these amounts of a line or document; `totalTax+base` is in the base currency."""
    return [_figure(record, name) for name in names.split()]


def _figure(record: Json, name: str) -> str:
    name, _, base = name.partition("+")
    value = record[name]
    if isinstance(value, dict):
        value = value["inBaseCurrency" if base else "amount"]
    return str(value)


def table(document: Json, names: str) -> list[list[str]]:
    """Return these amounts of each line."""
    return [figures(line, names) for line in document["lines"]]
