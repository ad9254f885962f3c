"""Any document agrees with the independent calculation, which shares no code (I-23 to I-50)."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from hypothesis import assume, example, given, settings, strategies as st

from domain.pricing.calculation import DiscountExceedsTotal
from domain.pricing.line import Line
from domain.pricing.unit_price import UnitPrice, unit_price
from domain.sales.document import Document
from domain.sales.document_fields import TOTALS
from domain.sales.invoice import Invoice
from domain.sales.order import Order
from tests.pricing import independent
from tests.pricing.cases import Case, Entry, Item, Rules
from tests.pricing.in_domain import (
    KINDS,
    Catalog,
    begun,
    price_list_item,
    priced,
    pricing_rules,
    product,
)
from tests.pricing.independent import in_base, rounded, text
from tests.pricing.strategies import cases, halfway_items, items, long_cases, tiered_cases

LINE = ("volume_discount", "manual_discount", "base_amount", "tax", "extended_amount")
HEADER = (*TOTALS, "discount_amount", "freight_amount")

kinds = st.sampled_from(KINDS)


def expected_header(it: independent.Document) -> dict[str, Fraction]:
    """Return the expected header amounts under our names."""
    return {
        "detail_amount": it.detail,
        "line_discount_amount": it.line_discount,
        "total_discount_amount": it.total_discount,
        "pre_freight_amount": it.pre_freight,
        "total_tax": it.tax,
        "total_amount": it.total,
        "discount_amount": it.discount_amount,
        "freight_amount": it.freight,
    }


def expected_line(it: independent.Line, case: Case) -> dict[str, Fraction]:
    """Return the expected line amounts; the volume discount is rounded only for display."""
    return {
        "volume_discount": rounded(it.volume_discount, case.rules.places, case.rules.rounding),
        "manual_discount": it.manual,
        "base_amount": it.base,
        "tax": it.tax,
        "extended_amount": it.extended,
    }


def agrees(record: Any, expected: dict[str, Fraction], case: Case) -> None:
    """Check every amount and its number of decimals exactly, also in the base currency."""
    rules = case.rules
    for name, amount in expected.items():
        assert str(getattr(record, name)) == text(amount, rules.places), name
        based = text(in_base(amount, rules), rules.base_places)
        assert str(getattr(record, f"{name}_in_base")) == based, f"{name} in the base currency"


def agrees_throughout(document: Document[Any], case: Case) -> None:
    """Check a document against the independent calculation."""
    expected = independent.document(case)
    for line, entry, each in zip(document.lines, case.entries, expected.lines, strict=True):
        assert line.quantity == entry.quantity
        assert str(line.price_per_unit) == text(each.price, case.rules.price_places)
        agrees(line, expected_line(each, case), case)
    agrees(document, expected_header(expected), case)


def accepted(case: Case, kind: type[Document[Any]]) -> Any:
    """Return the document; None if, and only if, its discounts exceed its total (I-27)."""
    try:
        document = priced(case, kind)
    except DiscountExceedsTotal:
        assert independent.document(case).discount_exceeds_total
        return None
    assert not independent.document(case).discount_exceeds_total
    return document


ANY_RULES = Rules(price_places=4)
ID = UUID(int=1)


@given(items(ANY_RULES) | halfway_items(ANY_RULES))
@settings(max_examples=1000)
def test_i_42_a_price_comes_from_the_list_as_in_the_second_calculation(item: Item) -> None:
    found = unit_price(price_list_item(item, ID), product(item, ID))

    assert isinstance(found, UnitPrice)
    assert str(pricing_rules(ANY_RULES).price(found.price)) == text(
        independent.unit_price(item, ANY_RULES), 4
    )


@given(tiered_cases())
def test_i_29_each_quantity_at_a_border_has_the_discount_of_its_tier(case: Case) -> None:
    agrees_throughout(priced(case), case)


JUST_BELOW_A_HALF = Case(
    Rules(rate=Decimal("66.666666667")), (Entry(Decimal(1), price=Decimal(1)),)
)  # 1.00 / 66.666666667 = 0.01499999...


@given(cases(), kinds)
@example(JUST_BELOW_A_HALF, KINDS[0])
@settings(max_examples=500)
def test_i_24_i_41_i_50_every_amount_of_a_document_is_that_of_the_second_calculation(
    case: Case, kind: type[Document[Any]]
) -> None:
    document = accepted(case, kind)

    if document is not None:
        agrees_throughout(document, case)


@given(long_cases())
@settings(max_examples=12)
def test_i_45_a_document_of_1000_lines_is_exact(case: Case) -> None:
    document = accepted(case, Order)

    if document is not None:
        agrees_throughout(document, case)


@given(cases(), kinds)
def test_i_23_the_identities_hold_between_the_amounts(
    case: Case, kind: type[Document[Any]]
) -> None:
    document = accepted(case, kind)
    assume(document is not None)

    lines: list[Line] = document.lines
    percent = document.total_discount_amount - document.line_discount_amount
    percent -= document.discount_amount
    for line in lines:
        assert line.extended_amount == line.base_amount - line.manual_discount + line.tax
    assert document.detail_amount == added(line.extended_amount - line.tax for line in lines)
    assert document.detail_amount == added(
        line.base_amount - line.manual_discount for line in lines
    )
    assert document.line_discount_amount == added(line.manual_discount for line in lines)
    assert document.pre_freight_amount == (
        document.detail_amount - percent - document.discount_amount
    )
    assert document.total_tax == added(line.tax for line in lines)
    assert document.total_amount == (
        document.pre_freight_amount + document.freight_amount + document.total_tax
    )


def added(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


@given(cases())
def test_i_26_percent_and_absolute_discount_commute(case: Case) -> None:
    assume(not independent.document(case).discount_exceeds_total)
    percent = {"discount_percentage": case.discount_percentage}
    absolute = {"discount_amount": case.discount_amount}
    bare = replace(case, discount_percentage=Decimal(0), discount_amount=Decimal(0))
    book = Catalog(case.entries).book(case.rules)

    one, other = priced(bare), priced(bare)
    for changes in (percent, absolute):
        one.update(changes, book)
    for changes in (absolute, percent):
        other.update(changes, book)

    assert amounts_of(one) == amounts_of(other)
    agrees_throughout(one, case)


def amounts_of(document: Document[Any]) -> list[str]:
    lines = [str(getattr(line, name)) for line in document.lines for name in LINE]
    return [*lines, *(str(getattr(document, name)) for name in HEADER)]


@given(cases(), st.data())
def test_i_30_another_quantity_finds_its_tier_and_everything_after_it(
    case: Case, data: st.DataObject
) -> None:
    """A document changed line by line equals one entered with the final values at once."""
    assume(case.entries)
    catalog = Catalog(case.entries)
    others = data.draw(st.permutations([entry.quantity for entry in case.entries]))
    bare = replace(case, discount_percentage=Decimal(0), discount_amount=Decimal(0))
    changed = replace(
        bare,
        entries=tuple(replace(e, quantity=q) for e, q in zip(case.entries, others, strict=True)),
    )
    document = priced(bare, Order)
    document.lock_pricing()

    for line, quantity in zip(list(document.lines), others, strict=True):
        document.update_line(line.id, {"quantity": quantity}, catalog.book(case.rules))

    agrees_throughout(document, changed)


@given(cases(), kinds)
def test_calculating_again_changes_nothing(case: Case, kind: type[Document[Any]]) -> None:
    document = accepted(case, kind)
    assume(document is not None)
    before = amounts_of(document)

    document.recalculate(Catalog(case.entries).book(case.rules))

    assert amounts_of(document) == before


@given(cases(), st.integers(0, 8))
def test_lines_come_to_the_same_whether_they_come_together_or_in_turn(case: Case, cut: int) -> None:
    case = replace(case, discount_amount=Decimal(0))
    assume(not independent.document(case).discount_exceeds_total)
    catalog = Catalog(case.entries)
    book, typed = catalog.book(case.rules), [catalog.typed(e) for e in case.entries]
    document = begun(case, Invoice)

    document.add_lines(typed[:cut], book)
    document.add_lines(typed[cut:], book)

    agrees_throughout(document, case)


@given(cases())
def test_i_49_i_50_the_base_currency_has_the_rate_1_and_the_same_amounts(case: Case) -> None:
    rules = replace(case.rules, rate=Decimal(1), base_places=case.rules.places)
    document = accepted(case.under(rules), KINDS[1])
    assume(document is not None)

    for name in HEADER:
        assert getattr(document, f"{name}_in_base") == getattr(document, name)
    for line in document.lines:
        for name in LINE:
            assert getattr(line, f"{name}_in_base") == getattr(line, name)
