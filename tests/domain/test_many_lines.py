"""A document has at most as many lines as the tenant allows, however they are added."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from domain.pricing.calculation import PricingRules
from domain.pricing.line import MAX_LINES, Line, TooManyLines, check_count
from domain.pricing.price_book import PriceBook
from domain.sales.line_editing import TakeMode
from domain.sales.portion import Portion
from domain.tenant.settings import TenantSettings
from tests.domain import make
from tests.domain.make import RULES, d, refusal, refusal_of, typed
from tests.domain.test_bundles import C, bundle, bundle_book

THREE = PriceBook(rules=PricingRules(max_lines_per_document=3))
KINDS = [make.opportunity, make.quote, make.order, make.invoice]


def test_the_default_is_a_thousand() -> None:
    assert MAX_LINES == 1_000
    assert RULES.rules.max_lines_per_document == MAX_LINES
    assert TenantSettings(base_currency_code="EUR").max_lines_per_document == MAX_LINES


def test_the_refusal_says_how_many_are_allowed_and_what_to_do() -> None:
    check_count(3, 3)

    assert refusal_of(lambda: check_count(4, 3, ("lines", 3))) == (
        "TOO_MANY_LINES",
        ("lines", 3),
        {"count": 4, "most": 3},
    )
    assert str(TooManyLines(count=4, most=3)) == (
        "The document would have at least 4 lines; 3 are allowed. A document can have at most"
        " `maxLinesPerDocument` lines, 1,000 by default. Split the lines among several documents,"
        " or raise the setting with `updateTenantSettings`."
    )


@pytest.mark.parametrize("kind", KINDS)
def test_lines_are_added_up_to_the_limit_and_no_further(kind: type) -> None:
    record = kind(typed(), typed())

    record.add_lines([typed()], THREE)

    assert len(record.lines) == 3
    assert refusal(lambda: record.add_lines([typed()], THREE), record) is TooManyLines
    assert refusal_of(lambda: record.add_lines([typed()] * 2, THREE))[1] == ("lines", 0)


def test_too_many_lines_are_refused_before_any_is_made() -> None:
    record, wrong = make.quote(), {"quantity": d("1")}  # neither a product nor a write-in

    assert refusal_of(lambda: record.add_lines([wrong] * 3, THREE)) == (
        "TOO_MANY_LINES",
        ("lines", 2),
        {"count": 4, "most": 3},
    )


def test_the_items_of_bundles_count() -> None:
    prices = bundle_book()
    prices = PriceBook(
        **{
            name: getattr(prices, name)
            for name in ("price_list", "products", "groups", "lists", "items", "bundle_items")
        },
        rules=THREE.rules,
    )
    record = make.empty(make.quote())

    record.add_lines([bundle()], prices)  # with two required items

    assert len(record.lines) == 3
    assert refusal(lambda: record.add_lines([bundle()], prices), record) is TooManyLines


def test_a_bundle_that_does_not_fit_with_its_items_is_named() -> None:
    book = replace(bundle_book(), rules=PricingRules(max_lines_per_document=4))
    record = make.quote(typed())

    assert refusal_of(lambda: record.add_lines([typed(), bundle()], book)) == (
        "TOO_MANY_LINES",
        ("lines", 1),
        {"count": 5, "most": 4},
    )


def test_a_document_that_is_longer_stays_editable() -> None:
    record = make.quote(*[typed()] * 5)

    record.update_line(record.lines[0].id, {"quantity": d("3")}, THREE)
    record.update({"freight_amount": d("1")}, THREE)
    record.add_lines([], THREE)
    record.take_lines([], TakeMode.APPEND, THREE)
    record.recalculate(THREE)
    record.remove_line(record.lines[0].id, THREE)

    assert len(record.lines) == 4
    assert refusal(lambda: record.add_lines([typed()], THREE), record) is TooManyLines


def test_taken_lines_count_with_those_that_stay() -> None:
    source = make.opportunity(typed(), typed())
    record = make.quote(typed(), typed())

    taken = refusal(lambda: record.take_lines(source.lines, TakeMode.APPEND, THREE), record)
    record.take_lines(source.lines, TakeMode.REPLACE, THREE)

    assert taken is TooManyLines
    assert len(record.lines) == 2


def test_too_many_lines_replace_nothing() -> None:
    source = make.opportunity(*[typed()] * 4)
    record = make.quote(typed())

    refused = refusal(lambda: record.take_lines(source.lines, TakeMode.REPLACE, THREE), record)

    assert refused is TooManyLines


def test_an_invoice_of_a_long_order_has_as_many_lines_as_are_billed() -> None:
    it = make.billing(*[typed()] * 4)
    portions = [Portion(line.id, d("1")) for line in it.order.lines[:3]]

    whole = refusal(lambda: it.invoice("INV-1", None, None, THREE.rules), it.order)

    assert whole is TooManyLines
    assert len(it.invoice("INV-2", portions, None, THREE.rules).lines) == 3


class Watched(list[Line]):
    """A list of lines that counts how often it is iterated."""

    walks = 0

    def __iter__(self) -> Iterator[Line]:
        self.walks += 1
        return super().__iter__()


def test_options_find_their_bundle_without_searching_all_lines() -> None:
    prices = bundle_book()
    record = make.opportunity(bundle(), prices=prices)
    option = {"product_id": C, "quantity": d("1"), "bundle_line_id": record.lines[0].id}
    walks = []

    for count in (1, 100):
        watched = Watched(record.lines)
        record.lines = watched
        record.add_lines([option] * count, prices)
        walks.append(watched.walks)

    assert walks[1] == walks[0]
