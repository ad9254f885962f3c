"""An independent calculation of a document's amounts, in exact fractions.

It was written from the published formulas alone, without looking at the program. It imports nothing
of it, and no decimal context rounds here. If the two differ, one of them is wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tests.pricing import cases as c
from tests.pricing.cases import Case, Entry, Item, Rules

ZERO, HALF, HUNDRED = Fraction(0), Fraction(1, 2), Fraction(100)


def nearest(value: Fraction, mode: str) -> int:
    """Return the nearest integer; halves go to the even one, or away from zero."""
    below = value.numerator // value.denominator
    rest = value - below
    if rest != HALF:
        return below + (rest > HALF)
    return below + (value > 0) if mode == c.HALF_UP else below + below % 2


def rounded(value: Fraction, places: int, mode: str) -> Fraction:
    """Round a value to `places` decimals."""
    return Fraction(nearest(value * 10**places, mode), 10**places)


def text(value: Fraction, places: int) -> str:
    """Return a value as the API writes it: exactly `places` decimals, no sign on zero."""
    scaled = value * 10**places
    assert scaled.denominator == 1, f"{value} has more than {places} decimals"
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    cut = len(digits) - places
    return "-" * (value < 0) + digits[:cut] + "." * (places > 0) + digits[cut:]


# Prices


def source(item: Item) -> Fraction:
    """Return the source of the price: the item's amount, or a figure of the product."""
    if item.method == c.AMOUNT:
        return Fraction(item.amount)
    if item.method == c.PERCENT_OF_LIST:
        return Fraction(item.list_price)
    current = item.method in {c.MARKUP_CURRENT, c.MARGIN_CURRENT}
    return Fraction(item.current_cost if current else item.standard_cost)


def by_method(item: Item) -> Fraction:
    """Compute the price by one of the six methods, without rounding."""
    figure, share = source(item), Fraction(item.percentage) / HUNDRED
    if item.method == c.AMOUNT:
        return figure
    if item.method == c.PERCENT_OF_LIST:
        return figure * share
    return figure / (1 - share) if item.method in c.MARGINS else figure * (1 + share)


def by_policy(price: Fraction, item: Item) -> Fraction:
    """Round a computed price to the next ending or multiple.

    Prices with an ending are the ending itself and the prices whole steps above it.
    """
    if item.method == c.AMOUNT or item.policy == c.NONE:
        return price
    step, start = Fraction(item.option_amount), ZERO
    if item.option == c.ENDS_IN:
        step, start = end_step(step), step
    turns = (price - start) / step
    below = turns.numerator // turns.denominator
    if below < 0:
        return start
    down = start + below * step
    up = down if down == price else down + step
    if item.policy in {c.UP, c.DOWN}:
        return up if item.policy == c.UP else down
    assert item.policy == c.NEAREST
    return down if price - down < up - price else up


def end_step(end: Fraction) -> Fraction:
    """Return the distance of prices with this ending: 1 below 1, else the next power of ten."""
    step = Fraction(1)
    while step <= end:
        step *= 10
    return step


def unit_price(item: Item, rules: Rules) -> Fraction:
    """Return the price per unit from the price list."""
    return rounded(by_policy(by_method(item), item), rules.price_places, rules.rounding)


def tier_discount(item: Item, price: Fraction, quantity: Fraction) -> Fraction:
    """Return the volume discount per unit of the tier for the quantity, not rounded."""
    for tier in item.tiers:
        if Fraction(tier.low) <= quantity <= Fraction(tier.high):
            value = Fraction(tier.value)
            return value if item.tiers_in_amounts else price * value / HUNDRED
    return ZERO


# Lines and documents


@dataclass(frozen=True)
class Line:
    """The amounts of a line."""

    price: Fraction
    volume_discount: Fraction  # not rounded
    base: Fraction
    manual: Fraction
    tax: Fraction

    @property
    def extended(self) -> Fraction:
        """The line with its tax."""
        return self.base - self.manual + self.tax

    @property
    def detail(self) -> Fraction:
        """The line without its tax: what it adds to the document's detail amount."""
        return self.base - self.manual


def line(entry: Entry, rules: Rules) -> Line:
    """Compute the amounts of a line."""
    quantity, discount = Fraction(entry.quantity), ZERO
    if entry.comes_with_a_bundle:
        price = ZERO
    elif entry.price is not None or entry.item is None:
        price = Fraction(entry.price or 0)
    else:
        price = unit_price(entry.item, rules)
        discount = tier_discount(entry.item, price, quantity)
    net = price - discount
    if rules.net_first:
        net = rounded(net, rules.places, rules.rounding)
    base = rounded(quantity * net, rules.places, rules.rounding)
    manual = manual_discount(entry, base, quantity, rules)
    if entry.tax_rate is None:
        tax = Fraction(entry.tax or 0)
    else:
        share = Fraction(entry.tax_rate) / HUNDRED
        tax = rounded((base - manual) * share, rules.places, rules.rounding)
    return Line(price, discount, base, manual, tax)


def manual_discount(entry: Entry, base: Fraction, quantity: Fraction, rules: Rules) -> Fraction:
    """Return the manual discount: a percentage of the base, or an amount per line or per unit."""
    if entry.manual_percent is not None:
        part = base * Fraction(entry.manual_percent) / HUNDRED
        return rounded(part, rules.places, rules.rounding)
    typed = Fraction(entry.manual_amount or 0)
    if rules.discounts == c.PER_UNIT:
        return rounded(typed * quantity, rules.places, rules.rounding)
    return typed


@dataclass(frozen=True)
class Document:
    """The amounts of a document."""

    lines: tuple[Line, ...]
    percent_discount: Fraction
    discount_amount: Fraction
    freight: Fraction

    @property
    def detail(self) -> Fraction:
        """All lines without tax."""
        return sum((each.detail for each in self.lines), ZERO)

    @property
    def line_discount(self) -> Fraction:
        """The manual discounts of all lines, without volume discounts."""
        return sum((each.manual for each in self.lines), ZERO)

    @property
    def total_discount(self) -> Fraction:
        """All discounts except volume discounts."""
        return self.line_discount + self.percent_discount + self.discount_amount

    @property
    def pre_freight(self) -> Fraction:
        """All lines less the document's discounts."""
        return self.detail - self.percent_discount - self.discount_amount

    @property
    def tax(self) -> Fraction:
        """The tax of all lines; freight has none."""
        return sum((each.tax for each in self.lines), ZERO)

    @property
    def total(self) -> Fraction:
        """The total amount."""
        return self.pre_freight + self.freight + self.tax

    @property
    def discount_exceeds_total(self) -> bool:
        """True if the document's discounts alone make it negative, which is refused (I-27)."""
        return self.detail >= 0 > self.pre_freight


def document(case: Case) -> Document:
    """Compute the amounts of a document."""
    rules = case.rules
    lines = tuple(line(entry, rules) for entry in case.entries)
    detail = sum((each.detail for each in lines), ZERO)
    percent = detail * Fraction(case.discount_percentage) / HUNDRED
    return Document(
        lines,
        rounded(percent, rules.places, rules.rounding),
        Fraction(case.discount_amount),
        Fraction(case.freight),
    )


def in_base(amount: Fraction, rules: Rules) -> Fraction:
    """Convert an amount to the base currency, rounded separately."""
    return rounded(amount / Fraction(rules.rate), rules.base_places, rules.rounding)


# Invoices of parts of an order


@dataclass(frozen=True)
class Part:
    """An invoice of a part of an order: its lines, by their place in the order, and its sums."""

    lines: dict[int, Line]
    discount: Fraction  # of the document: percentage and amount together
    freight: Fraction

    @property
    def detail(self) -> Fraction:
        """All its lines without tax."""
        return sum((each.detail for each in self.lines.values()), ZERO)

    @property
    def line_discount(self) -> Fraction:
        """The manual discounts of its lines."""
        return sum((each.manual for each in self.lines.values()), ZERO)

    @property
    def total(self) -> Fraction:
        """The total amount of the invoice."""
        taxes = sum((each.tax for each in self.lines.values()), ZERO)
        return self.detail - self.discount + self.freight + taxes


def split(case: Case, asked: Sequence[dict[int, Decimal]]) -> list[Part]:
    """Split an order into invoices by quantity; a part that completes something takes the rest.

    A line's amounts go by quantity, the document's discount and freight by detail amount (I-54).
    """
    order, rules = document(case), case.rules
    left = {at: Fraction(entry.quantity) for at, entry in enumerate(case.entries)}
    parts: list[Part] = []
    for quantities in asked:
        lines = {}
        for at, quantity in quantities.items():
            left[at] -= Fraction(quantity)
            before = [part.lines[at] for part in parts if at in part.lines]
            share = Fraction(quantity) / Fraction(case.entries[at].quantity)
            lines[at] = part_of(order.lines[at], share, before, rules, ends=not left[at])
        part = Part(lines, ZERO, ZERO)
        parts.append(with_header(part, order, parts, rules, ends=not any(left.values())))
    return parts


def part_of(
    whole: Line, share: Fraction, before: Sequence[Line], rules: Rules, *, ends: bool
) -> Line:
    """Return a share of a line's amounts, or all that earlier parts have left."""

    def amount(name: str) -> Fraction:
        total: Fraction = getattr(whole, name)
        if ends:
            return total - sum((getattr(each, name) for each in before), ZERO)
        return rounded(total * share, rules.places, rules.rounding)

    return Line(whole.price, whole.volume_discount, amount("base"), amount("manual"), amount("tax"))


def with_header(
    part: Part, order: Document, before: Sequence[Part], rules: Rules, *, ends: bool
) -> Part:
    """Add to a part its share of the order's discount and freight, or the rest of them."""
    discount = order.percent_discount + order.discount_amount
    if ends:
        return Part(
            part.lines,
            discount - sum((each.discount for each in before), ZERO),
            order.freight - sum((each.freight for each in before), ZERO),
        )
    share = part.detail / order.detail if order.detail else ZERO
    return Part(
        part.lines,
        rounded(discount * share, rules.places, rules.rounding),
        rounded(order.freight * share, rules.places, rules.rounding),
    )
