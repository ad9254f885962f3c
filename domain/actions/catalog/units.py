"""Actions on units and unit groups (1.10)."""

from collections.abc import Sequence
from uuid import UUID

from domain.actions.catalog.shared import with_path, without
from domain.actions.records import create_and_add
from domain.catalog.unit import (
    PrimaryUnitFixed,
    Unit,
    UnitGroup,
    UnitInUse,
    UnitLoop,
    UnitNameTaken,
    UnitNotFound,
)
from domain.core.errors import DomainError
from domain.core.record import Values
from domain.ports.catalog import CatalogUnitOfWork


async def create_unit_group(
    work: CatalogUnitOfWork, values: Values, primary_unit: str, units: Sequence[Values]
) -> UnitGroup:
    """Create a group with its primary unit and further units, which name their base units."""
    group = create_and_add(work.records(UnitGroup), UnitGroup(), values)
    primary = Unit(unit_group_id=group.id)
    _take(primary, {"name": primary_unit}, "primaryUnit")
    by_name = {primary.name: primary}
    for at, unit_values in enumerate(units):
        unit = Unit(unit_group_id=group.id, base_unit_id=primary.id)
        _take(unit, without(unit_values, "base_unit"), "units", at)
        if unit.name in by_name:
            raise UnitNameTaken(path=("units", at, "name"))
        by_name[unit.name] = unit
    # After all units exist, because one can be based on another that the input names later.
    _count_in_one_another(units, by_name)
    for unit in by_name.values():
        work.units.add(unit)
    return group


async def create_unit(work: CatalogUnitOfWork, values: Values) -> Unit:
    """Create a unit of a group. Its base unit defaults to the group's primary unit."""
    group = await with_path(work.records(UnitGroup).get(values["unit_group_id"]), "unitGroupId")
    units = {unit.id: unit for unit in await work.units.get_children(group.id)}
    primary = next(unit for unit in units.values() if unit.is_primary)
    unit = Unit(
        unit_group_id=group.id, base_unit_id=values.get("base_unit_id") or primary.id
    )  # a unit without a base would be a second primary one
    create_and_add(work.units, unit, without(values, "unit_group_id", "base_unit_id"))
    await _check_among(work, unit, units)
    return unit


async def update_unit(
    work: CatalogUnitOfWork, id: UUID, values: Values, expected_version: int | None
) -> Unit:
    """Change a unit; a primary unit can only be renamed."""
    unit = await work.units.get(id)
    unit.expect(expected_version)
    # A group always has exactly one primary unit (1.10).
    if "base_unit_id" in values and (values["base_unit_id"] is None) is not unit.is_primary:
        raise PrimaryUnitFixed(path=("baseUnitId",))
    unit.assign(values)
    units = {each.id: each for each in await work.units.get_children(unit.unit_group_id)}
    await _check_among(work, unit, units)
    return unit


async def delete_unit(work: CatalogUnitOfWork, id: UUID, expected_version: int | None) -> Unit:
    """Delete a unit that is not primary and that nothing uses. Returns the unit."""
    unit = await work.units.get(id)
    unit.expect(expected_version)
    if unit.is_primary:
        raise PrimaryUnitFixed
    if await work.usages.uses_unit(unit.id):
        raise UnitInUse
    work.units.delete(unit)
    return unit


async def _check_among(work: CatalogUnitOfWork, unit: Unit, group: dict[UUID, Unit]) -> None:
    if unit.base_unit_id is not None and unit.base_unit_id not in group:
        await with_path(work.units.get(unit.base_unit_id), "baseUnitId")
    unit.check_base(group)
    if any(other.name == unit.name for other in group.values() if other is not unit):
        raise UnitNameTaken(path=("name",))


def _take(unit: Unit, values: Values, *path: str | int) -> None:
    try:
        unit.assign(values)
    except DomainError as wrong:
        # `primaryUnit` is a text, not an object: the error points at it instead of a field in it.
        raise (wrong.prefix_path(*path) if len(path) > 1 else _at(wrong, *path)) from None


def _at(wrong: DomainError, *path: str | int) -> DomainError:
    wrong.path = path
    return wrong


def _count_in_one_another(units: Sequence[Values], by_name: dict[str, Unit]) -> None:
    """Set base units by name. Raises UNIT_NOT_FOUND, UNIT_LOOP."""
    multiples = [unit for unit in by_name.values() if not unit.is_primary]
    for at, (unit, values) in enumerate(zip(multiples, units, strict=True)):
        base = values.get("base_unit")
        if base is not None and base.strip() not in by_name:
            raise UnitNotFound(path=("units", at, "baseUnit"))
        if base is not None:
            unit.base_unit_id = by_name[base.strip()].id
    group = {unit.id: unit for unit in by_name.values()}
    # Units already checked are not followed again; a chain of units would take quadratic time.
    checked: set[UUID] = set()
    for at, unit in enumerate(multiples):
        try:
            unit.check_base(group, checked)
        except UnitLoop as loop:
            raise _at(loop, "units", at, "baseUnit") from None
