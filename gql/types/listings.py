"""What is offered in pages: the orders and filters of each list, and the shape of a page."""

from enum import StrEnum
from typing import Any, Generic, TypeVar

import strawberry

from db import tables
from db.planner.pagination import Page
from gql.schema.field_arguments import Listing
from gql.schema.fields import page_field, rows, same_row, structure
from gql.types.enums import publish_enum

T = TypeVar("T")


class SortDirection(StrEnum):
    """Sort direction."""

    ASC = "ASC"
    DESC = "DESC"


publish_enum(
    SortDirection,
    "Sort direction.",
    ASC="Ascending: smallest or oldest first.",
    DESC="Descending: largest or newest first.",
)


class NullsPlacement(StrEnum):
    """Where null values appear in the sort order."""

    FIRST = "FIRST"
    LAST = "LAST"


publish_enum(
    NullsPlacement,
    "Where null values appear in the sort order.",
    FIRST="Before all other values.",
    LAST="After all other values.",
)

_MEANINGS = {
    "CREATED_AT": "Time the record was created.",
    "UPDATED_AT": "Time the record was last changed.",
    "TOTAL_AMOUNT": "Total amount, compared as a number regardless of the currency.",
    "STAGE": "Sales stage, from `QUALIFY` to `CLOSE`.",
    "STATUS": "Status, in the order of the life cycle.",
    "STATUS_REASON": "Status reason, in the order of the life cycle.",
    "RATING": "Rating, from `HOT` to `COLD`.",
    "CUSTOMER_NAME": "Name of the customer: an account or a contact.",
}
_PHRASES = {  # what a column is called where its name alone is no noun
    "created_at": "creation date",
    "updated_at": "date of the last change",
    "currency_code": "currency",
    "valid_from": "first day of validity",
    "valid_to": "last day of validity",
    "begins_on": "first day of validity",
    "ends_on": "last day of validity",
    "effective_from": "first day of validity",
    "effective_to": "last day of validity",
    "expires_on": "expiration date",
    "closed_on": "closing date",
    "request_delivery_by": "requested delivery date",
    "date_fulfilled": "delivery date",
    "low_quantity": "lowest quantity",
    "high_quantity": "highest quantity",
    "email": "email address",
    "precision": "number of decimals",
    "parent": "product family",
    "count": "number of documents",
    "line_amount": "extended amount of the lines",
    "weighted_line_amount": "extended amount of the lines times the probability",
    "weighted_value": "estimated value times the probability",
    "average_days_to_close": "average number of days to close",
}
_CUSTOMERS = ("CUSTOMER_NAME", "ACCOUNT_NAME", "CONTACT_NAME", "OWNER_NAME")


def _meaning(field: str) -> str:
    return _MEANINGS.get(field, sentence(field))


def _meaning_related(field: str) -> str:
    relation, _, rest = field.rpartition("_")
    return _MEANINGS.get(field, f"{phrase(rest).capitalize()} of the {phrase(relation)}.")


def phrase(field: str) -> str:
    """What a field is called in a sentence."""
    return _PHRASES.get(field.lower(), field.lower().replace("_", " "))


def sentence(field: str) -> str:
    """What a field is called, as a description."""
    return f"{phrase(field).capitalize()}."


def _listing(noun: str, table: tables.Table, *related: str) -> Listing:
    """A listing that is ordered by all that it can be, and by fields of related records."""
    own = {column.upper(): _meaning(column.upper()) for column in tables.ORDERED[table]}
    others = {field: _meaning_related(field) for field in related}
    return Listing(table, f"{noun}Filter", _order(noun, own | others))


def _order(noun: str, fields: dict[str, str]) -> type:
    """The input that says by which fields a list is ordered; each has its index."""
    choice: Any = StrEnum(f"{noun}SortField", {field: field for field in fields})  # type: ignore[misc]
    publish_enum(
        choice,
        f"Fields that a list of `{noun}` records can be sorted by.",
        **fields,
    )
    members = {
        "__annotations__": {
            "field": choice,
            "direction": SortDirection,
            "nulls": NullsPlacement,
        },
        "direction": SortDirection.ASC,
        "nulls": NullsPlacement.LAST,
    }
    return strawberry.input(
        type(f"{noun}Sort", (), members),
        description="A sort criterion. Earlier criteria take precedence; ties are sorted by ID.",
    )


ACCOUNTS = _listing("Account", tables.accounts, "OWNER_NAME")
CONTACTS = _listing("Contact", tables.contacts, "ACCOUNT_NAME", "OWNER_NAME")
COMPETITORS = _listing("Competitor", tables.competitors)
USERS = _listing("User", tables.users)
PRODUCTS = _listing("Product", tables.products, "PARENT_NAME")
BUNDLE_ITEMS = _listing(
    "BundleItem",
    tables.bundle_items,
    *("BUNDLE_NAME", "PRODUCT_NAME", "PRODUCT_NUMBER"),
)
PRODUCT_RELATIONSHIPS = _listing(
    "ProductRelationship",
    tables.product_relationships,
    *("PRODUCT_NAME", "RELATED_PRODUCT_NAME"),
)
UNIT_GROUPS = _listing("UnitGroup", tables.unit_groups)
UNITS = _listing("Unit", tables.units, "UNIT_GROUP_NAME")
PRICE_LISTS = _listing("PriceList", tables.price_lists)
PRICE_LIST_ITEMS = _listing(
    "PriceListItem",
    tables.price_list_items,
    *("PRICE_LIST_NAME", "PRODUCT_NAME", "PRODUCT_NUMBER"),
)
DISCOUNT_LISTS = _listing("DiscountList", tables.discount_lists)
DISCOUNT_TIERS = _listing("DiscountTier", tables.discount_tiers)
TAX_CODES = _listing("TaxCode", tables.tax_codes)
CURRENCIES = _listing("Currency", tables.tenant_currencies)
OPPORTUNITIES = _listing("Opportunity", tables.opportunities, *_CUSTOMERS)
QUOTES = _listing(
    "Quote",
    tables.quotes,
    *(*_CUSTOMERS, "OPPORTUNITY_NAME", "OPPORTUNITY_NUMBER"),
)
ORDERS = _listing(
    "Order",
    tables.orders,
    *(*_CUSTOMERS, "OPPORTUNITY_NAME", "OPPORTUNITY_NUMBER", "QUOTE_NUMBER"),
)
INVOICES = _listing(
    "Invoice",
    tables.invoices,
    *(*_CUSTOMERS, "OPPORTUNITY_NAME", "OPPORTUNITY_NUMBER", "ORDER_NUMBER"),
)


@structure
class PageInfo:
    """Information about pagination in a list."""

    has_next_page: bool = page_field(
        lambda page: page.more(before=False), "Whether there are records after this page."
    )
    has_previous_page: bool = page_field(
        lambda page: page.more(before=True), "Whether there are records before this page."
    )
    start_cursor: str | None = page_field(
        lambda page: page.end(start=True),
        "Cursor of the first record on the page; null if the page is empty.",
    )
    end_cursor: str | None = page_field(
        lambda page: page.end(start=False),
        "Cursor of the last record on the page; null if the page is empty.",
    )


@structure
class Edge(Generic[T]):
    """A record in a list, with its cursor."""

    cursor: str = page_field(Page.cursor, "Cursor of the record. Pass it as `after` or `before`.")
    node: T = same_row("The record.")


@structure
class Connection(Generic[T]):
    """A page of a list."""

    edges: list[Edge[T]] = rows("Records on the page, each with its cursor.")
    nodes: list[T] = rows("Records on the page.")
    page_info: PageInfo = same_row("Information to aid in pagination.")
    total_count: int = page_field(
        Page.total,
        "Total number of records in the list, counted up to 25,001.",
        of_rows=False,
        weight=125,
    )
