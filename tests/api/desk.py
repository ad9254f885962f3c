"""What a pricing desk does over the API: sets the catalog up, writes documents, reads figures.

Amounts are texts, as the API writes them; a money with its base amount is "amount" and, with
`+base` behind its name, the other one.
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
    """Prices and documents of one tenant, by one user's client."""

    def __init__(self, api: Api) -> None:
        super().__init__(api)
        self._customer: str | None = None
        self._count = 0

    def selection(self, mutation: str) -> str:
        """The first thing in a payload: a record's id, or an id alone."""
        name, kind = next(parts_of(mutation))
        return name if is_leaf_type(kind) else f"{name} {{ id }}"

    async def do(self, mutation: str, **arguments: Any) -> str:
        """The id of the record that a mutation makes or changes; nothing refuses it."""
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
        """Give a currency of the tenant another rate, or decimals; its id."""
        data = await self.api(
            """query ($code: CurrencyCode!) { currencies(filter: { code: { eq: $code } })
              { nodes { id } } }""",
            code=code,
        )
        (found,) = data["currencies"]["nodes"]
        changes = {"exchangeRate": rate, **more}
        return await self.do("updateCurrency", id=found["id"], input=changes)

    async def product(self, **more: Any) -> str:
        """A new product, active at once; list price and costs in `currencyCode`."""
        number = self._next("P")
        return await self.do("createProduct", input={"number": number, "name": number, **more})

    async def price_list(self, currency: str = "USD", *items: Json) -> str:
        """A new price list with these items."""
        given = {"name": self._next("L"), "currencyCode": currency, "items": list(items)}
        return await self.do("createPriceList", input=given)

    async def item_of(self, price_list: str, product: str) -> str:
        """The id of a product's item on a price list."""
        data = await self.api(
            """query ($id: ID!) { node(id: $id) { ... on PriceList { items(first: 100) { nodes {
              id product { id } } } } } }""",
            id=price_list,
        )
        listed = data["node"]["items"]["nodes"]
        (found,) = [each["id"] for each in listed if each["product"]["id"] == product]
        return str(found)

    async def field(self, id: str, kind: str, name: str) -> str:
        """One field of a record."""
        query = f"query ($id: ID!) {{ node(id: $id) {{ ... on {kind} {{ {name} }} }} }}"
        return str((await self.api(query, id=id))["node"][name])

    async def discounts(self, *tiers: tuple[str, str, str], currency: str | None = None) -> str:
        """A discount list of tiers (from, to, value): in percent, or in amounts of a currency."""
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
        """A new bundle of products (id, how many, whether required), published."""
        await self.settings(createProductsAsActive=False)
        bundle = await self.product(structure="BUNDLE")
        await self.settings(createProductsAsActive=True)
        for product, quantity, required in items:
            given = {"productId": product, "quantity": quantity, "isRequired": required}
            await self.do("addBundleItem", bundleId=bundle, input=given)
        return await self.do("publishProduct", productId=bundle)

    async def tax_code(self, rate: str) -> str:
        """A new tax code of this rate in percent."""
        code = self._next("T")
        return await self.do("createTaxCode", input={"code": code, "name": code, "rate": rate})

    async def sold(self, amount: str, currency: str = "USD", **more: Any) -> tuple[str, str]:
        """A product and a price list that has it at this amount."""
        product = await self.product(currencyCode=currency)
        return product, await self.price_list(currency, item(product, amount, **more))

    def _next(self, letter: str) -> str:
        self._count += 1
        return f"{letter}-{self._count}"

    # Documents

    async def customer(self) -> str:
        """The id of an account, made once."""
        if self._customer is None:
            self._customer = await self.do("createAccount", input={"name": "Alpine Foods"})
        return self._customer

    async def header(self, currency: str, more: Json) -> Json:
        """The input of a new document."""
        customer = await self.customer()
        return {"name": "Sale", "customerId": customer, "currencyCode": currency, **more}

    async def document(
        self, *lines: Json, kind: str = "quote", currency: str = "USD", **more: Any
    ) -> Json:
        """A new document of these lines, read back."""
        given = await self.header(currency, {"lines": list(lines), **more})
        return await self.read(await self.do(CREATES[kind], input=given))

    async def read(self, id: str) -> Json:
        """A document as it is now, all figures."""
        data = await self.api(DOCUMENT, id=id)
        found: Json = data["node"]
        return found

    async def add(self, document: Json, *lines: Json) -> Json:
        """The document with more lines."""
        await self.do("addLines", documentId=document["id"], lines=list(lines))
        return await self.read(document["id"])

    async def cannot_add(self, document: Json, *lines: Json) -> str:
        """Why these lines cannot be added; and nothing changed."""
        code = await self.refusal("addLines", documentId=document["id"], lines=list(lines))
        assert await self.read(document["id"]) == document
        return code

    async def change_line(self, document: Json, at: int, **changes: Any) -> Json:
        """The document with one line changed."""
        line = document["lines"][at]["id"]
        await self.do("updateLine", lineId=line, input=changes)
        return await self.read(document["id"])

    async def cannot_change_line(self, document: Json, at: int, **changes: Any) -> str:
        """Why one line cannot be changed; and nothing changed."""
        line = document["lines"][at]["id"]
        code = await self.refusal("updateLine", lineId=line, input=changes)
        assert await self.read(document["id"]) == document
        return code

    async def remove_line(self, document: Json, at: int) -> Json:
        """The document without one of its lines."""
        await self.do("removeLine", lineId=document["lines"][at]["id"])
        return await self.read(document["id"])

    async def act(self, mutation: str, document: Json, **more: Any) -> Json:
        """The document after a mutation whose one id is the document's."""
        name = next(iter(field_of(mutation).args))
        return await self.read(await self.do(mutation, **{name: document["id"]}, **more))


def item(product: str, amount: str | None = None, **more: Any) -> Json:
    """An item of a price list."""
    return {"productId": product, **({} if amount is None else {"amount": amount}), **more}


def written(quantity: str, price: str, **more: Any) -> Json:
    """A write-in line."""
    return {"writeIn": "Thing", "quantity": quantity, "pricePerUnit": price, **more}


def of(product: str, quantity: str = "1", **more: Any) -> Json:
    """A catalog line."""
    return {"productId": product, "quantity": quantity, **more}


def figures(record: Json, names: str) -> list[str]:
    """These figures of a line or document; `totalTax+base` is in the base currency."""
    return [_figure(record, name) for name in names.split()]


def _figure(record: Json, name: str) -> str:
    name, _, base = name.partition("+")
    value = record[name]
    if isinstance(value, dict):
        value = value["inBaseCurrency" if base else "amount"]
    return str(value)


def table(document: Json, names: str) -> list[list[str]]:
    """These figures of each line."""
    return [figures(line, names) for line in document["lines"]]
