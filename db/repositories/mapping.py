"""Mapping between records and tables: headers, owned child rows, and values in both directions."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from itertools import repeat
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from sqlalchemy import Table

from db import tables
from db.tables.document_lines import LINE_TABLES
from domain.catalog.bundle import BundleItem, ProductRelationship
from domain.catalog.currency import TenantCurrency
from domain.catalog.discount_list import DiscountList, DiscountTier
from domain.catalog.price_list import PriceList, PriceListItem
from domain.catalog.product import Product
from domain.catalog.tax_code import TaxCode
from domain.catalog.unit import Unit, UnitGroup
from domain.core.address import Address
from domain.pricing.line import InvoiceLine, Line, OrderLine, QuoteLine
from domain.sales.close_details import CloseRecord
from domain.sales.erp_link import ErpLink
from domain.sales.invoice import Invoice
from domain.sales.mailing import Mailing
from domain.sales.opportunity import Opportunity
from domain.sales.order import Order
from domain.sales.party import Account, Competitor, Contact
from domain.sales.payment import Payment
from domain.sales.posted_invoice import PostedInvoice
from domain.sales.quote import Quote
from domain.sales.shipment import Shipment, ShipmentLine
from domain.sales.submission import ErpAttempt, OrderSnapshot, Submission
from domain.tenant.erp_connection import ErpConnection
from domain.tenant.letterhead import Letterhead
from domain.tenant.settings import TenantSettings

Row = dict[str, Any]
Values = tuple[Any, ...]  # the values of a row, in the order of the columns
Convert = Callable[[Any], Any]


class RecordMapping:
    """A type of record and its columns, which have the names of the record's fields."""

    def __init__(self, table: Table, record: type[Any], parent: str = "") -> None:
        self.table = table
        self.record = record
        self.parent = parent  # for child rows: the column with the document's id
        self.columns = _columns(table, record)
        own = {field.name for field in fields(record)}
        self._fields = [name for name in self.columns if name in own]
        self._converters = _converters(record)
        self._converted = [name for name in self.columns if name in self._converters]
        self.values: Callable[[Any], Values] = attrgetter(*self.columns)

    def from_row(self, row: Any, **appended: Any) -> Any:
        """The record for a row from asyncpg; `given` adds fields that are stored elsewhere."""
        values = {name: row[name] for name in self._fields}
        for name, convert in self._converters.items():
            if values.get(name) is not None:
                values[name] = convert(values[name])
        return self.record(**(values | appended))

    def to_row(self, record: Any) -> Row:
        """The values of a record's own columns."""
        row = dict(zip(self.columns, self.values(record), strict=True))
        for name in self._converted:
            row[name] = _to_stored(row[name])
        return row


class LineMapping(RecordMapping):
    """Lines. A document may have thousands, so they are built and compared without dicts.

    Each field of a line has a column. Values are written unchanged; texts may be enum values.
    """

    def __init__(self, table: Table, record: type[Any], parent: str) -> None:
        super().__init__(table, record, parent)
        # A field without a column would lose its value; better found when the process starts.
        missing = {field.name for field in fields(record)} - {*self.columns}
        if missing:
            raise TypeError(f"{table.name} has no columns for {sorted(missing)}")
        self.id = self.columns.index("id")

    def from_values(self, values: Sequence[Any]) -> Any:
        """The line with these column values; four times as fast as its constructor."""
        line: Any = object.__new__(self.record)
        deque(map(setattr, repeat(line), self.columns, values), maxlen=0)
        for name, convert in self._converters.items():
            setattr(line, name, convert(getattr(line, name)))
        return line


@dataclass(frozen=True, slots=True)
class DocumentMapping:
    """A document: its header, its lines, and its append-only records."""

    header: RecordMapping
    lines: LineMapping
    appended: tuple[tuple[str, RecordMapping], ...]


def _columns(table: Table, record: type[Any]) -> tuple[str, ...]:
    # Documents have a `Currency`, of which the table stores the code.
    known = {field.name for field in fields(record)} | {"currency_code"}
    return tuple(column.name for column in table.c if column.name in known)


def _converters(record: type[Any]) -> dict[str, Convert]:
    hints = get_type_hints(record)
    converters = {field.name: _converter(hints[field.name]) for field in fields(record)}
    return {name: convert for name, convert in converters.items() if convert is not None}


def _converter(hint: Any) -> Convert | None:
    if get_origin(hint) in {Union, UnionType}:
        hint = next(kind for kind in get_args(hint) if kind is not NoneType)
    if hint is Address:
        return lambda value: Address(**value)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {member.value: member for member in hint}.__getitem__
    return None


def _to_stored(value: Any) -> Any:
    if isinstance(value, Address):
        return {name: text for name, text in asdict(value).items() if text is not None}
    if isinstance(value, StrEnum):
        return value.value
    return value


def _closes(parent: str) -> tuple[str, RecordMapping]:
    return "close_records", RecordMapping(tables.close_records, CloseRecord, parent)


def _lines(document: Table, record: type[Line]) -> LineMapping:
    lines = LINE_TABLES[document]
    return LineMapping(lines.table, record, lines.parent)


def _mailings(parent: str) -> tuple[str, RecordMapping]:
    return "mailings", RecordMapping(tables.mailings, Mailing, parent)


DOCUMENT_MAPPINGS: dict[type[Any], DocumentMapping] = {
    Opportunity: DocumentMapping(
        RecordMapping(tables.opportunities, Opportunity),
        _lines(tables.opportunities, Line),
        (_closes("opportunity_id"),),
    ),
    Quote: DocumentMapping(
        RecordMapping(tables.quotes, Quote),
        _lines(tables.quotes, QuoteLine),
        (_closes("quote_id"), _mailings("quote_id")),
    ),
    Order: DocumentMapping(
        RecordMapping(tables.orders, Order),
        _lines(tables.orders, OrderLine),
        (
            _closes("order_id"),
            _mailings("order_id"),
            ("erp_attempts", RecordMapping(tables.erp_attempts, ErpAttempt, "order_id")),
            ("snapshots", RecordMapping(tables.order_snapshots, OrderSnapshot, "order_id")),
        ),
    ),
    Invoice: DocumentMapping(
        RecordMapping(tables.invoices, Invoice),
        _lines(tables.invoices, InvoiceLine),
        (
            _closes("invoice_id"),
            ("payments", RecordMapping(tables.payments, Payment, "invoice_id")),
            _mailings("invoice_id"),
        ),
    ),
}

# Ordered so that each table refers to earlier ones only.
RECORDS: dict[type[Any], RecordMapping] = {
    TenantCurrency: RecordMapping(tables.tenant_currencies, TenantCurrency),
    TaxCode: RecordMapping(tables.tax_codes, TaxCode),
    UnitGroup: RecordMapping(tables.unit_groups, UnitGroup),
    Unit: RecordMapping(tables.units, Unit),
    TenantSettings: RecordMapping(tables.tenant_settings, TenantSettings),
    Letterhead: RecordMapping(tables.letterheads, Letterhead),
    DiscountList: RecordMapping(tables.discount_lists, DiscountList),
    DiscountTier: RecordMapping(tables.discount_tiers, DiscountTier),
    PriceList: RecordMapping(tables.price_lists, PriceList),
    Product: RecordMapping(tables.products, Product),
    BundleItem: RecordMapping(tables.bundle_items, BundleItem),
    ProductRelationship: RecordMapping(tables.product_relationships, ProductRelationship),
    PriceListItem: RecordMapping(tables.price_list_items, PriceListItem),
    Account: RecordMapping(tables.accounts, Account),
    Contact: RecordMapping(tables.contacts, Contact),
    Competitor: RecordMapping(tables.competitors, Competitor),
    ErpConnection: RecordMapping(tables.erp_connections, ErpConnection),
    ErpLink: RecordMapping(tables.erp_links, ErpLink),
    Submission: RecordMapping(tables.submissions, Submission),
    PostedInvoice: RecordMapping(tables.posted_invoices, PostedInvoice),
}


@dataclass(frozen=True, slots=True)
class AttachedMapping:
    """A record of its own that refers to a document, with lines that never change."""

    header: RecordMapping
    lines: LineMapping


# Saved after the documents, which they refer to.
ATTACHED: dict[type[Any], AttachedMapping] = {
    Shipment: AttachedMapping(
        RecordMapping(tables.shipments, Shipment),
        LineMapping(tables.shipment_lines, ShipmentLine, "shipment_id"),
    ),
}


def header_of(kind: type[Any]) -> RecordMapping:
    """The mapping of the row that holds a record's own values."""
    if kind in RECORDS:
        return RECORDS[kind]
    return (ATTACHED[kind] if kind in ATTACHED else DOCUMENT_MAPPINGS[kind]).header
