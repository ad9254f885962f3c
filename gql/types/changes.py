"""The feed of changes, for whoever keeps a copy."""

from datetime import datetime
from enum import StrEnum

import strawberry

from db.feed import Operation
from db.reads.feed import Entries
from db.reads.kinds import ByKind, IdByKind
from db.tables import FOLLOWED
from gql.fields import column, given, rows, said, structure, to_one
from gql.types.enums import described
from gql.types.interfaces import Node
from gql.types.parties import User

ChangeType = StrEnum("ChangeType", [(name, name) for name in FOLLOWED])  # type: ignore[misc]

described(
    ChangeType,
    "The kinds of records that the feed of changes tells of.",
    USER="Users of the tenant.",
    CURRENCY="Currencies and their rates.",
    TAX_CODE="Tax codes.",
    UNIT_GROUP="Unit groups.",
    UNIT="Units.",
    DISCOUNT_LIST="Discount lists.",
    DISCOUNT_TIER="Tiers of discount lists.",
    PRICE_LIST="Price lists.",
    PRODUCT="Products, families and bundles.",
    BUNDLE_ITEM="Items of bundles.",
    PRODUCT_RELATIONSHIP="Relationships between products.",
    PRICE_LIST_ITEM="Prices of products in price lists.",
    ACCOUNT="Accounts.",
    CONTACT="Contacts.",
    COMPETITOR="Competitors.",
    OPPORTUNITY="Opportunities with their lines and closings.",
    QUOTE="Quotes with their lines and closings.",
    ORDER="Orders with their lines and closings.",
    INVOICE="Invoices with their lines, payments and closings.",
)
described(
    Operation,
    "What happened to a record.",
    name="ChangeOperation",
    CREATED="It was made.",
    UPDATED="It or something of it was changed.",
    DELETED="It was deleted.",
)


@structure
class Change:
    """A record that was made, changed or deleted."""

    cursor: str = said(Entries.cursor, "Its place in the feed, for `since`.")
    type: ChangeType = column("What kind of record it is.")
    record_id: strawberry.ID = given(IdByKind(FOLLOWED, "type", "record_id"), "The record's id.")
    operation: Operation = column("What happened.")
    version: int = column("The record's version after it; 1 where a record has none.")
    changed_at: datetime = column("When (UTC). Cursors decide the order, not this time.")
    changed_by: User | None = to_one("changed_by", "By whom; null of what the system does itself.")
    record: Node | None = given(
        ByKind(FOLLOWED, "type", "record_id"),
        "The record as it is now, which may be newer than this change; null once it is deleted.",
    )


@structure
class ChangePage:
    """Changes, in the order of the feed."""

    nodes: list[Change] = rows("The changes.")
    cursor: str = said(
        Entries.end,
        "Where the next question goes on: its `since`. Given even where nothing changed.",
    )
    has_more: bool = said(Entries.more, "Whether more can be asked for at once.")
