"""What is offered in pages: the orders and filters of each list, and the shape of a page."""

from enum import StrEnum
from typing import Any, Generic, TypeVar

import strawberry

from db import tables
from db.reads.connections import Page
from gql.fields import Listing, rows, said, same, structure
from gql.types import catalogue_filters, filters, party_filters
from gql.types.enums import described

T = TypeVar("T")


class OrderDirection(StrEnum):
    """Upwards or downwards."""

    ASC = "ASC"
    DESC = "DESC"


described(
    OrderDirection,
    "The direction of an order.",
    ASC="From small to large, from old to new.",
    DESC="From large to small, from new to old.",
)


class NullsPlacement(StrEnum):
    """Where records without a value stand."""

    FIRST = "FIRST"
    LAST = "LAST"


described(
    NullsPlacement,
    "Where records stand that have no value to be ordered by.",
    FIRST="Before all others.",
    LAST="After all others.",
)

_MEANINGS = {
    "CREATED_AT": "When the record was made.",
    "UPDATED_AT": "When the record last changed.",
    "TOTAL_AMOUNT": "The total amount, as a number whatever the currency.",
    "STAGE": "How far the sale has come, as a sale goes.",
    "STATUS": "The state, as a life goes.",
    "STATUS_REASON": "The finer state, as a life goes.",
    "RATING": "The rating, from hot to cold.",
    "CUSTOMER_NAME": "The name of the customer, account or contact.",
}
_CUSTOMERS = ("CUSTOMER_NAME", "ACCOUNT_NAME", "CONTACT_NAME", "OWNER_NAME")


def _meaning(field: str) -> str:
    return _MEANINGS.get(field, f"The {_plain(field)}.")


def _meaning_related(field: str) -> str:
    relation, _, rest = field.rpartition("_")
    return _MEANINGS.get(field, f"The {_plain(rest)} of the {_plain(relation)}.")


def _plain(field: str) -> str:
    return field.lower().replace("_", " ")


def _listing(noun: str, table: tables.Table, filter: type, *related: str) -> Listing:
    """A listing that is ordered by all that it can be, and by fields of related records."""
    own = {column.upper(): _meaning(column.upper()) for column in tables.ORDERED[table]}
    others = {field: _meaning_related(field) for field in related}
    return Listing(table, filter, _order(noun, own | others))


def _order(noun: str, fields: dict[str, str]) -> type:
    """The input that says by which fields a list is ordered; each has its index."""
    choice: Any = StrEnum(f"{noun}OrderField", {field: field for field in fields})  # type: ignore[misc]
    described(
        choice,
        f"What {noun} lists can be ordered by.",
        **fields,
    )
    members = {
        "__annotations__": {
            "field": choice,
            "direction": OrderDirection,
            "nulls": NullsPlacement,
        },
        "direction": OrderDirection.ASC,
        "nulls": NullsPlacement.LAST,
    }
    return strawberry.input(
        type(f"{noun}Order", (), members),
        description="One step of an order; the first decides, the id comes last of all.",
    )


ACCOUNTS = _listing("Account", tables.accounts, party_filters.AccountFilter, "OWNER_NAME")
CONTACTS = _listing(
    "Contact", tables.contacts, party_filters.ContactFilter, "ACCOUNT_NAME", "OWNER_NAME"
)
COMPETITORS = _listing("Competitor", tables.competitors, party_filters.CompetitorFilter)
USERS = _listing("User", tables.users, party_filters.UserFilter)
PRODUCTS = _listing("Product", tables.products, catalogue_filters.ProductFilter, "PARENT_NAME")
BUNDLE_ITEMS = _listing(
    "BundleItem",
    tables.bundle_items,
    catalogue_filters.BundleItemFilter,
    *("BUNDLE_NAME", "PRODUCT_NAME", "PRODUCT_NUMBER"),
)
PRODUCT_RELATIONSHIPS = _listing(
    "ProductRelationship",
    tables.product_relationships,
    catalogue_filters.ProductRelationshipFilter,
    *("PRODUCT_NAME", "RELATED_PRODUCT_NAME"),
)
UNIT_GROUPS = _listing("UnitGroup", tables.unit_groups, catalogue_filters.UnitGroupFilter)
UNITS = _listing("Unit", tables.units, catalogue_filters.UnitFilter, "UNIT_GROUP_NAME")
PRICE_LISTS = _listing("PriceList", tables.price_lists, catalogue_filters.PriceListFilter)
PRICE_LIST_ITEMS = _listing(
    "PriceListItem",
    tables.price_list_items,
    catalogue_filters.PriceListItemFilter,
    *("PRICE_LIST_NAME", "PRODUCT_NAME", "PRODUCT_NUMBER"),
)
DISCOUNT_LISTS = _listing(
    "DiscountList", tables.discount_lists, catalogue_filters.DiscountListFilter
)
DISCOUNT_TIERS = _listing(
    "DiscountTier", tables.discount_tiers, catalogue_filters.DiscountTierFilter
)
TAX_CODES = _listing("TaxCode", tables.tax_codes, catalogue_filters.TaxCodeFilter)
CURRENCIES = _listing("Currency", tables.tenant_currencies, catalogue_filters.CurrencyFilter)
OPPORTUNITIES = _listing(
    "Opportunity", tables.opportunities, filters.OpportunityFilter, *_CUSTOMERS
)
QUOTES = _listing(
    "Quote",
    tables.quotes,
    filters.QuoteFilter,
    *(*_CUSTOMERS, "OPPORTUNITY_NAME", "OPPORTUNITY_NUMBER"),
)
ORDERS = _listing(
    "Order",
    tables.orders,
    filters.OrderFilter,
    *(*_CUSTOMERS, "OPPORTUNITY_NAME", "OPPORTUNITY_NUMBER", "QUOTE_NUMBER"),
)
INVOICES = _listing(
    "Invoice",
    tables.invoices,
    filters.InvoiceFilter,
    *(*_CUSTOMERS, "OPPORTUNITY_NAME", "OPPORTUNITY_NUMBER", "ORDER_NUMBER"),
)


@structure
class PageInfo:
    """Where a page lies in its list."""

    has_next_page: bool = said(
        lambda page: page.more(before=False), "Whether there is more after this page."
    )
    has_previous_page: bool = said(
        lambda page: page.more(before=True), "Whether there is more before this page."
    )
    start_cursor: str | None = said(
        lambda page: page.end(start=True), "The cursor of the first edge; null of an empty page."
    )
    end_cursor: str | None = said(
        lambda page: page.end(start=False), "The cursor of the last edge; null of an empty page."
    )


@structure
class Edge(Generic[T]):
    """A record in a list, and its place there."""

    cursor: str = said(Page.cursor, "Its place, for the arguments `after` and `before`.")
    node: T = same("The record.")


@structure
class Connection(Generic[T]):
    """A page of a list."""

    edges: list[Edge[T]] = rows("The records of the page, with their places.")
    nodes: list[T] = rows("The records of the page.")
    page_info: PageInfo = same("Where the page lies in the list.")
    total_count: int = said(
        Page.total,
        "How many records the list has in all, counted up to 25,001.",
        of_rows=False,
        weight=50,
    )
