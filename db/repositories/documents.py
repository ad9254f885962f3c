"""Repositories of the four document types: what is loaded together, and the order of locks.

The order is the same everywhere: opportunity, quotes by id, order, invoices (decision 3).
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select

from db import tables
from db.repositories.identity_map import Store
from db.repositories.invoiced_sums import billed_header, billed_parts, other_invoice
from db.repositories.mapping import DOCUMENTS, Shape
from db.repositories.statements import (
    Statement,
    Where,
    by_id,
    fetch,
    given,
    mine,
    named,
    named_by,
    with_same,
)
from domain.core.errors import NotFound
from domain.ports.unit_of_work import Received
from domain.pricing.line import LineNotFound
from domain.sales.document import Document
from domain.sales.invoice import Invoice, InvoiceNotFound
from domain.sales.invoiced_sums import Billed, Wanted
from domain.sales.opportunity import Opportunity, OpportunityNotFound
from domain.sales.opportunity_aggregate import Pursuit
from domain.sales.order import Order, OrderNotFound
from domain.sales.payment import Payment, PaymentNotFound
from domain.sales.quote import Quote, QuoteNotFound
from domain.sales.quote_aggregate import Deal
from domain.sales.quote_lifecycle import QuoteStatus

D = TypeVar("D", bound=Document[Any])

_MISSING: dict[type[Any], type[NotFound]] = {
    Opportunity: OpportunityNotFound,
    Quote: QuoteNotFound,
    Order: OrderNotFound,
    Invoice: InvoiceNotFound,
}


_PAYMENT = Shape(tables.payments, Payment)


def _revisions(c: Any) -> ColumnElement[bool]:
    """All revisions of the given quote."""
    return c.number == named(tables.quotes, "number")  # type: ignore[no-any-return]


def _kin(c: Any) -> ColumnElement[bool]:
    """All revisions of the given quote, and the quotes of the given opportunity."""
    return or_(_revisions(c), c.opportunity_id == given("opportunity_id"))


@cache
def _payment_and_reversal() -> Statement:
    c = tables.payments.c
    either = or_(by_id(c), c.reverses_payment_id == given("id"))
    return Statement(select(*(c[name] for name in _PAYMENT.columns)).where(mine(c), either))


class Documents(Generic[D]):
    """The repository of one type of document."""

    def __init__(self, store: Store, kind: type[D]) -> None:
        self.store = store
        self.kind = kind
        self.table = DOCUMENTS[kind].header.table

    async def get(self, id: UUID) -> D:
        """The document, locked, with its lines. Raises the document's NotFound."""
        document = await self._one(by_id, id)
        await self.store.load_lines(self.kind, [document])
        return document

    async def of_line(self, line_id: UUID) -> D:
        """The document that has this line, locked, with its lines. Raises LINE_NOT_FOUND."""
        shape = DOCUMENTS[self.kind].lines
        try:
            document = await self._one(named_by(shape.table, shape.parent), line_id)
        except NotFound:
            raise LineNotFound from None
        await self.store.load_lines(self.kind, [document])
        return document

    async def header(self, id: UUID) -> D:
        """The document, locked, without its lines. Raises the document's NotFound."""
        document = await self._one(by_id, id)
        await self.store.look_for_lines(self.kind, document)
        return document

    async def _one(self, where: Where, id: UUID) -> D:
        found = await self.store.load(self.kind, where, id=id)
        if not found:
            raise _MISSING[self.kind]
        document: D = found[0]
        return document

    def add(self, record: D) -> None:
        """Register a new document, to be saved with its lines."""
        self.store.add(record)

    def delete(self, record: D) -> None:
        """Mark a loaded document to be deleted with its lines."""
        self.store.delete(record)


class Opportunities(Documents[Opportunity]):
    """All opportunities."""

    async def pursuit(self, id: UUID) -> Pursuit:
        """The opportunity and the headers of its quotes, locked in this order."""
        opportunity = await self._one(by_id, id)
        theirs = with_same("opportunity_id")
        quotes = await self.store.load(Quote, theirs, opportunity_id=id)
        return Pursuit(opportunity, quotes)

    async def has_documents(self, id: UUID) -> bool:
        """Whether quotes, orders or invoices refer to the opportunity."""
        kinds = (tables.quotes, tables.orders, tables.invoices)
        named = (
            exists().where(kind.c.tenant_id == self.store.tenant_id, kind.c.opportunity_id == id)
            for kind in kinds
        )
        return bool(await self.store.connection.scalar(select(or_(*named))))


class Quotes(Documents[Quote]):
    """All quotes."""

    async def deal(self, id: UUID, *, with_lines: bool = True) -> Deal:
        """The quote, its opportunity, siblings and revisions, locked; lines of the quote only."""
        opportunity = await self._opportunity_of(id)
        quotes = await self._with_kin(id, opportunity)
        quote = next((quote for quote in quotes if quote.id == id), None)
        if quote is None:
            raise QuoteNotFound
        if with_lines:
            await self.store.load_lines(Quote, [quote])
        else:
            await self.store.look_for_lines(Quote, quote)
        siblings = [each for each in quotes if each.opportunity_id == quote.opportunity_id]
        pursuit = Pursuit(opportunity, siblings) if opportunity else None
        revisions = [each for each in quotes if each.number == quote.number and each is not quote]
        order = await self._order_number(id) if quote.status is QuoteStatus.WON else None
        return Deal(quote, pursuit, revisions, order)

    async def _opportunity_of(self, id: UUID) -> Opportunity | None:
        its = named_by(tables.quotes, "opportunity_id")
        found = await self.store.load(Opportunity, its, id=id)
        return found[0] if found else None

    async def _with_kin(self, id: UUID, opportunity: Opportunity | None) -> list[Quote]:
        if opportunity is None:
            return await self.store.load(Quote, _revisions, id=id)
        return await self.store.load(Quote, _kin, id=id, opportunity_id=opportunity.id)

    async def _order_number(self, quote_id: UUID) -> str | None:
        orders = tables.orders
        statement = select(orders.c.number).where(
            orders.c.tenant_id == self.store.tenant_id, orders.c.quote_id == quote_id
        )
        return await self.store.connection.scalar(statement)


class Orders(Documents[Order]):
    """All orders."""

    async def billed(self, order: Order, wanted: Wanted) -> Billed:
        """Sums over the invoices of a locked order that are not canceled.

        The lock on the order prevents others from adding and canceling invoices. A concurrent
        change of an invoice is counted either before or after it.
        """
        asked = {"tenant": self.store.tenant_id, "order_id": order.id}
        parts: dict[UUID, Sequence[Decimal]] = {}
        if wanted.lines:
            rows = await fetch(
                self.store.connection, billed_parts(), **asked, lines=list(wanted.lines)
            )
            parts = {row["order_line_id"]: tuple(row)[1:] for row in rows}
        if not wanted.header:
            return Billed(parts)
        (row,) = await fetch(self.store.connection, billed_header(), **asked)
        return Billed(parts, *row)


class Invoices(Documents[Invoice]):
    """All invoices."""

    async def received(self, payment_id: UUID) -> Received:
        """A payment and its invoice, locked. Raises PAYMENT_NOT_FOUND."""
        its = named_by(tables.payments, "invoice_id")
        found = await self.store.load(Invoice, its, id=payment_id)
        if not found:
            raise PaymentNotFound(path=("paymentId",))
        await self.store.look_for_lines(Invoice, found[0])
        asked = {"tenant": self.store.tenant_id, "id": payment_id}
        rows = await fetch(self.store.connection, _payment_and_reversal(), **asked)
        known = {row["id"]: _PAYMENT.from_row(row) for row in rows}
        return Received(known[payment_id], found[0], is_reversed=len(known) > 1)

    async def with_order(self, id: UUID) -> tuple[Invoice, Order | None]:
        """The invoice and its order, if it has one, locked, with their lines."""
        orders = await self.store.load(Order, named_by(tables.invoices, "order_id"), id=id)
        await self.store.load_lines(Order, orders)
        return await self.get(id), orders[0] if orders else None

    async def is_only_one(self, invoice: Invoice) -> bool:
        """Whether all other invoices of the invoice's order, which is locked, are canceled."""
        asked = {"order_id": invoice.order_id, "id": invoice.id}
        found = await fetch(
            self.store.connection, other_invoice(), tenant=self.store.tenant_id, **asked
        )
        return not found
