"""The worked examples of the pricing rules, to the last digit, over the API alone."""

import pytest

from tests.api.desk import KINDS, Desk, figures, item, of, table, written
from tests.api.mutations import Json

LINE = "quantity pricePerUnit volumeDiscount baseAmount manualDiscount tax extendedAmount"
HEADER = "detailAmount lineDiscountAmount totalDiscountAmount preFreightAmount totalTax totalAmount"
IN_BASE = HEADER.replace(" ", "+base ") + "+base"
MODES = ("HALF_EVEN", "HALF_UP")


async def example_1(desk: Desk, kind: str, currency: str = "USD") -> Json:
    """Create a tiered product, a write-in and a manual price, with both discounts and freight."""
    discounts = await desk.discounts(("10", "49", "5"))
    product = await desk.product(currencyCode=currency)
    prices = await desk.price_list(currency, item(product, "100.00", discountListId=discounts))
    return await desk.document(
        of(product, "12", manualDiscountAmount="40.00", tax="88.00"),
        written("3.5", "7.75", tax="2.17"),
        of(product, "2.5", pricePerUnit="19.99", manualDiscountAmount="9.98", tax="4.00"),
        kind=kind,
        currency=currency,
        priceListId=prices,
        discountPercentage="3.5",
        discountAmount="16.27",
        freightAmount="25.00",
    )


@pytest.mark.parametrize("kind", KINDS)
async def test_example_1_half_even(desk: Desk, kind: str) -> None:
    document = await example_1(desk, kind)

    assert table(document, LINE) == [
        ["12", "100.00", "5.00", "1140.00", "40.00", "88.00", "1188.00"],
        ["3.5", "7.75", "0.00", "27.12", "0.00", "2.17", "29.29"],
        ["2.5", "19.99", "0.00", "49.98", "9.98", "4.00", "44.00"],
    ]
    assert figures(document, HEADER) == [
        "1167.12", "49.98", "107.10", "1110.00", "94.17", "1229.17",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
async def test_i_40_example_1_half_up(desk: Desk, kind: str) -> None:
    await desk.settings(roundingMode="HALF_UP")

    document = await example_1(desk, kind)

    assert table(document, "baseAmount extendedAmount") == [
        ["1140.00", "1188.00"],
        ["27.13", "29.30"],
        ["49.98", "44.00"],
    ]
    assert figures(document, HEADER) == [
        "1167.13", "49.98", "107.10", "1110.01", "94.17", "1229.18",
    ]  # fmt: skip


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("quantity", "per_line", "per_unit"),
    [("11", "1090.00", "990.00"), ("200", "19990.00", "18000.00")],
)
async def test_i_25_example_2_the_discount_counts_per_line_or_per_unit(
    desk: Desk, mode: str, quantity: str, per_line: str, per_unit: str
) -> None:
    line = written(quantity, "100.00", manualDiscountAmount="10.00")
    await desk.settings(roundingMode=mode)

    first = await desk.document(line)
    await desk.settings(discountMethod="PER_UNIT")
    second = await desk.document(line)

    assert figures(first, "detailAmount") == [per_line]
    assert figures(second, "detailAmount") == [per_unit]


@pytest.mark.parametrize("mode", MODES)
async def test_i_25_example_2_a_document_under_per_unit(desk: Desk, mode: str) -> None:
    await desk.settings(roundingMode=mode, discountMethod="PER_UNIT")

    document = await desk.document(
        written("200", "100.00", manualDiscountAmount="10.00", tax="1440.00"),
        discountPercentage="2",
        freightAmount="150.00",
    )

    assert table(document, LINE) == [
        ["200", "100.00", "0.00", "20000.00", "2000.00", "1440.00", "19440.00"]
    ]
    assert figures(document, HEADER) == [
        "18000.00", "2000.00", "2360.00", "17640.00", "1440.00", "19230.00",
    ]  # fmt: skip


EXAMPLE_3 = [
    ("ENDS_IN", "0.99", "195.99", "194.99", "195.99"),
    ("ENDS_IN", "0.00", "196.00", "195.00", "196.00"),
    ("MULTIPLE_OF", "0.25", "195.75", "195.50", "195.75"),
]


@pytest.mark.parametrize("mode", MODES)
async def test_i_42_example_3_rounding_policies(desk: Desk, mode: str) -> None:
    """90 percent of 217.39 is 195.651."""
    await desk.settings(roundingMode=mode)
    listed = {"method": "PERCENT_OF_LIST", "percentage": "90"}
    items, expected = [], []
    for option, amount, *prices in EXAMPLE_3:
        for policy, price in zip(("UP", "DOWN", "TO_NEAREST"), prices, strict=True):
            product = await desk.product(listPrice="217.39", currencyCode="USD")
            rounding = {"roundingPolicy": policy, "roundingOption": option}
            items.append(item(product, **listed, **rounding, roundingAmount=amount))
            expected.append(price)
    product = await desk.product(listPrice="217.39", currencyCode="USD")
    items.append(item(product, **listed))
    expected.append("195.65")

    document = await desk.document(
        *(of(each["productId"]) for each in items),
        priceListId=await desk.price_list("USD", *items),
    )

    assert [price for (price,) in table(document, "pricePerUnit")] == expected


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("cost", ["current", "standard"])
async def test_i_42_example_3_markup_and_margin(desk: Desk, mode: str, cost: str) -> None:
    await desk.settings(roundingMode=mode)
    costs = {f"{cost}Cost": "80.00", "currencyCode": "USD"}
    markup, margin = await desk.product(**costs), await desk.product(**costs)
    prices = await desk.price_list(
        "USD",
        item(markup, method=f"PERCENT_MARKUP_{cost.upper()}_COST", percentage="25"),
        item(margin, method=f"PERCENT_MARGIN_{cost.upper()}_COST", percentage="25"),
    )

    two = await desk.document(of(markup), of(margin), priceListId=prices)
    await desk.settings(pricingPrecision=4)
    four = await desk.document(of(markup), of(margin), priceListId=prices)

    assert table(two, "pricePerUnit") == [["100.00"], ["106.67"]]
    assert table(four, "pricePerUnit") == [["100.0000"], ["106.6667"]]


@pytest.mark.parametrize("mode", MODES)
async def test_i_24_example_4_the_volume_discount_counts_unrounded(desk: Desk, mode: str) -> None:
    await desk.settings(roundingMode=mode)
    discounts = await desk.discounts(("10", "100", "19.05"))
    product, prices = await desk.sold("25.20", discountListId=discounts)

    document = await desk.document(of(product, "10"), priceListId=prices)

    assert table(document, "pricePerUnit volumeDiscount baseAmount") == [
        ["25.20", "4.80", "203.99"]
    ]


async def example_5(desk: Desk) -> Json:
    """Yen: prices have two decimals, amounts have none."""
    await desk.rate("JPY", "147.63")
    return await desk.document(
        written("3", "333.33", tax="100"),
        written("7", "149.50", manualDiscountAmount="46", tax="100"),
        written("1", "0.50"),
        currency="JPY",
        discountPercentage="2.5",
        freightAmount="500",
    )


async def test_example_5_half_even(desk: Desk) -> None:
    document = await example_5(desk)

    assert document["exchangeRate"] == "147.63"
    assert table(document, LINE) == [
        ["3", "333.33", "0", "1000", "0", "100", "1100"],
        ["7", "149.50", "0", "1046", "46", "100", "1100"],
        ["1", "0.50", "0", "0", "0", "0", "0"],
    ]
    assert figures(document, HEADER) == ["2000", "46", "96", "1950", "200", "2650"]
    assert figures(document, IN_BASE) == ["13.55", "0.31", "0.65", "13.21", "1.35", "17.95"]


async def test_i_40_example_5_half_up(desk: Desk) -> None:
    await desk.settings(roundingMode="HALF_UP")

    document = await example_5(desk)

    assert table(document, "baseAmount extendedAmount") == [
        ["1000", "1100"],
        ["1047", "1101"],
        ["1", "1"],
    ]
    assert figures(document, HEADER) == ["2002", "46", "96", "1952", "200", "2652"]


@pytest.mark.parametrize("mode", MODES)
async def test_example_6_base_amounts_do_not_add_up(desk: Desk, mode: str) -> None:
    await desk.settings(roundingMode=mode)
    await desk.rate("EUR", "0.92")

    document = await desk.document(*[written("1", "0.05")] * 3, currency="EUR")

    assert table(document, "extendedAmount extendedAmount+base") == [["0.05", "0.05"]] * 3
    assert figures(document, "totalAmount totalAmount+base") == ["0.15", "0.16"]


async def test_example_6_the_first_example_in_euro(desk: Desk) -> None:
    await desk.rate("EUR", "0.92")

    document = await example_1(desk, "quote", "EUR")

    assert figures(
        document, "totalAmount+base preFreightAmount+base freightAmount+base totalTax+base"
    ) == ["1336.05", "1206.52", "27.17", "102.36"]


@pytest.mark.parametrize("mode", MODES)
async def test_i_39_example_7_a_bundle(desk: Desk, mode: str) -> None:
    await desk.settings(roundingMode=mode)
    a, b, c, d = [await desk.product(currencyCode="USD") for _ in range(4)]
    bundle = await desk.bundle((a, "1", True), (b, "2", True), (c, "5", False), (d, "5", False))
    prices = await desk.price_list(
        "USD", item(bundle, "500.00"), item(c, "40.00"), item(d, "50.00")
    )

    plain = await desk.document(of(bundle), priceListId=prices)
    options = [{"productId": c, "quantity": "5"}, {"productId": d}]
    full = await desk.document(of(bundle, options=options), priceListId=prices)

    kinds = "lineType quantity pricePerUnit extendedAmount"
    assert figures(plain, "totalAmount") == ["500.00"]
    assert table(plain, kinds) == [
        ["BUNDLE", "1", "500.00", "500.00"],
        ["REQUIRED_BUNDLE_PRODUCT", "1", "0.00", "0.00"],
        ["REQUIRED_BUNDLE_PRODUCT", "2", "0.00", "0.00"],
    ]
    assert figures(full, "totalAmount") == ["950.00"]
    assert table(full, kinds)[3:] == [
        ["OPTIONAL_BUNDLE_PRODUCT", "5", "40.00", "200.00"],
        ["OPTIONAL_BUNDLE_PRODUCT", "5", "50.00", "250.00"],
    ]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("quantity", "price", "total"), [("-4", "20.00", "-80.00"), ("4", "-40.00", "-160.00")]
)
async def test_i_38_example_8_negative_quantities_and_prices(
    desk: Desk, mode: str, quantity: str, price: str, total: str
) -> None:
    await desk.settings(roundingMode=mode)

    document = await desk.document(written(quantity, price))

    assert figures(document, HEADER) == [total, "0.00", "0.00", total, "0.00", total]


@pytest.mark.parametrize("mode", MODES)
async def test_i_27_example_8_discounts_do_not_exceed_the_document(desk: Desk, mode: str) -> None:
    """100 percent and another 5.00 would leave -5.00."""
    await desk.settings(roundingMode=mode)
    document = await desk.document(written("1", "50.00"))
    given = {"discountPercentage": "100", "discountAmount": "5.00"}

    code = await desk.refusal("updateQuote", id=document["id"], input=given)

    assert code == "DISCOUNT_EXCEEDS_TOTAL"
    assert await desk.read(document["id"]) == document


@pytest.mark.parametrize("mode", MODES)
async def test_i_26_example_8_percent_and_amount_are_both_of_the_detail_amount(
    desk: Desk, mode: str
) -> None:
    await desk.settings(roundingMode=mode)

    document = await desk.document(
        written("1", "1000.00"), discountPercentage="10", discountAmount="100.00"
    )

    assert figures(document, "totalDiscountAmount preFreightAmount totalAmount") == [
        "200.00", "800.00", "800.00",
    ]  # fmt: skip
