"""Types for units and unit groups."""

from datetime import datetime
from decimal import Decimal

from db import tables
from gql.schema.field_uses import FIXED, REQUIRED, SETTABLE
from gql.schema.fields import column, connection, entity, to_one
from gql.types.erp_links import LINK_DESCRIPTION, ErpLink
from gql.types.interfaces import VERSION_DESCRIPTION, Node
from gql.types.pages import Connection
from gql.types.parties import User


@entity(tables.unit_groups)
class UnitGroup(Node):
    """Units that are multiples of one another, one of which is the primary unit."""

    name: str = column(
        "Name of the unit group. Unique, at most 200 characters.", filter=True, input=REQUIRED
    )
    units: "Connection[Unit]" = connection(
        "Unit", "Units in the group, including the primary unit.", by="unit_group_id", filter=True
    )
    version: int = column(VERSION_DESCRIPTION)
    created_at: datetime = column("Time the unit group was created. Never changes.", filter=True)
    created_by: User | None = to_one(
        "created_by", "User who created the unit group; null if the system created it."
    )
    updated_at: datetime = column(
        "Time the unit group was last changed. Equals `createdAt` until the first change.",
        filter=True,
    )
    updated_by: User | None = to_one(
        "updated_by", "User who last changed the unit group; null if the system changed it."
    )


@entity(tables.units)
class Unit(Node):
    """A unit that quantities are measured in."""

    name: str = column(
        "Name of the unit, such as `Box`. Unique within its group, at most 100 characters.",
        filter=True,
        input=REQUIRED,
    )
    quantity: Decimal = column(
        "Number of base units in the unit, with up to 5 decimals; 1 for the primary unit.",
        filter=True,
        input=REQUIRED,
    )
    base_unit: "Unit | None" = to_one(
        "base_unit_id",
        "Base unit: the unit that `quantity` counts; null for the primary unit.",
        filter=True,
        input=SETTABLE,
    )
    unit_group: UnitGroup = to_one(
        "unit_group_id",
        "Unit group that the unit belongs to.",
        filter=True,
        input=FIXED,
        sort=("name",),
    )
    erp_link: ErpLink | None = to_one("id", LINK_DESCRIPTION, foreign="record_id", filter=True)
    version: int = column(VERSION_DESCRIPTION)
    created_at: datetime = column("Time the unit was created. Never changes.", filter=True)
    created_by: User | None = to_one(
        "created_by", "User who created the unit; null if the system created it."
    )
    updated_at: datetime = column(
        "Time the unit was last changed. Equals `createdAt` until the first change.", filter=True
    )
    updated_by: User | None = to_one(
        "updated_by", "User who last changed the unit; null if the system changed it."
    )
