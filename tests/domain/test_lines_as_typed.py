"""Lines as clients enter them: refusals with their paths, units, tax codes and options."""

from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from domain.catalog.bundle import BundleItem
from domain.catalog.price_list import PricingMethod, QuantitySelling
from domain.catalog.product import ProductStructure
from domain.catalog.product_lifecycle import ProductStatus
from domain.catalog.tax_code import TaxCode
from domain.pricing.line import LineType
from domain.pricing.price_book import PriceBook
from domain.pricing.pricing_error import PricingError
from tests.domain import make
from tests.domain.catalog import GROUP, LIST, PRODUCT, UNIT, book, item, product, sold
from tests.domain.make import RULES, d, refusal_of, texts, typed

BOX, LITRE = UUID(int=31), UUID(int=32)
ITEM, OPTION = UUID(int=33), UUID(int=34)
LIMITS = [
    ("price_per_unit", "pricePerUnit", "-1000000000000", "1000000000000"),
    ("manual_discount_amount", "manualDiscountAmount", "0", "1000000000000"),
    ("manual_discount_percent", "manualDiscountPercent", "0", "100"),
    ("tax", "tax", "-1000000000000", "1000000000000"),
]


@pytest.mark.parametrize(("name", "label", "low", "high"), LIMITS)
def test_an_amount_of_a_line_lies_within_its_limits(
    name: str, label: str, low: str, high: str
) -> None:
    quote = make.quote(typed(), discount_percentage="100")
    line, step = quote.lines[0].id, d("0.01")

    for value in (d(low), d(high)):
        make.quote(typed()).add_lines([{**typed(), name: value}], RULES)
    for value in (d(low) - step, d(high) + step):
        limits = {"field": label, "low": low, "high": high}
        changed = refusal_of(partial(quote.update_line, line, {name: value}, RULES))
        added = refusal_of(partial(quote.add_lines, [{**typed(), name: value}], RULES))
        assert changed == ("VALUE_OUT_OF_RANGE", (label,), limits)
        assert added == ("VALUE_OUT_OF_RANGE", ("lines", 0, label), limits)


@pytest.mark.parametrize("quantity", ["100000000000", "-100000000000", "0.00001", "1.500000"])
def test_i_37_a_quantity_has_five_decimals_and_goes_to_1e11(quantity: str) -> None:
    quote = make.quote(typed(quantity, "1"))

    assert quote.lines[0].quantity == d(quantity)


@pytest.mark.parametrize(
    ("quantity", "limit"),
    [
        ("100000000000.00001", "a quantity must be between -100000000000 and 100000000000"),
        ("-100000000001", "a quantity must be between -100000000000 and 100000000000"),
        ("0.000001", "a quantity has at most 5 decimals"),
    ],
)
def test_i_37_any_other_quantity_is_refused_with_the_limit_it_breaks(
    quantity: str, limit: str
) -> None:
    quote = make.quote()
    facts = {"quantity": f"{d(quantity):f}", "limit": limit}

    assert refusal_of(lambda: quote.add_lines([typed(), typed(quantity)], RULES)) == (
        "LINE_QUANTITY_INVALID",
        ("lines", 1, "quantity"),
        facts,
    )
    changes = {"quantity": d(quantity)}
    assert refusal_of(lambda: quote.update_line(quote.lines[0].id, changes, RULES)) == (
        "LINE_QUANTITY_INVALID",
        ("quantity",),
        facts,
    )


NO_PRICE = {"write_in": "Thing", "quantity": d("1")}


@pytest.mark.parametrize(
    ("values", "code", "path"),
    [
        ({**typed(), "quantity": None}, "LINE_QUANTITY_INVALID", ("quantity",)),
        (sold(write_in="Both"), "LINE_PRODUCT_AND_WRITE_IN", ("writeIn",)),
        ({"quantity": d("1")}, "LINE_PRODUCT_REQUIRED", ()),
        (NO_PRICE, "LINE_PRICE_REQUIRED", ("pricePerUnit",)),
        ({**NO_PRICE, "price_per_unit": None}, "LINE_PRICE_REQUIRED", ("pricePerUnit",)),
        ({**typed(), "unit_id": UNIT}, "WRITE_IN_UNIT_NOT_ALLOWED", ("unitId",)),
        ({**typed(), "bundle_line_id": UNIT}, "WRITE_IN_BUNDLE_NOT_ALLOWED", ()),
        ({**typed(), "options": [{"product_id": OPTION}]}, "WRITE_IN_BUNDLE_NOT_ALLOWED", ()),
        (
            typed(manual_discount_amount="1", manual_discount_percent="1"),
            "LINE_DISCOUNT_AMBIGUOUS",
            ("manualDiscountPercent",),
        ),
        ({**typed(tax="1"), "tax_code_id": UNIT}, "LINE_TAX_AMBIGUOUS", ("taxCodeId",)),
        ({**typed(), "tax_code_id": UNIT}, "TAX_CODE_NOT_FOUND", ("taxCodeId",)),
        ({**typed(), "description": "x" * 2001}, "TEXT_TOO_LONG", ("description",)),
        ({**typed(), "write_in": "x" * 501}, "TEXT_TOO_LONG", ("writeIn",)),
        ({**sold(), "product_id": LIST}, "PRODUCT_NOT_FOUND", ("productId",)),
        (sold(unit_id=LITRE), "LINE_UNIT_INVALID", ("unitId",)),
        (sold(unit_id=BOX), "PRODUCT_NOT_IN_PRICE_LIST", ()),
        (sold(bundle_line_id=LIST), "LINE_NOT_FOUND", ("bundleLineId",)),
        (sold("1.5"), "LINE_QUANTITY_INVALID", ("quantity",)),
    ],
)
def test_a_line_that_cannot_be_added_points_to_its_place_among_the_others(
    values: dict[str, Any], code: str, path: tuple[str, ...]
) -> None:
    prices = book(
        item(quantity_selling=QuantitySelling.WHOLE), groups={UNIT: GROUP, BOX: GROUP, LITRE: LIST}
    )
    quote = make.quote()

    assert refusal_of(lambda: quote.add_lines([typed(), values], prices))[:2] == (
        code,
        ("lines", 1, *path),
    )
    assert len(quote.lines) == 1


def test_a_line_at_its_limits_is_taken() -> None:
    quote = make.quote({**typed(), "write_in": "x" * 500, "description": "x" * 2000})

    assert quote.lines[0].line_type is LineType.WRITE_IN
    assert quote.lines[0].is_price_overridden is True


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"status": ProductStatus.DRAFT}, "PRODUCT_NOT_ACTIVE"),
        ({"structure": ProductStructure.FAMILY}, "PRODUCT_IS_FAMILY"),
    ],
)
def test_i_60_a_product_that_cannot_be_sold_is_pointed_to(given: dict[str, Any], code: str) -> None:
    prices = book(products={PRODUCT: product(**given)})

    path = ("lines", 0, "productId")
    assert refusal_of(lambda: make.quote().add_lines([sold()], prices)) == (code, path, {})


def test_i_36_a_document_without_a_price_list_points_to_the_line_that_needs_one() -> None:
    prices = book(price_list=None)

    assert refusal_of(lambda: make.quote().add_lines([sold()], prices)) == (
        "PRICE_LIST_REQUIRED",
        ("lines", 0),
        {},
    )


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"price_per_unit": None}, "LINE_PRICE_REQUIRED", ("pricePerUnit",)),
        ({"unit_id": UNIT}, "WRITE_IN_UNIT_NOT_ALLOWED", ("unitId",)),
        ({"quantity": None}, "LINE_QUANTITY_INVALID", ("quantity",)),
        ({"tax_code_id": UNIT}, "TAX_CODE_NOT_FOUND", ("taxCodeId",)),
    ],
)
def test_a_write_in_keeps_a_price_and_has_no_unit(
    changes: dict[str, Any], code: str, path: tuple[str, ...]
) -> None:
    quote = make.quote(typed())

    refused = refusal_of(lambda: quote.update_line(quote.lines[0].id, changes, book()))

    assert refused[:2] == (code, path)


def units(*priced: tuple[UUID, str]) -> PriceBook:
    """Create the product in several units."""
    return book(
        *(item(price, unit_id=unit) for unit, price in priced),
        groups={UNIT: GROUP, BOX: GROUP, LITRE: LIST},
    )


def test_another_unit_has_its_own_price() -> None:
    prices = units((UNIT, "100"), (BOX, "1100"))
    quote = make.quote(sold("2"), prices=prices)
    line = quote.lines[0]

    quote.update_line(line.id, {"unit_id": BOX}, prices)
    boxed = (line.unit_id, *texts(line, "price_per_unit", "extended_amount"))
    quote.update_line(line.id, {"unit_id": None}, prices)

    assert boxed == (BOX, "1100.00", "2200.00")
    assert (line.unit_id, *texts(line, "price_per_unit")) == (UNIT, "100.00")


def test_a_unit_that_the_line_cannot_have_is_refused_by_its_field() -> None:
    quote = make.quote(sold(), prices=book())
    line = quote.lines[0].id
    prices = units((UNIT, "100"))

    foreign = refusal_of(lambda: quote.update_line(line, {"unit_id": LITRE}, prices))
    unlisted = refusal_of(lambda: quote.update_line(line, {"unit_id": BOX}, prices))

    assert foreign == ("LINE_UNIT_INVALID", ("unitId",), {})
    assert unlisted == ("PRODUCT_NOT_IN_PRICE_LIST", ("unitId",), {})


def taxed(*codes: TaxCode) -> PriceBook:
    return PriceBook(tax_codes={code.id: code for code in codes})


def test_a_tax_code_gives_its_rate_to_the_line_that_takes_it() -> None:
    normal, reduced = (TaxCode(code=rate, name=rate, rate=d(rate)) for rate in ("19", "7"))
    prices = taxed(normal, reduced)
    quote = make.quote(typed("1", "100"), typed("1", "100", tax="3"))
    first, second = quote.lines

    quote.update_line(first.id, {"tax_code_id": normal.id}, prices)
    assert texts(first, "tax_rate", "tax", "extended_amount") == ["19", "19.00", "119.00"]

    quote.update_line(first.id, {"tax_code_id": reduced.id}, prices)
    assert texts(first, "tax_rate", "tax") == ["7", "7.00"]

    quote.update_line(first.id, {"tax_code_id": None}, prices)
    assert (first.tax_code_id, first.tax_rate, str(first.tax)) == (None, None, "0.00")
    assert texts(second, "tax", "extended_amount") == ["3.00", "103.00"]


def test_a_typed_tax_takes_the_place_of_a_tax_code() -> None:
    normal = TaxCode(code="N", name="N", rate=d("19"))
    quote = make.quote({**typed("1", "100"), "tax_code_id": normal.id}, prices=taxed(normal))
    line = quote.lines[0]
    assert texts(line, "tax") == ["19.00"]

    quote.update_line(line.id, {"tax": d("4")}, taxed(normal))

    assert (line.tax_code_id, line.tax_rate, str(line.tax)) == (None, None, "4.00")


def test_a_tax_code_that_has_become_inactive_keeps_its_rate_on_the_lines_that_have_it() -> None:
    code = TaxCode(code="N", name="N", rate=d("19"))
    quote = make.quote({**typed("1", "100"), "tax_code_id": code.id}, prices=taxed(code))
    code.rate, code.is_active = d("21"), False

    quote.recalculate(taxed(code))
    kept = str(quote.lines[0].tax)
    code.is_active = True
    quote.recalculate(taxed(code))

    assert (kept, str(quote.lines[0].tax)) == ("19.00", "21.00")
    code.is_active = False
    changes = {"tax_code_id": code.id}
    assert refusal_of(lambda: quote.update_line(quote.lines[0].id, changes, taxed(code))) == (
        "TAX_CODE_INACTIVE",
        ("taxCodeId",),
        {},
    )


def bundled(**more: Any) -> PriceBook:
    """Create a bundle with a required item, and an optional one of quantity two each."""
    parts = [
        BundleItem(bundle_id=PRODUCT, product_id=ITEM, unit_id=UNIT, quantity=d("2")),
        BundleItem(
            bundle_id=PRODUCT, product_id=OPTION, unit_id=UNIT, quantity=d("2"), is_required=False
        ),
    ]
    option = more.pop("option", product(id=OPTION, number="O"))
    return book(
        item("500"),
        item("1", product_id=ITEM),
        item("40", product_id=OPTION, quantity_selling=QuantitySelling.WHOLE),
        products={
            PRODUCT: product(structure=ProductStructure.BUNDLE),
            ITEM: product(id=ITEM, number="I"),
            OPTION: option,
        },
        bundle_items={PRODUCT: parts},
        **more,
    )


@pytest.mark.parametrize(
    ("option", "code", "path"),
    [
        ({"product_id": ITEM}, "BUNDLE_OPTION_UNKNOWN", ("productId",)),
        ({"product_id": LIST}, "BUNDLE_OPTION_UNKNOWN", ("productId",)),
        ({"product_id": OPTION, "quantity": d("1.5")}, "LINE_QUANTITY_INVALID", ("quantity",)),
        ({"product_id": OPTION, "quantity": d("1e12")}, "LINE_QUANTITY_INVALID", ("quantity",)),
    ],
)
def test_i_39_an_option_that_cannot_be_chosen_points_to_its_place(
    option: dict[str, Any], code: str, path: tuple[str, ...]
) -> None:
    asked = sold(options=[{"product_id": OPTION}, option])

    refused = refusal_of(lambda: make.quote().add_lines([asked], bundled()))

    assert refused[:2] == (code, ("lines", 0, "options", 1, *path))


def test_i_39_an_option_is_sold_like_any_product() -> None:
    asked = sold(options=[{"product_id": OPTION}])
    draft = bundled(option=product(id=OPTION, number="O", status=ProductStatus.DRAFT))
    listed = bundled().items
    unlisted = replace(
        bundled(), items={key: each for key, each in listed.items() if key[1] != OPTION}
    )
    path = ("lines", 0, "options", 0)

    assert refusal_of(lambda: make.quote().add_lines([asked], draft))[:2] == (
        "PRODUCT_NOT_ACTIVE",
        (*path, "productId"),
    )
    assert refusal_of(lambda: make.quote().add_lines([asked], unlisted))[:2] == (
        "PRODUCT_NOT_IN_PRICE_LIST",
        path,
    )


def test_i_39_options_come_with_the_quantity_of_the_bundle_or_their_own() -> None:
    with_own = sold("3", options=[{"product_id": OPTION, "quantity": d("5")}])
    quote = make.quote(sold("3", options=[{"product_id": OPTION}]), with_own, prices=bundled())

    assert [
        (line.product_id, str(line.quantity), line.line_type.value, line.is_price_overridden)
        for line in quote.lines
    ] == [
        (PRODUCT, "3", "BUNDLE", False),
        (ITEM, "6", "REQUIRED_BUNDLE_PRODUCT", False),
        (OPTION, "6", "OPTIONAL_BUNDLE_PRODUCT", False),
        (PRODUCT, "3", "BUNDLE", False),
        (ITEM, "6", "REQUIRED_BUNDLE_PRODUCT", False),
        (OPTION, "5", "OPTIONAL_BUNDLE_PRODUCT", False),
    ]
    assert quote.lines[2].bundle_line_id == quote.lines[0].id
    assert quote.lines[5].bundle_line_id == quote.lines[3].id


def test_i_39_an_option_added_later_belongs_to_the_line_it_names() -> None:
    quote = make.quote(sold("1"), prices=bundled())
    bundle = quote.lines[0]
    asked = {"product_id": OPTION, "quantity": d("4"), "bundle_line_id": bundle.id}

    (line,) = quote.add_lines([asked], bundled())
    unknown = {**asked, "product_id": ITEM}

    assert (line.bundle_line_id, line.line_type) == (bundle.id, LineType.OPTIONAL_BUNDLE_PRODUCT)
    assert refusal_of(lambda: quote.add_lines([unknown], bundled())) == (
        "BUNDLE_OPTION_UNKNOWN",
        ("lines", 0, "productId"),
        {},
    )


def test_i_39_required_items_follow_the_quantity_of_their_bundle_and_options_do_not() -> None:
    quote = make.quote(sold("1", options=[{"product_id": OPTION}]), prices=bundled())
    bundle = quote.lines[0]

    quote.update_line(bundle.id, {"quantity": d("3")}, bundled())

    assert [str(line.quantity) for line in quote.lines] == ["3", "6", "2"]
    assert texts(quote, "total_amount") == ["1580.00"]
    quote.update_line(bundle.id, {"description": "Three"}, bundled(items={}))
    assert [str(line.quantity) for line in quote.lines] == ["3", "6", "2"]


def test_i_43_a_new_line_whose_price_cannot_be_found_costs_nothing_and_says_why() -> None:
    no_cost = item(
        None,
        product_id=OPTION,
        method=PricingMethod.PERCENT_MARKUP_CURRENT_COST,
        percentage=d("10"),
    )
    prices = replace(bundled(), items={**bundled().items, (LIST, OPTION, UNIT): no_cost})
    as_option = sold(options=[{"product_id": OPTION}])
    alone = {"product_id": OPTION, "quantity": d("1")}

    quote = make.quote(as_option, alone, prices=prices)

    for line in (quote.lines[2], quote.lines[3]):
        assert line.pricing_error is PricingError.MISSING_CURRENT_COST
        assert texts(line, "price_per_unit", "extended_amount") == ["0.00", "0.00"]
    assert quote.pricing_error is PricingError.DETAIL_ERROR
