"""Documents made up by hypothesis: ties, tier borders and negative figures come often."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.pricing import cases as c
from tests.pricing.cases import Case, Entry, Item, Rules, Tier

RATES = ("1", "0.92", "147.63", "7.25", "0.000123456789", "3", "1.1", "25431.5")
AROUND = ("1", "2", "0.5", "2.5", "3.5", "-1", "-2.5", "10", "0.00001", "-0.33333")


def decimals(low: int, high: int, places: int) -> SearchStrategy[Decimal]:
    """Numbers between two integers, both included, with at most so many decimals."""
    return st.integers(low * 10**places, high * 10**places).map(
        lambda digits: Decimal(digits).scaleb(-places)
    )


def rules() -> SearchStrategy[Rules]:
    """Every setting a tenant can choose, every precision a currency may have."""
    return st.builds(
        Rules,
        rounding=st.sampled_from((c.HALF_EVEN, c.HALF_UP)),
        discounts=st.sampled_from((c.LINE_ITEM, c.PER_UNIT)),
        price_places=st.integers(0, 4),
        places=st.sampled_from((0, 2, 3, 4)),
        base_places=st.sampled_from((0, 2, 3, 4)),
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
    """A product's item on the price list: six methods, all rounding policies, maybe tiers."""
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
        tiers=draw(no_tiers | tiers(in_amounts=in_amounts, places=rules.places)),
        tiers_in_amounts=in_amounts,
    )


def percentages(method: str) -> SearchStrategy[Decimal]:
    """What the method may be given: a margin stays below 100."""
    return (
        decimals(0, 9999, 0).map(lambda n: n.scaleb(-2))
        if method in c.MARGINS
        else decimals(0, 300, 2)
    )


def quantities(item: Item | None) -> SearchStrategy[Decimal]:
    """Usual quantities, negative ones, and those on and just beside the borders of tiers."""
    usual = st.sampled_from(AROUND).map(Decimal) | decimals(-100, 100, 5) | decimals(1, 60, 0)
    if item is None or not item.tiers:
        return usual.filter(bool)
    borders = [bound for tier in item.tiers for bound in (tier.low, tier.high)]
    beside = [bound + step for bound in borders for step in (Decimal("1e-5"), Decimal("-1e-5"))]
    return (usual | st.sampled_from(borders + beside)).filter(bool)


@st.composite
def entries(draw: st.DrawFn, rules: Rules, catalogue: tuple[Item, ...]) -> Entry:
    """A line: of the catalogue, overridden or a write-in; every kind of discount and of tax."""
    item = draw(st.none() | st.sampled_from(catalogue)) if catalogue else None
    typed = decimals(-500, 500, rules.price_places)
    price = draw(typed if item is None else st.none() | typed)
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
    """A document of up to so many lines, with every kind of header."""
    chosen = draw(rules())
    catalogue = tuple(draw(st.lists(items(chosen), max_size=4)))
    lines = draw(st.lists(entries(chosen, catalogue), max_size=most_lines))
    return Case(
        chosen,
        tuple(lines),
        draw(st.just(Decimal(0)) | decimals(0, 100, 2)),
        draw(st.just(Decimal(0)) | decimals(0, 200, chosen.places)),
        draw(st.just(Decimal(0)) | decimals(0, 200, chosen.places)),
    )


@st.composite
def long_cases(draw: st.DrawFn, lines: int = 1000) -> Case:
    """A document of very many lines: a few kinds of them, each time with another quantity."""
    case = draw(cases().filter(lambda made: bool(made.entries)))
    step = draw(decimals(0, 3, 5))
    many = tuple(
        replace(entry, quantity=entry.quantity + step * at)
        for at in range(lines)
        for entry in [case.entries[at % len(case.entries)]]
        if entry.quantity + step * at
    )
    return replace(case, entries=many)
