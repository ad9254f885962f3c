"""Types of the change feed, for clients that keep a copy of the data."""

from datetime import datetime
from enum import StrEnum

import strawberry

from db.change_feed import ChangeOperation
from db.planner.feed import Entries
from db.planner.fields.polymorphic import ByKind, IdByKind
from db.tables import FOLLOWED
from gql.schema.fields import column, field_from, structure, to_one
from gql.schema.naming import plural
from gql.schema.page_fields import page_field, rows
from gql.types.enums import publish_enum
from gql.types.interfaces import Node
from gql.types.parties import User

_MEANINGS = {  # descriptions that say more than the type's name
    "USER": "Users of the tenant, who are managed on the command line.",
    "CURRENCY": "Currencies and their exchange rates.",
    "DISCOUNT_TIER": "Tiers of discount lists, which are records of their own.",
    "PRODUCT": "Products, families and bundles, without the items of bundles.",
    "BUNDLE_ITEM": "Items of bundles: products with a quantity.",
    "PRODUCT_RELATIONSHIP": "Relationships that suggest one product for another.",
    "PRICE_LIST_ITEM": "Prices of products on price lists.",
    "OPPORTUNITY": "Opportunities, including their lines and close records.",
    "QUOTE": "Quotes, including their lines and close records.",
    "ORDER": "Orders, including their lines and close records.",
    "INVOICE": "Invoices, including their lines, payments and close records.",
}
# Taken from the tables that the feed follows, so that none is forgotten here.
_TYPES = {
    name: f"{plural(name.lower()).capitalize()}, when one is created, changed or deleted."
    for name in sorted(FOLLOWED)
} | _MEANINGS

ChangeType = StrEnum("ChangeType", [(name, name) for name in _TYPES])  # type: ignore[misc]

publish_enum(ChangeType, "Type of record in the change feed.", **_TYPES)
publish_enum(
    ChangeOperation,
    "What happened to a record in a change.",
    name="ChangeOperation",
    CREATED="The record was created; the first change of every record.",
    UPDATED="The record or a part of it was changed.",
    DELETED="The record was deleted; the last change of the record.",
)


@structure
class Change:
    """The creation, change or deletion of a record."""

    cursor: str = page_field(Entries.cursor, "Cursor of the change. Pass it as `since`.")
    type: ChangeType = column("Type of the record that was created, changed or deleted.")
    record_id: strawberry.ID = field_from(
        IdByKind(FOLLOWED, "type", "record_id"),
        "ID of the record that was created, changed or deleted.",
    )
    operation: ChangeOperation = column("Whether the record was created, changed or deleted.")
    version: int = column(
        "Version of the record after the change; 1 if records of its type have no version."
    )
    # Transactions can commit in another order than they began, so times do not order changes
    # (decision 49).
    changed_at: datetime = column(
        "Time of the change in UTC. Changes are ordered by their cursors, not by this time."
    )
    changed_by: User | None = to_one(
        "changed_by", "User who made the change; null if the system made it."
    )
    # The feed keeps no copies: entries are kept forever, records are read as they are now
    # (decision 32).
    record: Node | None = field_from(
        ByKind(FOLLOWED, "type", "record_id"),
        "The record in its current state, which may be newer than the change; null once the"
        " record is deleted.",
    )


@structure
class ChangePage:
    """A page of changes, in the order of the feed."""

    nodes: list[Change] = rows("Changes on the page, oldest first.")
    cursor: str = page_field(
        Entries.end,
        "Cursor of the end of the page, set even if the page is empty. Pass it as `since` in"
        " the next request.",
    )
    has_more: bool = page_field(Entries.more, "Whether more changes are available now.")
