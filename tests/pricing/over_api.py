"""Creates the catalog and the document of a case over the API."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from tests.api.desk import Desk, item as listed
from tests.api.mutations import Json
from tests.pricing import cases as c
from tests.pricing.cases import Case, Entry, Item, Rules
from tests.pricing.in_domain import METHODS, POLICIES

CODE, BASE = "QQQ", "QQB"


def number(value: Decimal | None) -> str | None:
    """Return a decimal as a client writes it."""
    return None if value is None else format(value, "f")


async def prepare(desk: Desk, rules: Rules) -> None:
    """Set up the settings and the two currencies of a new tenant."""
    base = {"code": BASE, "name": "Base", "precision": rules.base_places}
    await desk.do("createCurrency", input=base)
    await desk.settings(
        baseCurrencyCode=BASE,
        roundingMode=rules.rounding,
        discountMethod=rules.discounts,
        pricingPrecision=rules.price_places,
        roundUnitPriceFirst=rules.net_first,
    )
    other = {"code": CODE, "name": "Other", "precision": rules.places}
    await desk.do("createCurrency", input={**other, "exchangeRate": number(rules.rate)})


class Shelf:
    """The products and tax codes of a case, created over the API."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.products: dict[Item, str] = {}
        self.taxes: dict[Decimal, str] = {}
        self.price_list: str | None = None

    async def fill(self, entries: Iterable[Entry]) -> None:
        """Create all of them, and the price list."""
        named = list(entries)
        for found in dict.fromkeys(entry.item for entry in named if entry.item):
            self.products[found] = await self.desk.product(
                currencyCode=CODE,
                listPrice=number(found.list_price),
                currentCost=number(found.current_cost),
                standardCost=number(found.standard_cost),
            )
        items = [await self._listed(found) for found in self.products]
        self.price_list = await self.desk.price_list(CODE, *items)
        for rate in {entry.tax_rate for entry in named if entry.tax_rate is not None}:
            self.taxes[rate] = await self.desk.tax_code(format(rate, "f"))

    async def _listed(self, found: Item) -> Json:
        item: Json = {"method": METHODS[found.method]}
        if found.method == c.AMOUNT:
            item["amount"] = number(found.amount)
        else:
            item["percentage"] = number(found.percentage)
            if found.policy != c.NONE:
                item["roundingPolicy"] = POLICIES[found.policy]
                item["roundingOption"] = found.option
                item["roundingAmount"] = number(found.option_amount)
        if found.tiers:
            item["discountListId"] = await self.desk.discounts(
                *((f"{t.low:f}", f"{t.high:f}", f"{t.value:f}") for t in found.tiers),
                currency=CODE if found.tiers_in_amounts else None,
            )
        return listed(self.products[found], **item)

    def typed(self, entry: Entry) -> Json:
        """Return the input for an entry."""
        values: dict[str, Any] = {
            "quantity": number(entry.quantity),
            "pricePerUnit": number(entry.price),
            "manualDiscountAmount": number(entry.manual_amount),
            "manualDiscountPercent": number(entry.manual_percent),
            "tax": number(entry.tax),
            "taxCodeId": None if entry.tax_rate is None else self.taxes[entry.tax_rate],
            "productId": entry.item and self.products[entry.item],
            "writeIn": None if entry.item else "Thing",
        }
        return {name: value for name, value in values.items() if value is not None}


async def begun(desk: Desk, case: Case, kind: str = "quote") -> tuple[Shelf, Json]:
    """Create the catalog of a case, and its document without lines and discounts."""
    await prepare(desk, case.rules)
    shelf = Shelf(desk)
    await shelf.fill(case.entries)
    document = await desk.document(
        kind=kind,
        currency=CODE,
        priceListId=shelf.price_list,
        freightAmount=number(case.freight),
    )
    return shelf, document


def discounts(case: Case) -> Json:
    """Return the document discounts of a case."""
    return {
        "discountPercentage": number(case.discount_percentage),
        "discountAmount": number(case.discount_amount),
    }
