"""Sends catalog requests as a client would, with variables."""

from typing import Any

from graphql import is_leaf_type

from tests.api.mutations import Json, Mutations, parts_of

GHOST = "0" * 32

SHAPES = {
    "Product": """{ id number name description structure type status isActive quantityDecimals
        currencyCode version listPrice { amount currencyCode } currentCost { amount }
        standardCost { amount } published { name listPrice { amount currencyCode } }
        validFrom validTo parent { id } unitGroup { id } defaultUnit
        { id name } defaultPriceList { id } bundleItems { nodes { id quantity isRequired version
        product { id } unit { id } } } relationships { nodes { id type direction relatedProduct
        { id } } } children { nodes { id status } } }""",
    "BundleItem": "{ id quantity isRequired version bundle { id } product { id } unit { id } }",
    "ProductRelationship": "{ id type direction version product { id } relatedProduct { id } }",
    "UnitGroup": """{ id name version units { nodes { id name quantity version
        baseUnit { id name } } } }""",
    "Unit": "{ id name quantity version baseUnit { id } unitGroup { id } }",
    "PriceList": """{ id name currencyCode description beginsOn endsOn isActive version
        items { nodes { id product { id } amount { amount } } } }""",
    "PriceListItem": """{ id version method amount { amount currencyCode } percentage
        roundingPolicy roundingOption roundingAmount { amount } quantitySelling product { id }
        unit { id } priceList { id } discountList { id } }""",
    "DiscountList": """{ id name type currencyCode description isActive version
        tiers(orderBy: [{ field: LOW_QUANTITY }]) { nodes { id lowQuantity highQuantity percentage
        amount } } }""",
    "DiscountTier": "{ id lowQuantity highQuantity percentage amount version }",
    "TaxCode": "{ id code name rate isActive version }",
    "Currency": "{ id code name symbol precision exchangeRate isActive version }",
    "Account": "{ id name isActive version defaultPriceList { id } }",
    "Contact": "{ id name isActive version defaultPriceList { id } }",
    "Competitor": "{ id name website strengths weaknesses version }",
    "TenantSettings": "{ version }",
}


class Shop(Mutations):
    """Reads and changes the catalog as one user."""

    def selection(self, mutation: str) -> str:
        """Select everything in the payload."""
        return " ".join(
            name if is_leaf_type(kind) else f"{name} {SHAPES[kind.name]}"
            for name, kind in parts_of(mutation)
        )

    async def do(self, mutation: str, **arguments: Any) -> Any:
        """Send a mutation that must succeed, and return the first record of its payload."""
        return await self.first(mutation, **arguments)

    async def read(self, record: Json, kind: str) -> Json:
        """Read a record."""
        data = await self.api(
            f"query ($id: ID!) {{ node(id: $id) {{ ... on {kind} {SHAPES[kind]} }} }}",
            id=record["id"],
        )
        found: Json = data["node"]
        return found

    async def product(self, number: str = "P-1", **more: Any) -> Json:
        """Create an active product."""
        made: Json = await self.do(
            "createProduct", input={"number": number, "name": f"Product {number}", **more}
        )
        return made

    async def draft(self, number: str = "D-1", **more: Any) -> Json:
        """Create a draft: a product of a new draft family."""
        family = await self.product(f"{number}-F", structure="FAMILY")
        return await self.product(number, parentId=family["id"], **more)

    async def group(self, name: str = "Pieces") -> tuple[Json, dict[str, str]]:
        """Create a group of three units; return it and the IDs of the units by name."""
        group = await self.do(
            "createUnitGroup",
            input={
                "name": name,
                "primaryUnit": "piece",
                "units": [
                    {"name": "pallet", "quantity": "40", "baseUnit": "box"},
                    {"name": "box", "quantity": "12"},
                ],
            },
        )
        return group, {unit["name"]: unit["id"] for unit in group["units"]["nodes"]}

    async def price_list(self, name: str = "Standard", currency: str = "EUR", *items: Json) -> Json:
        """Create a price list."""
        input = {"name": name, "currencyCode": currency, "items": list(items)}
        made: Json = await self.do("createPriceList", input=input)
        return made

    async def currency(self, code: str) -> Json:
        """Read a currency of the tenant by its code."""
        data = await self.api(
            """query ($code: CurrencyCode!) { currencies(filter: { code: { eq: $code } })
            { nodes { id code precision exchangeRate isActive version } } }""",
            code=code,
        )
        (found,) = data["currencies"]["nodes"]
        return found  # type: ignore[no-any-return]


def item(product: Json, amount: str | None = "10.00", **more: Any) -> Json:
    """Build a price list item with an amount, unless a percentage is given."""
    item = {"productId": product["id"], "amount": amount, **more}
    return {name: value for name, value in item.items() if value is not None}
