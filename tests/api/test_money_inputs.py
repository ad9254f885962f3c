"""Every number that a mutation takes: amounts with too many decimals are refused, never rounded."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from tests.api.desk import Desk, written
from tests.api.stage import MUTATIONS, Json, Path, arguments, leaves, named, staged
from tests.client import Api

# Amounts in the document's currency, and prices per unit with the tenant's number of decimals.
AMOUNTS = frozenset(
    {
        "actualRevenue",
        "amount",
        "budgetAmount",
        "discountAmount",
        "estimatedValue",
        "extendedAmount",
        "freightAmount",
        "manualDiscount",
        "manualDiscountAmount",
        "remainingAmount",
        "tax",
        "totalAmount",
        "totalTax",
    }
)
PRICES = frozenset({"currentCost", "listPrice", "pricePerUnit", "roundingAmount", "standardCost"})
PRICED = frozenset({"items", "tiers"})  # their contents are prices per unit, too
CATALOG = ("updatePriceListItem", "addPriceListItems", "addDiscountTier", "updateDiscountTier")
# Numbers other than money keep all 5 decimals of Decimal, or have a limit of their own.
NUMBERS = frozenset(
    {
        "discountPercentage",
        "exchangeRate",
        "highQuantity",
        "lowQuantity",
        "manualDiscountPercent",
        "percentage",
        "quantity",
        "quantityShipped",
        "rate",
    }
)


@dataclass(frozen=True)
class Input:
    """A number that a mutation takes."""

    mutation: str
    path: Path

    @property
    def name(self) -> str:
        return str(self.path[-1])

    @property
    def is_price(self) -> bool:
        return self.name in PRICES or (
            self.name == "amount" and (self.mutation in CATALOG or bool(PRICED & {*self.path}))
        )

    def __str__(self) -> str:
        return ".".join([self.mutation, *map(str, self.path)])


INPUTS = [
    Input(mutation, path)
    for mutation in MUTATIONS
    for path, kind in leaves(mutation)
    if named(kind) in {"Decimal", "ExchangeRate", "Float"}
]
# Only integration users report these: `test_posted_invoices_refused.py`, `test_erp_totals.py`.
REPORTED = frozenset({"upsertPostedInvoice", "acknowledgeSubmission"})
MONEY = [each for each in INPUTS if each.name in AMOUNTS | PRICES and each.mutation not in REPORTED]


def test_every_number_that_a_mutation_takes_is_known_as_money_or_as_something_else() -> None:
    unknown = [str(each) for each in INPUTS if each.name not in AMOUNTS | PRICES | NUMBERS]

    assert unknown == [], "say above what it is; money must refuse what it would round"
    assert len(MONEY) > 50


async def test_money_that_would_be_rounded_is_refused_with_its_limit_and_the_setting(
    api: Api,
) -> None:
    ids, wrong = await staged(api), {}

    for each in MONEY:
        given = arguments(each.mutation, ids, each.path, "1.005")
        found = await refused(api, each.mutation, given)
        message = found.pop("message", "")
        limit = f"`{each.name}` allows at most 2 decimals, but 1.005 has 3."
        setting = "pricingPrecision" if each.is_price else "updateCurrency"
        expected = {"code": "TOO_MANY_DECIMALS", "path": [str(step) for step in each.path]}
        if found != expected or limit not in message or setting not in message:
            wrong[str(each)] = (found, message)

    assert wrong == {}


async def refused(api: Api, mutation: str, given: Json) -> Json:
    """Return the only user error of a mutation, or its response if there is none."""
    declared = ", ".join(f"${name}: {MUTATIONS[mutation].args[name].type}" for name in given)
    passed = ", ".join(f"{name}: ${name}" for name in given)
    answer = "{ userErrors { code message path } }"
    data = await api(f"mutation ({declared}) {{ {mutation}({passed}) {answer} }}", **given)
    errors = data[mutation]["userErrors"]
    return errors[0] if len(errors) == 1 else {"answer": data}


@pytest.mark.parametrize(("precision", "price"), [(2, "1.05"), (2, "1.050"), (4, "1.0055")])
async def test_a_price_may_have_the_decimals_that_the_tenant_says(
    desk: Desk, precision: int, price: str
) -> None:
    await desk.settings(pricingPrecision=precision)

    (line,) = (await desk.document(written("2", price)))["lines"]

    assert Decimal(line["pricePerUnit"]["amount"]) == Decimal(price)


@pytest.mark.parametrize(("precision", "price"), [(2, "1.005"), (4, "1.00555"), (0, "1.5")])
async def test_a_price_has_no_more_decimals_than_the_tenant_says(
    desk: Desk, precision: int, price: str
) -> None:
    await desk.settings(pricingPrecision=precision)
    quote = await desk.document()

    assert await desk.cannot_add(quote, written("2", price)) == "TOO_MANY_DECIMALS"


async def test_a_price_that_is_there_stays_when_the_tenant_goes_back_to_fewer_decimals(
    desk: Desk,
) -> None:
    await desk.settings(pricingPrecision=4)
    quote = await desk.document(written("2", "1.0055"))
    await desk.settings(pricingPrecision=2)

    changed = await desk.change_line(quote, 0, quantity="1000")
    again = await desk.act("recalculate", changed)
    await desk.do("activateQuote", quoteId=quote["id"])
    data = await desk.api(
        "mutation ($id: ID!) { reviseQuote(quoteId: $id) { revision { id } } }", id=quote["id"]
    )
    revision = await desk.read(data["reviseQuote"]["revision"]["id"])

    for found in (changed, again, revision):
        (line,) = found["lines"]
        assert (line["pricePerUnit"]["amount"], line["baseAmount"]["amount"]) == (
            "1.0055",
            "1005.50",
        )
    code = await desk.cannot_change_line(revision, 0, pricePerUnit="1.0055")
    assert code == "TOO_MANY_DECIMALS"


async def test_an_amount_must_fit_a_new_currency_too(desk: Desk) -> None:
    quote = await desk.document(freightAmount="5.25")

    code = await desk.refusal("updateQuote", id=quote["id"], input={"currencyCode": "JPY"})
    await desk.do(
        "updateQuote", id=quote["id"], input={"currencyCode": "JPY", "freightAmount": "525"}
    )

    assert code == "TOO_MANY_DECIMALS"
    assert (await desk.read(quote["id"]))["freightAmount"]["amount"] == "525"
