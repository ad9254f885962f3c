"""What is offered in pages: the orders and filters of each list, and the shape of a page."""

from enum import StrEnum
from typing import Any, Generic, TypeVar

import strawberry

from db import tables
from db.reads.connections import Page
from gql.fields import Listing, rows, said, same, structure
from gql.types import catalogue_filters, filters
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

_MEANINGS = {
    "CREATED_AT": "When the record was made.",
    "UPDATED_AT": "When the record last changed.",
    "NUMBER": "The number.",
    "NAME": "The name.",
    "EMAIL": "The address.",
    "CODE": "The code.",
    "LOW_QUANTITY": "The lowest quantity.",
    "TOTAL_AMOUNT": "The total amount, as a number whatever the currency.",
}
_DOCUMENT = ("CREATED_AT", "UPDATED_AT", "NUMBER", "TOTAL_AMOUNT")
_PARTY = ("CREATED_AT", "UPDATED_AT", "NAME")
_RECORD = ("CREATED_AT",)


def _order(noun: str, fields: tuple[str, ...]) -> type:
    """The input that says by which fields a list is ordered; each has its index."""
    choice: Any = StrEnum(f"{noun}OrderField", {field: field for field in fields})  # type: ignore[misc]
    described(
        choice,
        f"What {noun} lists can be ordered by.",
        **{field: _MEANINGS[field] for field in fields},
    )
    members = {
        "__annotations__": {"field": choice, "direction": OrderDirection},
        "direction": OrderDirection.ASC,
    }
    return strawberry.input(
        type(f"{noun}Order", (), members),
        description="One step of an order; the first decides, the id comes last of all.",
    )


ACCOUNTS = Listing(tables.accounts, filters.AccountFilter, _order("Account", _PARTY))
CONTACTS = Listing(tables.contacts, filters.ContactFilter, _order("Contact", _PARTY))
COMPETITORS = Listing(tables.competitors, filters.CompetitorFilter, _order("Competitor", _PARTY))
USERS = Listing(tables.users, filters.UserFilter, _order("User", ("EMAIL",)))
PRODUCTS = Listing(
    tables.products, catalogue_filters.ProductFilter, _order("Product", (*_PARTY, "NUMBER"))
)
BUNDLE_ITEMS = Listing(
    tables.bundle_items, catalogue_filters.BundleItemFilter, _order("BundleItem", _RECORD)
)
PRODUCT_RELATIONSHIPS = Listing(
    tables.product_relationships,
    catalogue_filters.ProductRelationshipFilter,
    _order("ProductRelationship", _RECORD),
)
UNIT_GROUPS = Listing(
    tables.unit_groups, catalogue_filters.UnitGroupFilter, _order("UnitGroup", _PARTY)
)
UNITS = Listing(tables.units, catalogue_filters.UnitFilter, _order("Unit", _RECORD))
PRICE_LISTS = Listing(
    tables.price_lists, catalogue_filters.PriceListFilter, _order("PriceList", _PARTY)
)
PRICE_LIST_ITEMS = Listing(
    tables.price_list_items, catalogue_filters.PriceListItemFilter, _order("PriceListItem", _RECORD)
)
DISCOUNT_LISTS = Listing(
    tables.discount_lists, catalogue_filters.DiscountListFilter, _order("DiscountList", _PARTY)
)
DISCOUNT_TIERS = Listing(
    tables.discount_tiers,
    catalogue_filters.DiscountTierFilter,
    _order("DiscountTier", (*_RECORD, "LOW_QUANTITY")),
)
TAX_CODES = Listing(
    tables.tax_codes, catalogue_filters.TaxCodeFilter, _order("TaxCode", (*_RECORD, "CODE"))
)
CURRENCIES = Listing(
    tables.tenant_currencies,
    catalogue_filters.CurrencyFilter,
    _order("Currency", (*_RECORD, "CODE")),
)
OPPORTUNITIES = Listing(
    tables.opportunities, filters.OpportunityFilter, _order("Opportunity", _DOCUMENT)
)
QUOTES = Listing(tables.quotes, filters.QuoteFilter, _order("Quote", _DOCUMENT))
ORDERS = Listing(tables.orders, filters.OrderFilter, _order("Order", _DOCUMENT))
INVOICES = Listing(tables.invoices, filters.InvoiceFilter, _order("Invoice", _DOCUMENT))


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
    )
