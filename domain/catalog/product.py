"""Products, product families and bundles (1.10, 2.6)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from domain.catalog.product_lifecycle import LIFECYCLE, SELLABLE, ProductStatus
from domain.catalog.unit import Unit, UnitOfAnotherGroup
from domain.core.action import Action
from domain.core.errors import Conflict, Invalid, NotFound, Refused
from domain.core.ids import new_id
from domain.core.lifecycle import Fact, Facts, State, Stateful
from domain.core.money import Number
from domain.core.record import Record
from domain.core.text import CODE, Text, camel

MAX_COST = Decimal(10**12)


class ProductStructure(StrEnum):
    """Whether a product is a single product, a family or a bundle; it never changes."""

    PRODUCT = "PRODUCT"
    FAMILY = "FAMILY"
    BUNDLE = "BUNDLE"


class ProductType(StrEnum):
    """The kind of good or service; informational only."""

    SALES_INVENTORY = "SALES_INVENTORY"
    MISCELLANEOUS_CHARGES = "MISCELLANEOUS_CHARGES"
    SERVICES = "SERVICES"
    FLAT_FEES = "FLAT_FEES"


class ProductNotFound(NotFound):
    """The product does not exist, or the caller may not see it."""

    rule = "The product does not exist. Check its ID."


class ProductNumberTaken(Conflict):
    """Product numbers are unique (Dynamics 0x80043b06, I-61)."""

    rule = "Another product already has this number. Choose another number."


class ProductNotActive(Refused):
    """Only active products can be added to documents (I-60)."""

    rule = "Only an active product can be added to a document. Publish or activate it first."


class ProductIsFamily(Refused):
    """A family groups products; it has no price and cannot be sold (Dynamics 0x8004f902)."""

    rule = "A product family cannot be priced, sold, bundled, related or added to a price list."


class ProductParentInvalid(Invalid):
    """The parent must be a family that is not below the product itself (1.10)."""

    rule = "The parent must be a product family, and not the product itself or a family below it."


class ProductRetired(Refused):
    """A retired product cannot be newly offered (Dynamics 0x80061009, 0x80061033)."""

    rule = "A retired product cannot be added to a price list, a bundle or a relationship."


class ProductReadOnly(Refused):
    """Retired products cannot be edited (2.6)."""

    rule = "A retired product cannot be changed."


class ProductValidityInvalid(Invalid):
    """The last day of validity must not be before the first."""

    rule = "`validFrom` must not be later than `validTo`."


# The fields that a revision may change; until then, documents use the published values.
REVISABLE_FIELDS = (
    "name",
    "description",
    "list_price",
    "current_cost",
    "standard_cost",
    "currency_code",
    "quantity_decimals",
    "default_unit_id",
)


@dataclass(eq=False, kw_only=True, slots=True)
class Product(Record, Stateful):
    """A product, a family or a bundle. Costs and list price are per default unit."""

    noun = "Product"
    not_found = ProductNotFound

    number: Annotated[str, Text(100, required=True)] = ""
    name: Annotated[str, Text(300, required=True)] = ""
    description: Annotated[str | None, Text(2_000)] = None
    structure: ProductStructure = ProductStructure.PRODUCT
    type: ProductType | None = None
    status: ProductStatus = ProductStatus.DRAFT
    parent_id: UUID | None = None
    unit_group_id: UUID
    default_unit_id: UUID
    quantity_decimals: Annotated[int, Number(0, 5)] = 5
    currency_code: Annotated[str, CODE]
    list_price: Annotated[Decimal | None, Number(0, MAX_COST, 4)] = None
    current_cost: Annotated[Decimal | None, Number(0, MAX_COST, 4)] = None
    standard_cost: Annotated[Decimal | None, Number(0, MAX_COST, 4)] = None
    default_price_list_id: UUID | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    published: dict[str, Any] | None = None  # the values documents use during a revision

    @property
    def state(self) -> State:
        """The status; products have no status reasons."""
        return State(self.status, self.status)

    def enter(self, state: State) -> None:
        """Set the status. Only the life cycle calls this."""
        self.status = ProductStatus(state.status)

    @property
    def label(self) -> str:
        """The name of the product in error messages."""
        return f"Product {self.number}"

    @property
    def is_sellable(self) -> bool:
        """Whether documents can use the product: it is active or under revision (I-60)."""
        return self.status in SELLABLE

    def check(self) -> None:
        """Check the dates, and that a family has no prices.

        Raises PRODUCT_VALIDITY_INVALID, PRODUCT_IS_FAMILY.
        """
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ProductValidityInvalid(path=("validFrom",))
        self._check_family()

    def _check_family(self) -> None:
        for name in ("list_price", "current_cost", "standard_cost", "default_price_list_id"):
            if self.structure is ProductStructure.FAMILY and getattr(self, name) is not None:
                raise ProductIsFamily(path=(camel(name),))

    def check_unit(self, unit: Unit, field: str) -> None:
        """Raise UNIT_OF_ANOTHER_GROUP for a unit that is not in the product's unit group."""
        if unit.unit_group_id != self.unit_group_id:
            raise UnitOfAnotherGroup(path=(field,))

    def check_offerable(self, field: str) -> None:
        """Raise PRODUCT_IS_FAMILY or PRODUCT_RETIRED if the product cannot be newly offered."""
        if self.structure is ProductStructure.FAMILY:
            raise ProductIsFamily(path=(field,))
        if self.status is ProductStatus.RETIRED:
            # Drafts can be offered; documents accept them once they are published (I-60).
            raise ProductRetired(path=(field,))

    def assign(self, changes: Mapping[str, Any]) -> None:
        """Write values from the input. Raises PRODUCT_READ_ONLY for a retired product."""
        if self.status is ProductStatus.RETIRED:
            raise ProductReadOnly(record=self.label)
        Record.assign(self, changes)

    def publish(self, facts: Facts) -> None:
        """Publish the current values; an active product stays active."""
        if not LIFECYCLE.is_settled(Action.PUBLISH_PRODUCT, self):
            LIFECYCLE.move(Action.PUBLISH_PRODUCT, self, facts=facts)
            # From now on, the current values are the published ones (decision 19).
            self.published = None

    def revise(self) -> None:
        """Start a revision; documents use the published values until it is published."""
        LIFECYCLE.move(Action.REVISE_PRODUCT, self)
        self.published = {name: _to_json(getattr(self, name)) for name in REVISABLE_FIELDS}

    def revert(self) -> None:
        """Discard the changes of the revision."""
        LIFECYCLE.move(Action.REVERT_PRODUCT, self)
        for name in REVISABLE_FIELDS:
            setattr(self, name, self.published_value(name))
        self.published = None

    def clone(self, number: str, name: str | None) -> "Product":
        """Return a draft with another number and the values of any open revision (4.13)."""
        copy = replace(
            self,
            id=new_id(),
            version=0,
            status=ProductStatus.DRAFT,
            # The copy starts from the values of an open revision (4.13), of which nothing is
            # published.
            published=None,
        )
        copy.assign({"number": number, "name": self.name if name is None else name})
        return copy

    def retire(self, facts: Facts) -> None:
        """Stop selling the product."""
        LIFECYCLE.move(Action.RETIRE_PRODUCT, self, facts=facts)

    def activate(self) -> None:
        """Sell a retired product again."""
        # Products of families and bundles do not come back (2.6).
        alone = self.parent_id is None and self.structure is ProductStructure.PRODUCT
        LIFECYCLE.move(Action.ACTIVATE_PRODUCT, self, facts={Fact.STANDS_ALONE: alone})

    def published_value(self, name: str) -> Any:
        """Return the published value of a field that a revision may change."""
        if self.published is None:
            return getattr(self, name)
        value = self.published[name]
        return value if value is None else _READ.get(name, str)(value)


def _to_json(value: Any) -> Any:
    # Decimals are texts, because numbers in JSON would lose digits.
    return None if value is None else str(value)


_READ: dict[str, Any] = {
    "list_price": Decimal,
    "current_cost": Decimal,
    "standard_cost": Decimal,
    "quantity_decimals": int,
    "default_unit_id": UUID,
}
