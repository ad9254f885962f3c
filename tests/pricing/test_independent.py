"""The independent calculation reproduces the published examples, so it can verify the program."""

from decimal import Decimal
from fractions import Fraction

import pytest

from tests.pricing import cases as c
from tests.pricing.cases import Case, Entry, Item, Rules, Tier
from tests.pricing.independent import (
    document,
    in_base,
    line,
    nearest,
    rounded,
    split,
    text,
    unit_price,
)  # fmt: skip


def d(text: str) -> Decimal:
    return Decimal(text)


FIRST = (
    Entry(
        d("12"),
        Item(amount=d("100"), tiers=(Tier(d("10"), d("49"), d("5")),)),
        manual_amount=d("40"),
        tax=d("88"),
    ),
    Entry(d("3.5"), price=d("7.75"), tax=d("2.17")),
    Entry(d("2.5"), Item(amount=d("25")), d("19.99"), manual_amount=d("9.98"), tax=d("4")),
)


@pytest.mark.parametrize(
    ("value", "even", "up"),
    [("0.5", 0, 1), ("1.5", 2, 2), ("-0.5", 0, -1), ("-2.5", -2, -3), ("-0.6", -1, -1),
     ("2.49", 2, 2), ("-2.51", -3, -3), ("7", 7, 7), ("-7", -7, -7)],
)  # fmt: skip
def test_the_middle_goes_to_the_even_one_or_away_from_zero(value: str, even: int, up: int) -> None:
    assert nearest(Fraction(value), c.HALF_EVEN) == even
    assert nearest(Fraction(value), c.HALF_UP) == up


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [("0", 2, "0.00"), ("-1/20", 2, "-0.05"), ("1234", 0, "1234"), ("5/8", 4, "0.6250")],
)
def test_an_amount_is_written_with_all_its_decimals(value: str, places: int, written: str) -> None:
    assert text(Fraction(value), places) == written


@pytest.mark.parametrize(
    ("mode", "detail", "pre_freight", "total"),
    [(c.HALF_EVEN, "1167.12", "1110.00", "1229.17"), (c.HALF_UP, "1167.13", "1110.01", "1229.18")],
)
def test_example_1(mode: str, detail: str, pre_freight: str, total: str) -> None:
    case = Case(Rules(rounding=mode), FIRST, d("3.5"), d("16.27"), d("25"))

    made = document(case)

    assert text(made.lines[0].extended, 2) == "1188.00"
    assert text(made.detail, 2) == detail
    assert text(made.total_discount, 2) == "107.10"
    assert text(made.pre_freight, 2) == pre_freight
    assert text(made.total, 2) == total


def test_example_2_the_two_discount_methods() -> None:
    entry = Entry(d("200"), price=d("100"), manual_amount=d("10"), tax=d("1440"))

    per_line = line(entry, Rules())
    per_unit = document(Case(Rules(discounts=c.PER_UNIT), (entry,), d("2"), freight=d("150")))

    assert per_line.detail == 19990
    assert per_unit.lines[0].manual == 2000
    assert per_unit.lines[0].extended == 19440
    assert per_unit.pre_freight == 17640
    assert per_unit.total == 19230


@pytest.mark.parametrize(
    ("option", "amount", "up", "down", "near"),
    [(c.ENDS_IN, "0.99", "195.99", "194.99", "195.99"),
     (c.ENDS_IN, "0.00", "196.00", "195.00", "196.00"),
     (c.MULTIPLE_OF, "0.25", "195.75", "195.50", "195.75"),
     (c.ENDS_IN, "5.00", "205.00", "195.00", "195.00"),
     (c.ENDS_IN, "95", "295.00", "195.00", "195.00")],
)  # fmt: skip
def test_example_3_rounding_policies(
    option: str, amount: str, up: str, down: str, near: str
) -> None:
    for policy, expected in ((c.UP, up), (c.DOWN, down), (c.NEAREST, near), (c.NONE, "195.65")):
        item = Item(
            c.PERCENT_OF_LIST, percentage=d("90"), list_price=d("217.39"),
            policy=policy, option=option, option_amount=d(amount),
        )  # fmt: skip
        assert text(unit_price(item, Rules()), 2) == expected


@pytest.mark.parametrize(
    ("method", "places", "price"),
    [(c.MARKUP_CURRENT, 2, "100.00"), (c.MARGIN_CURRENT, 2, "106.67"),
     (c.MARGIN_STANDARD, 4, "106.6667"), (c.MARKUP_STANDARD, 0, "100")],
)  # fmt: skip
def test_example_3_markup_and_margin(method: str, places: int, price: str) -> None:
    item = Item(method, percentage=d("25"), current_cost=d("80"), standard_cost=d("80"))

    assert text(unit_price(item, Rules(price_places=places)), places) == price


def test_example_4_the_volume_discount_is_not_rounded() -> None:
    item = Item(amount=d("25.20"), tiers=(Tier(d("1"), d("10"), d("19.05")),))

    made = line(Entry(d("10"), item), Rules())

    assert made.volume_discount == Fraction("4.8006")
    assert text(made.base, 2) == "203.99"


def test_example_5_a_currency_without_decimals() -> None:
    yen = Rules(places=0, rate=d("147.63"))
    entries = (
        Entry(d("3"), price=d("333.33"), tax=d("100")),
        Entry(d("7"), price=d("149.50"), manual_amount=d("46"), tax=d("100")),
        Entry(d("1"), price=d("0.50")),
    )

    made = document(Case(yen, entries, d("2.5"), freight=d("500")))

    assert [each.base for each in made.lines] == [1000, 1046, 0]
    assert made.total == 2650
    assert [
        text(in_base(amount, yen), 2)
        for amount in (made.detail, made.total_discount, made.pre_freight, made.tax, made.total)
    ] == ["13.55", "0.65", "13.21", "1.35", "17.95"]


def test_example_6_base_amounts_are_rounded_each_on_its_own() -> None:
    rules = Rules(rate=d("0.92"))

    assert text(in_base(Fraction("0.05"), rules), 2) == "0.05"
    assert text(in_base(Fraction("0.15"), rules), 2) == "0.16"
    assert text(in_base(Fraction("1229.17"), rules), 2) == "1336.05"


def test_example_8_negatives_and_extremes() -> None:
    def total(*entries: Entry, percent: str = "0", amount: str = "0") -> Fraction:
        return document(Case(Rules(), entries, d(percent), d(amount))).total

    assert total(Entry(d("-4"), price=d("20"))) == -80
    assert total(Entry(d("4"), price=d("-40"))) == -160
    assert total(Entry(d("1"), price=d("50")), percent="100", amount="5") == -5
    assert total(Entry(d("1"), price=d("1000")), percent="10", amount="100") == 800


def test_the_parts_of_an_order_add_up_to_it() -> None:
    case = Case(Rules(), FIRST, d("3.5"), d("16.27"), d("25"))

    parts = split(case, [{0: d("5"), 1: d("1.1")}, {0: d("7"), 2: d("2.5")}, {1: d("2.4")}])

    assert text(parts[0].lines[0].base, 2) == "475.00"
    assert text(parts[0].lines[1].base, 2) == "8.52"  # 27.12 x 1.1 / 3.5 = 8.5234
    assert text(parts[2].lines[1].base, 2) == "18.60"
    assert sum(part.total for part in parts) == document(case).total
    assert rounded(
        Fraction("57.12") * Fraction("466.85") / Fraction("1167.12"), 2, c.HALF_EVEN
    ) == (parts[0].discount)
