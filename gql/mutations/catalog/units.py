"""Mutations of units and their groups."""

import strawberry
from strawberry import ID

from db import tables
from domain.actions.catalog import units as actions
from domain.actions.records import update_record
from domain.catalog import unit
from gql.inputs.catalog.units import (
    CreateUnitGroupInput,
    CreateUnitInput,
    UpdateUnitGroupInput,
    UpdateUnitInput,
)
from gql.inputs.input_conversion import to_domain_values
from gql.mutations.catalog.payloads import DeleteUnitPayload, UnitPayload
from gql.mutations.mutation import Changed, Info, begin_transaction, mutation, uuid_of
from gql.mutations.record_payloads import payload_of
from gql.types.units import UnitGroup


@strawberry.type
class UnitMutations:
    """Create, change and delete units."""

    @mutation(payload_of(UnitGroup))
    async def create_unit_group(self, info: Info, input: CreateUnitGroupInput) -> Changed:
        """Creates a unit group with its primary unit and any other units."""
        units = [to_domain_values(unit) for unit in input.units or ()]
        header = to_domain_values(input, without=["primary_unit", "units"])
        async with begin_transaction(info) as work:
            group = await actions.create_unit_group(work, header, input.primary_unit, units)
        return {"unit_group": group.id}

    @mutation(payload_of(UnitGroup))
    async def update_unit_group(
        self, info: Info, id: ID, input: UpdateUnitGroupInput, expected_version: int | None = None
    ) -> Changed:
        """Renames a unit group. Its units are changed with `updateUnit`."""
        group = uuid_of(tables.unit_groups, id)
        async with begin_transaction(info) as work:
            await update_record(
                work, unit.UnitGroup, group, to_domain_values(input), expected_version
            )
        return {"unit_group": group}

    @mutation(UnitPayload)
    async def create_unit(self, info: Info, input: CreateUnitInput) -> Changed:
        """Adds a unit to a unit group, as a multiple of another unit of the group."""
        async with begin_transaction(info) as work:
            unit = await actions.create_unit(work, to_domain_values(input))
        return {"unit": unit.id, "unit_group": unit.unit_group_id}

    @mutation(UnitPayload)
    async def update_unit(
        self, info: Info, id: ID, input: UpdateUnitInput, expected_version: int | None = None
    ) -> Changed:
        """Changes a unit. The primary unit of a group can only be renamed."""
        uuid = uuid_of(tables.units, id)
        async with begin_transaction(info) as work:
            unit = await actions.update_unit(work, uuid, to_domain_values(input), expected_version)
        return {"unit": unit.id, "unit_group": unit.unit_group_id}

    @mutation(DeleteUnitPayload)
    async def delete_unit(
        self, info: Info, unit_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Deletes a unit that nothing uses and that is not the primary unit of its group."""
        async with begin_transaction(info) as work:
            unit = await actions.delete_unit(work, uuid_of(tables.units, unit_id), expected_version)
        return {"deleted_unit_id": unit_id, "unit_group": unit.unit_group_id}
