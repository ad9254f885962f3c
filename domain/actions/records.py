"""Actions on master records that have no rules across records, such as competitors and tax codes.

The record itself checks its fields (`Record.assign`, `Record.check`).
"""

from typing import TypeVar
from uuid import UUID

from domain.core.record import Record, Values
from domain.ports.repositories import Repository
from domain.ports.unit_of_work import UnitOfWork

R = TypeVar("R", bound=Record)


async def create_record(work: UnitOfWork, kind: type[R], values: Values) -> R:
    """Create a record from the input. Raises what `Record.assign` raises."""
    return create_and_add(work.records(kind), kind(), values)


async def update_record(
    work: UnitOfWork, kind: type[R], id: UUID, values: Values, expected_version: int | None
) -> R:
    """Change a record. Raises its NotFound, VERSION_CONFLICT, and what `Record.assign` raises."""
    return apply_changes(await work.records(kind).get(id), values, expected_version)


def create_and_add(repository: Repository[R], record: R, values: Values) -> R:
    """Write the input to a new record and add it to the repository."""
    record.assign(values)
    repository.add(record)
    return record


def apply_changes(record: R, values: Values, expected_version: int | None) -> R:
    """Check the version and write the input; omitted fields stay as they are, and null clears."""
    record.expect(expected_version)
    record.assign(values)
    return record
