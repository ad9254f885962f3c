"""Mutations that work on all four kinds of documents: lines and prices."""

from typing import Any
from uuid import UUID

import strawberry
from strawberry import ID

from db import tables
from db.planner.public_ids import public_id, table_of, uuid_in
from db.tables import Table
from db.tables.document_lines import LINE_TABLES
from domain.actions import documents as actions, lines as line_actions
from domain.pricing.line import Line, LineNotFound
from domain.sales.document import Document, DocumentNotFound
from domain.sales.invoice import Invoice
from domain.sales.line_editing import TakeMode
from domain.sales.opportunity import Opportunity
from domain.sales.order import Order
from domain.sales.price_lock import PriceLocking, PricingNotLockable
from domain.sales.quote import Quote
from gql.inputs.input_conversion import lines_to_domain, to_domain_values
from gql.inputs.lines import LineInput, UpdateLineInput
from gql.mutations.mutation import (
    LINES_COPIED,
    LINES_READ,
    LINES_WRITTEN,
    Changed,
    Info,
    begin_transaction,
    mutation,
)
from gql.mutations.payloads import (
    AddLinesPayload,
    DocumentPayload,
    GetProductsFromOpportunityPayload,
    RemoveLinePayload,
    UpdateLinePayload,
)

Kind = type[Document[Any]]

# IDs tell the table, actions need the class.
_KINDS: dict[Table, Kind] = {
    tables.opportunities: Opportunity,
    tables.quotes: Quote,
    tables.orders: Order,
    tables.invoices: Invoice,
}
_LOCKABLE: dict[Table, type[PriceLocking[Any]]] = {tables.orders: Order, tables.invoices: Invoice}
_LINES: dict[Table, Kind] = {LINE_TABLES[table].table: kind for table, kind in _KINDS.items()}


@strawberry.type
class DocumentMutations:
    """Add, change and remove lines; recalculate, lock and unlock prices."""

    # New lines are objects of the input and paid for as such; the weight is for reading the
    # others.
    @mutation(AddLinesPayload, weight=LINES_READ)
    async def add_lines(
        self,
        info: Info,
        document_id: ID,
        lines: list[LineInput],
        expected_version: int | None = None,
    ) -> Changed:
        """Appends lines to an editable document: all of them or none."""
        kind, document = _document(document_id)
        async with begin_transaction(info) as work:
            added = await line_actions.add_lines(
                work, kind, document, lines_to_domain(lines), expected_version
            )
        return {"document": document_id, "lines": _public_lines(kind, added)}

    @mutation(GetProductsFromOpportunityPayload, weight=LINES_COPIED)
    async def get_products_from_opportunity(
        self,
        info: Info,
        document_id: ID,
        opportunity_id: ID,
        mode: TakeMode = TakeMode.APPEND,
        expected_version: int | None = None,
    ) -> Changed:
        """Copies the lines of an opportunity into an editable quote, order or invoice.

        Both must have the same currency.
        """
        kind, document = _document(document_id)
        # Lines are copied from an opportunity, so its own lines are no target (4.2).
        if kind is Opportunity:
            raise DocumentNotFound(path=("documentId",))
        async with begin_transaction(info) as work:
            added, replaced = await line_actions.get_products_from_opportunity(
                work,
                kind,
                document,
                uuid_in(opportunity_id, tables.opportunities),
                mode=mode,
                expected_version=expected_version,
            )
        return {
            "document": document_id,
            "lines": _public_lines(kind, added),
            "deleted_line_ids": _public_lines(kind, replaced),
        }

    @mutation(UpdateLinePayload, weight=LINES_READ)
    async def update_line(
        self,
        info: Info,
        line_id: ID,
        input: UpdateLineInput,
        expected_version: int | None = None,
    ) -> Changed:
        """Changes a line of an editable document."""
        kind, line = _line(line_id)
        async with begin_transaction(info) as work:
            document = await line_actions.update_line(
                work, kind, line, to_domain_values(input), expected_version
            )
        return {"document": _public(document), "line": line_id}

    @mutation(RemoveLinePayload, weight=LINES_READ)
    async def remove_line(
        self, info: Info, line_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Removes a line from an editable document. Removing a bundle also removes its items."""
        kind, line = _line(line_id)
        async with begin_transaction(info) as work:
            document, removed = await line_actions.remove_line(work, kind, line, expected_version)
        return {
            "document": _public(document),
            "deleted_line_id": line_id,
            # The items of a bundle go with it (I-39); clients remove all of them from their
            # caches.
            "deleted_line_ids": _public_lines(kind, removed),
        }

    @mutation(DocumentPayload, weight=LINES_WRITTEN)
    async def recalculate(
        self, info: Info, document_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Recalculates the amounts of an editable document from the current catalog and settings.

        If the prices are locked, only the totals are recalculated.
        """
        kind, document = _document(document_id)
        async with begin_transaction(info) as work:
            await actions.recalculate(work, kind, document, expected_version)
        return {"document": document_id}

    # Locking reads no lines, unlocking prices all of them (5.1); hence the different weights.
    @mutation(DocumentPayload)
    async def lock_pricing(
        self, info: Info, document_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Locks the prices of an active order or invoice against changes of the catalog."""
        kind, document = _lockable(document_id)
        async with begin_transaction(info) as work:
            await actions.lock_pricing(work, kind, document, expected_version)
        return {"document": document_id}

    @mutation(DocumentPayload, weight=LINES_WRITTEN)
    async def unlock_pricing(
        self, info: Info, document_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Unlocks the prices of an active order or invoice.

        All lines are priced from the current catalog at once. Refused while the order has invoices,
        and for an invoice that was created from an order.
        """
        kind, document = _lockable(document_id)
        async with begin_transaction(info) as work:
            await actions.unlock_pricing(work, kind, document, expected_version)
        return {"document": document_id}


def _document(id: str) -> tuple[Kind, UUID]:
    # The ID says which kind of document it is, so one mutation serves all four kinds (W13).
    table = table_of(id)
    if table is None or table not in _KINDS:
        raise DocumentNotFound(path=("documentId",))
    return _KINDS[table], uuid_in(id, table)


def _lockable(id: str) -> tuple[type[PriceLocking[Any]], UUID]:
    # Checked twice: an ID of no document is not found, one of a quote or an opportunity not
    # lockable.
    _document(id)
    table = table_of(id)
    if table is None or table not in _LOCKABLE:
        raise PricingNotLockable(path=("documentId",))
    return _LOCKABLE[table], uuid_in(id, table)


def _public(document: Document[Any]) -> str:
    table = next(table for table, kind in _KINDS.items() if kind is type(document))
    return public_id(table, document.id)


def _public_lines(kind: Kind, lines: list[Line]) -> list[str]:
    table = next(table for table, of in _LINES.items() if of is kind)
    return [public_id(table, line.id) for line in lines]


def _line(id: str) -> tuple[Kind, UUID]:
    table = table_of(id)
    if table is None or table not in _LINES:
        raise LineNotFound(path=("lineId",))
    return _LINES[table], uuid_in(id, table)
