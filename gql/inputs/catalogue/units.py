"""Units and their groups as clients type them."""

from decimal import Decimal

import strawberry
from strawberry import ID, Maybe

from gql.inputs.quick import quick

_COUNT = "Number of base units in the unit, with up to 5 decimals."


@quick
@strawberry.input(description="A unit of a new unit group.")
class UnitOfGroupInput:
    """See `domain.unit.Unit`."""

    name: str
    quantity: Decimal = strawberry.field(description=_COUNT)
    base_unit: str | None = strawberry.field(
        default=None,
        description="Name of the base unit: the unit of the group that `quantity` counts."
        " Defaults to the primary unit.",
    )


@strawberry.input(
    description="Fields for creating a unit group, whose units are multiples of one another."
)
class CreateUnitGroupInput:
    """See `domain.unit.UnitGroup`."""

    name: str
    primary_unit: str
    units: list[UnitOfGroupInput] | None = None


@strawberry.input(description="Fields to change on a unit group; omitted fields stay as they are.")
class UpdateUnitGroupInput:
    """See `domain.unit.UnitGroup`."""

    name: Maybe[str | None]


@strawberry.input(description="Fields for adding a unit to a unit group.")
class CreateUnitInput:
    """See `domain.unit.Unit`."""

    unit_group_id: ID
    name: str
    quantity: Decimal = strawberry.field(description=_COUNT)
    base_unit_id: ID | None = None


@strawberry.input(description="Fields to change on a unit; omitted fields stay as they are.")
class UpdateUnitInput:
    """See `domain.unit.Unit`."""

    name: Maybe[str | None]
    quantity: Maybe[Decimal | None] = strawberry.field(description=_COUNT)
    base_unit_id: Maybe[ID | None]
