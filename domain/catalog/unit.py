"""Units of measure, in groups that each have one primary unit (1.10)."""

from collections.abc import Mapping, MutableSet
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from domain.core.errors import Conflict, NotFound, Refused
from domain.core.money import Number
from domain.core.record import Record
from domain.core.text import Text


class UnitGroupNotFound(NotFound):
    """The unit group does not exist, or the caller may not see it."""

    rule = "The unit group does not exist. Check its ID."


class UnitNotFound(NotFound):
    """The unit does not exist, or the caller may not see it."""

    rule = "The unit does not exist. Check its ID or name."


class UnitGroupNameTaken(Conflict):
    """Names of unit groups are unique."""

    rule = "Another unit group already has this name. Choose another name."


class UnitNameTaken(Conflict):
    """Names of units are unique within their group."""

    rule = "Another unit of the group already has this name. Choose another name."


class PrimaryUnitFixed(Refused):
    """The primary unit has the quantity 1 and cannot be deleted (Dynamics 0x80043b18, b03)."""

    rule = "The primary unit of a group has the quantity 1 and no base unit, and cannot be deleted."


class UnitLoop(Refused):
    """A unit would be a multiple of itself (Dynamics 0x80043b19, 0x80043b1a)."""

    rule = "A unit cannot be a multiple of itself, directly or through other units."


class UnitOfAnotherGroup(Refused):
    """The unit belongs to another unit group (Dynamics 0x80043b14)."""

    rule = "The unit belongs to another unit group. Choose a unit of the same group."


class UnitInUse(Refused):
    """A unit that products, price lists, lines or other units use cannot be deleted."""

    rule = (
        "The unit is used by products, price lists, documents or other units and cannot be deleted."
    )


@dataclass(eq=False, kw_only=True, slots=True)
class UnitGroup(Record):
    """Units that can be converted into one another."""

    noun = "Unit group"
    not_found = UnitGroupNotFound

    name: Annotated[str, Text(200, required=True)] = ""


@dataclass(eq=False, kw_only=True, slots=True)
class Unit(Record):
    """A multiple of a base unit. A group's primary unit has no base unit and the quantity 1."""

    noun = "Unit"
    not_found = UnitNotFound

    unit_group_id: UUID
    name: Annotated[str, Text(100, required=True)] = ""
    quantity: Annotated[Decimal, Number(Decimal("0.00001"), 10**11, 5, trim=True)] = Decimal(1)
    base_unit_id: UUID | None = None

    @property
    def is_primary(self) -> bool:
        """Whether all other units of the group derive from this one."""
        return self.base_unit_id is None

    def check(self) -> None:
        """Raise PRIMARY_UNIT_FIXED for a primary unit with a quantity other than 1."""
        # All other units of the group are multiples of this one (1.10).
        if self.is_primary and self.quantity != 1:
            raise PrimaryUnitFixed(path=("quantity",))

    def check_base(
        self, group: Mapping[UUID, "Unit"], checked: MutableSet[UUID] | None = None
    ) -> None:
        """Raise UNIT_OF_ANOTHER_GROUP, UNIT_LOOP; `group` has the units of the group by ID.

        Skips units in `checked`, and adds this unit and its base units to it.
        """
        known = set() if checked is None else checked
        seen, base = {self.id}, self.base_unit_id
        while base is not None and base not in known:
            if base in seen:
                raise UnitLoop(path=("baseUnitId",))
            if base not in group:
                raise UnitOfAnotherGroup(path=("baseUnitId",))
            seen.add(base)
            base = group[base].base_unit_id
        # A later unit that is based on one of these need not follow the chain again.
        known |= seen
