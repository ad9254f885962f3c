"""Units and their groups as clients type them."""

from decimal import Decimal

import strawberry
from strawberry import ID, Maybe

from gql.inputs.quick import quick

_COUNT = "How many of the base unit it is."


@quick
@strawberry.input(description="A unit of a new group.")
class UnitOfGroupInput:
    """See `domain.unit.Unit`."""

    name: str
    quantity: Decimal = strawberry.field(description=_COUNT)
    base_unit: str | None = strawberry.field(
        default=None,
        description="The name of the unit of the group that it is counted in; the primary unit"
        " where it is absent.",
    )


@strawberry.input(description="A new group of units that can be counted in one another.")
class CreateUnitGroupInput:
    """See `domain.unit.UnitGroup`."""

    name: str
    primary_unit: str
    units: list[UnitOfGroupInput] | None = None


@strawberry.input(description="Changes of a unit group; absent fields stay as they are.")
class UpdateUnitGroupInput:
    """See `domain.unit.UnitGroup`."""

    name: Maybe[str | None]


@strawberry.input(description="A new unit of a group that is there.")
class CreateUnitInput:
    """See `domain.unit.Unit`."""

    unit_group_id: ID
    name: str
    quantity: Decimal = strawberry.field(description=_COUNT)
    base_unit_id: ID | None = None


@strawberry.input(description="Changes of a unit; absent fields stay as they are.")
class UpdateUnitInput:
    """See `domain.unit.Unit`."""

    name: Maybe[str | None]
    quantity: Maybe[Decimal | None] = strawberry.field(description=_COUNT)
    base_unit_id: Maybe[ID | None]
