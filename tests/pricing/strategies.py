"""Hypothesis strategies for documents, with frequent ties, tier boundaries and negative numbers."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.pricing import cases as c
from tests.pricing.cases import Case, Entry, Item, Rules, Tier

RATES = ("1", "0.92", "147.63", "7.25", "0.000123456789", "3", "1.1", "25431.5")
AROUND = ("0", "1", "2", "0.5", "2.5", "3.5", "-1", "-2.5", "10", "0.00001", "-0.33333")


def decimals(low: int, high: int, places: int) -> SearchStrategy[Decimal]:
    """Decimals between two integers, inclusive, with at most this many decimal places."""
    return st.integers(low * 10**places, high * 10**places).map(
        lambda digits: Decimal(digits).scaleb(-places)
    )


def rules() -> SearchStrategy[Rules]:
    """All settings of a tenant, with every precision of a currency."""
    return st.builds(
        Rules,
        rounding=st.sampled_from((c.HALF_EVEN, c.HALF_UP)),
        discounts=st.sampled_from((c.LINE_ITEM, c.PER_UNIT)),
        price_places=st.integers(0, 4),
        places=st.sampled_from((0, 2, 3, 4)),
        base_places=st.sampled_from((0, 2, 3, 4)),
        net_first=st.sampled_from((False, False, True)),
        rate=st.sampled_from(RATES).map(Decimal),
    )


@st.composite
def tiers(draw: st.DrawFn, *, in_amounts: bool, places: int) -> tuple[Tier, ...]:
    """Tiers that do not overlap, with and without gaps between them."""
    whole = draw(st.booleans())
    bounds = decimals(1, 60, 0) if whole else decimals(0, 60, 5).filter(bool)
    chosen = sorted(draw(st.sets(bounds, min_size=2, max_size=8)))
    value = decimals(0, 30, places) if in_amounts else decimals(0, 100, 5)
    pairs = zip(chosen[::2], chosen[1::2], strict=False)
    return tuple(Tier(low, high, draw(value)) for low, high in pairs)


@st.composite
def items(draw: st.DrawFn, rules: Rules) -> Item:
    """A product's price list item: six methods, all rounding policies, and optional tiers."""
    method = draw(st.sampled_from(c.METHODS))
    money = decimals(0, 2000, rules.price_places)
    option = draw(st.sampled_from((c.ENDS_IN, c.MULTIPLE_OF)))
    ends = decimals(0, 120, rules.price_places)
    in_amounts = draw(st.booleans())
    no_tiers: SearchStrategy[tuple[Tier, ...]] = st.just(())
    return Item(
        method=method,
        amount=draw(money),
        percentage=draw(percentages(method)),
        list_price=draw(money),
        current_cost=draw(money),
        standard_cost=draw(money),
        policy=draw(st.sampled_from((c.NONE, c.UP, c.DOWN, c.NEAREST))),
        option=option,
        option_amount=draw(ends.filter(bool) if option == c.MULTIPLE_OF else ends),
        tiers=draw(no_tiers | tiers(in_amounts=in_amounts, places=rules.price_places)),
        tiers_in_amounts=in_amounts,
    )


@st.composite
def halfway_items(draw: st.DrawFn, rules: Rules) -> Item:
    """A product whose list price lies halfway between two prices of the rounding policy."""
    option = draw(st.sampled_from((c.ENDS_IN, c.MULTIPLE_OF)))
    amount = draw(st.sampled_from(("0", "0.25", "0.5", "0.99", "3", "10", "25")).map(Decimal))
    step = Decimal(10 if amount >= 1 else 1) * (10 if amount >= 10 else 1)
    start = amount
    if option == c.MULTIPLE_OF:
        amount, start = amount or Decimal(1), Decimal(0)
        step = amount
    turns = draw(st.integers(0, 20).map(Decimal))
    return Item(
        method=c.PERCENT_OF_LIST,
        percentage=Decimal(100),
        list_price=start + step * (turns + Decimal("0.5")),
        policy=draw(st.sampled_from((c.NEAREST, c.UP, c.DOWN))),
        option=option,
        option_amount=amount,
    )


def percentages(method: str) -> SearchStrategy[Decimal]:
    """Percentages that the method accepts: a margin stays below 100."""
    return (
        decimals(0, 9999, 0).map(lambda n: n.scaleb(-2))
        if method in c.MARGINS
        else decimals(0, 300, 2)
    )


def quantities(item: Item | None) -> SearchStrategy[Decimal]:
    """Usual quantities, negative ones, and those at tier boundaries or just beside them."""
    usual = st.sampled_from(AROUND).map(Decimal) | decimals(-100, 100, 5) | decimals(1, 60, 0)
    if item is None or not item.tiers:
        return usual
    return usual | st.sampled_from(at_the_borders(item))


def at_the_borders(item: Item) -> list[Decimal]:
    """Return the quantities at the boundaries of an item's tiers and just beside them."""
    borders = [bound for tier in item.tiers for bound in (tier.low, tier.high)]
    steps = (Decimal(0), Decimal("1e-5"), Decimal("-1e-5"))
    return [bound + step for bound in borders for step in steps]


@st.composite
def tiered_cases(draw: st.DrawFn) -> Case:
    """A product with tiers, in every quantity at which its discount changes."""
    chosen = draw(rules())
    in_amounts = draw(st.booleans())
    item = Item(
        amount=draw(decimals(10, 500, chosen.price_places)),
        tiers=draw(tiers(in_amounts=in_amounts, places=chosen.price_places)),
        tiers_in_amounts=in_amounts,
    )
    return Case(chosen, tuple(Entry(quantity, item) for quantity in at_the_borders(item)))


@st.composite
def entries(draw: st.DrawFn, rules: Rules, catalog: tuple[Item, ...]) -> Entry:
    """A line from the catalog, overridden or write-in, with any kind of discount and tax."""
    item = draw(st.none() | st.sampled_from(catalog)) if catalog else None
    prices = decimals(-500, 500, rules.price_places)
    price = draw(prices if item is None else st.none() | prices)
    discount = draw(st.sampled_from(("", "amount", "percent")))
    tax = draw(st.sampled_from(("", "amount", "rate")))
    return Entry(
        draw(quantities(item)),
        item,
        price,
        manual_amount=draw(decimals(0, 50, rules.places)) if discount == "amount" else None,
        manual_percent=draw(decimals(0, 100, 2)) if discount == "percent" else None,
        tax=draw(decimals(-90, 90, rules.places)) if tax == "amount" else None,
        tax_rate=draw(decimals(0, 30, 2)) if tax == "rate" else None,
    )


@st.composite
def cases(draw: st.DrawFn, most_lines: int = 8) -> Case:
    """A document of at most this many lines, with any kind of header."""
    chosen = draw(rules())
    catalog = tuple(draw(st.lists(items(chosen), max_size=4)))
    lines = draw(st.lists(entries(chosen, catalog), max_size=most_lines))
    return Case(
        chosen,
        tuple(lines),
        draw(st.just(Decimal(0)) | decimals(0, 100, 2)),
        draw(st.just(Decimal(0)) | decimals(0, 200, chosen.places)),
        draw(st.just(Decimal(0)) | decimals(0, 200, chosen.places)),
    )


@st.composite
def long_cases(draw: st.DrawFn, lines: int = 1000) -> Case:
    """A document of a large number of lines: a few kinds of them, with varying quantities."""
    case = draw(cases().filter(lambda made: bool(made.entries)))
    step = draw(decimals(0, 3, 5))
    kinds = len(case.entries)
    many = tuple(
        replace(entry, quantity=entry.quantity + step * at)
        for at in range(lines)
        for entry in [case.entries[at % kinds]]
    )
    return replace(case, entries=many)


@st.composite
def plain_cases(draw: st.DrawFn) -> Case:
    """A few write-ins with round prices and a small discount, whose shares often end in a half."""
    chosen = replace(draw(rules()), places=2, price_places=2)
    wholes = st.lists(st.integers(1, 6).map(Decimal), min_size=2, max_size=4)
    cents = st.integers(1, 30).map(lambda digits: Decimal(digits).scaleb(-2))
    lines = tuple(Entry(quantity, price=Decimal(1)) for quantity in draw(wholes))
    return Case(chosen, lines, discount_amount=draw(cents), freight=draw(cents))


@st.composite
def splits(draw: st.DrawFn) -> tuple[Case, list[dict[int, Decimal]]]:
    """An order, and invoices that together bill all of it: the quantities of each, by line."""
    case = draw(cases(most_lines=5) | plain_cases())
    entries = tuple(entry for entry in case.entries if entry.quantity)
    asked: list[dict[int, Decimal]] = [{} for _ in range(draw(st.integers(2, 4)))]
    whole = draw(st.booleans())  # lines, each on one invoice
    for at, entry in enumerate(entries):
        units = abs(int(entry.quantity.scaleb(5)))
        simple = st.sampled_from((0, units) if whole else (units // 3, units // 2))
        cut = simple if whole else simple | st.integers(0, units)
        cuts = sorted(draw(st.lists(cut, min_size=len(asked) - 1, max_size=len(asked) - 1)))
        for invoice, (low, high) in zip(asked, pairwise([0, *cuts, units]), strict=True):
            if high > low:
                invoice[at] = Decimal(high - low).scaleb(-5).copy_sign(entry.quantity)
    return replace(case, entries=entries), [invoice for invoice in asked if invoice]
