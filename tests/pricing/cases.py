"""Documents to be priced, as neutral records: no type of ours, and the names of the API.

Decimals are exact; the calculation reads them as fractions, the tests hand them to the program.
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
    """What the tenant has set, and the decimals of the document's and the base currency."""

    rounding: str = HALF_EVEN
    discounts: str = LINE_ITEM
    price_places: int = 2
    places: int = 2
    base_places: int = 2
    net_first: bool = False  # round the price less its volume discount before multiplying
    rate: Decimal = Decimal(1)  # units of the document's currency for one unit of the base


@dataclass(frozen=True)
class Tier:
    """A discount from one quantity to another, both included."""

    low: Decimal
    high: Decimal
    value: Decimal  # percent or amount, as the whole list says


@dataclass(frozen=True)
class Item:
    """A product on the price list: how its price is made, and from what."""

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
    """A line as it is typed. Of a catalog item, unless there is none: then it is a write-in."""

    quantity: Decimal
    item: Item | None = None
    price: Decimal | None = None  # typed: a write-in's, or one that overrides the list's
    manual_amount: Decimal | None = None
    manual_percent: Decimal | None = None
    tax: Decimal | None = None
    tax_rate: Decimal | None = None  # percent, of a tax code
    comes_with_a_bundle: bool = False  # required in it: costs nothing of its own


@dataclass(frozen=True)
class Case:
    """A document: its rules, its lines and what stands in its header."""

    rules: Rules
    entries: tuple[Entry, ...]
    discount_percentage: Decimal = Decimal(0)
    discount_amount: Decimal = Decimal(0)
    freight: Decimal = Decimal(0)

    def under(self, rules: Rules) -> "Case":
        """The same document where other rules hold."""
        return replace(self, rules=rules)
