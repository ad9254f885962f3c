"""Documents to price, as neutral records with the names of the API and without our types.

The independent calculation reads the decimals as fractions; tests pass them to the program.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

HALF_EVEN, HALF_UP = "HALF_EVEN", "HALF_UP"
LINE_ITEM, PER_UNIT = "LINE_ITEM", "PER_UNIT"

AMOUNT = "AMOUNT"
PERCENT_OF_LIST = "PERCENT_OF_LIST"
MARKUP_CURRENT, MARGIN_CURRENT = "MARKUP_CURRENT", "MARGIN_CURRENT"
MARKUP_STANDARD, MARGIN_STANDARD = "MARKUP_STANDARD", "MARGIN_STANDARD"
METHODS = (
    AMOUNT, PERCENT_OF_LIST, MARKUP_CURRENT, MARGIN_CURRENT, MARKUP_STANDARD, MARGIN_STANDARD,
)  # fmt: skip
MARGINS = (MARGIN_CURRENT, MARGIN_STANDARD)

NONE, UP, DOWN, NEAREST = "NONE", "UP", "DOWN", "NEAREST"
ENDS_IN, MULTIPLE_OF = "ENDS_IN", "MULTIPLE_OF"


@dataclass(frozen=True)
class Rules:
    """The tenant's settings, and the precision of the document's and the base currency."""

    rounding: str = HALF_EVEN
    discounts: str = LINE_ITEM
    price_places: int = 2
    places: int = 2
    base_places: int = 2
    net_first: bool = False  # round the price less its volume discount before multiplying
    rate: Decimal = Decimal(1)  # units of the document's currency for one unit of the base


@dataclass(frozen=True)
class Tier:
    """A discount for a range of quantities, inclusive."""

    low: Decimal
    high: Decimal
    value: Decimal  # percent or amount, depending on the type of the list


@dataclass(frozen=True)
class Item:
    """A product on the price list, with its pricing method and figures."""

    method: str = AMOUNT
    amount: Decimal = Decimal(0)
    percentage: Decimal = Decimal(0)
    list_price: Decimal = Decimal(0)
    current_cost: Decimal = Decimal(0)
    standard_cost: Decimal = Decimal(0)
    policy: str = NONE
    option: str = ENDS_IN
    option_amount: Decimal = Decimal(0)
    tiers: tuple[Tier, ...] = ()
    tiers_in_amounts: bool = False


@dataclass(frozen=True)
class Entry:
    """The input of a line: a catalog item, or a write-in if there is none."""

    quantity: Decimal
    item: Item | None = None
    price: Decimal | None = None  # typed: a write-in's, or one that overrides the list's
    manual_amount: Decimal | None = None
    manual_percent: Decimal | None = None
    tax: Decimal | None = None
    tax_rate: Decimal | None = None  # percent, of a tax code
    comes_with_a_bundle: bool = False  # required in the bundle: has no price of its own


@dataclass(frozen=True)
class Case:
    """A document: its rules, lines and header fields."""

    rules: Rules
    entries: tuple[Entry, ...]
    discount_percentage: Decimal = Decimal(0)
    discount_amount: Decimal = Decimal(0)
    freight: Decimal = Decimal(0)

    def under(self, rules: Rules) -> "Case":
        """Return the same document under other rules."""
        return replace(self, rules=rules)
