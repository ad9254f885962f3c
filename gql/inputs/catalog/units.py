"""Input types for units and unit groups."""

import strawberry

from gql.inputs.fast_construction import fast_input
from gql.inputs.input_types import create_input, update_input
from gql.types.units import Unit, UnitGroup


@fast_input
@create_input(Unit, without=["unit_group", "base_unit"])
class UnitOfGroupInput:
    """A unit of a new unit group."""

    base_unit: str | None = strawberry.field(
        default=None,
        description="Name of the base unit: the unit of the group that `quantity` counts."
        " Defaults to the primary unit.",
    )


@create_input(UnitGroup)
class CreateUnitGroupInput:
    """Fields for creating a unit group, whose units are multiples of one another."""

    primary_unit: str
    units: list[UnitOfGroupInput] | None = None


@update_input(UnitGroup)
class UpdateUnitGroupInput:
    """Fields to change on a unit group."""


@create_input(Unit)
class CreateUnitInput:
    """Fields for adding a unit to a unit group."""


@update_input(Unit)
class UpdateUnitInput:
    """Fields to change on a unit; omitted fields stay as they are."""
