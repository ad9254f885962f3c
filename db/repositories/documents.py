"""The four documents as collections: what is loaded together, and in which order it is locked.

The order is one everywhere: opportunity, then quotes by id, then the order, then its invoices.
"""

from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select

from db import tables
from db.repositories.shapes import DOCUMENTS, Shape
from db.repositories.statements import Statement, fetch
from db.repositories.store import Store
from domain.billing import Billing
from domain.deal import Deal
from domain.document import Document
from domain.errors import NotFound
from domain.invoice import (
    Invoice,
    InvoiceNotFound,
    InvoiceStatus,
    Payment,
    PaymentNotFound,
)
from domain.line import LineNotFound
from domain.opportunity import Opportunity, OpportunityNotFound
from domain.order import Order, OrderNotFound
from domain.pursuit import Pursuit
from domain.quote import Quote, QuoteNotFound, QuoteStatus
from domain.work import Received

D = TypeVar("D", bound=Document[Any])

_MISSING: dict[type[Any], type[NotFound]] = {
    Opportunity: OpportunityNotFound,
    Quote: QuoteNotFound,
    Order: OrderNotFound,
    Invoice: InvoiceNotFound,
}


class Documents(Generic[D]):
    """All documents of one kind."""

    def __init__(self, store: Store, kind: type[D]) -> None:
        self.store = store
        self.kind = kind
        self.table = DOCUMENTS[kind].header.table

    async def get(self, id: UUID) -> D:
        """The document, locked, with its lines; or its NotFound."""
        document = await self.header(self.table.c.id == id)
        await self.store.load_lines(self.kind, [document])
        return document

    async def of_line(self, line_id: UUID) -> D:
        """The document that has this line, locked, with its lines; or LINE_NOT_FOUND."""
        shape = DOCUMENTS[self.kind].lines
        parent = select(shape.table.c[shape.parent]).where(
            shape.table.c.tenant_id == self.store.tenant_id, shape.table.c.id == line_id
        )
        try:
            document = await self.header(self.table.c.id == parent.scalar_subquery())
        except NotFound:
            raise LineNotFound from None
        await self.store.load_lines(self.kind, [document])
        return document

    async def header(self, where: ColumnElement[bool]) -> D:
        """The one document that matches, locked, without its lines; or its NotFound."""
        found = await self.store.load(self.kind, where)
        if not found:
            raise _MISSING[self.kind]
        document: D = found[0]
        return document

    def add(self, record: D) -> None:
        """A new document, to be saved with its lines."""
        self.store.add(record)

    def delete(self, record: D) -> None:
        """A document got before, to be deleted with its lines."""
        self.store.delete(record)


class Opportunities(Documents[Opportunity]):
    """All opportunities."""

    async def pursuit(self, id: UUID) -> Pursuit:
        """The opportunity and the headers of its quotes, locked in this order."""
        opportunity = await self.header(self.table.c.id == id)
        quotes = await self.store.load(Quote, tables.quotes.c.opportunity_id == id)
        return Pursuit(opportunity, quotes)

    async def has_documents(self, id: UUID) -> bool:
        """Whether quotes, orders or invoices name the opportunity."""
        kinds = (tables.quotes, tables.orders, tables.invoices)
        named = (
            exists().where(kind.c.tenant_id == self.store.tenant_id, kind.c.opportunity_id == id)
            for kind in kinds
        )
        return bool(await self.store.connection.scalar(select(or_(*named))))


class Quotes(Documents[Quote]):
    """All quotes."""

    async def deal(self, id: UUID) -> Deal:
        """The quote with its lines; its opportunity, siblings and other revisions, locked."""
        opportunity = await self._opportunity_of(id)
        quotes = await self._with_kin(id, opportunity)
        quote = next((quote for quote in quotes if quote.id == id), None)
        if quote is None:
            raise QuoteNotFound
        await self.store.load_lines(Quote, [quote])
        siblings = [each for each in quotes if each.opportunity_id == quote.opportunity_id]
        pursuit = Pursuit(opportunity, siblings) if opportunity else None
        revisions = [each for each in quotes if each.number == quote.number and each is not quote]
        order = await self._order_number(id) if quote.status is QuoteStatus.WON else None
        return Deal(quote, pursuit, revisions, order)

    async def _opportunity_of(self, id: UUID) -> Opportunity | None:
        quotes = tables.quotes
        opportunity_id = select(quotes.c.opportunity_id).where(
            quotes.c.tenant_id == self.store.tenant_id, quotes.c.id == id
        )
        found = await self.store.load(
            Opportunity, tables.opportunities.c.id == opportunity_id.scalar_subquery()
        )
        return found[0] if found else None

    async def _with_kin(self, id: UUID, opportunity: Opportunity | None) -> list[Quote]:
        quotes = tables.quotes
        number = select(quotes.c.number).where(
            quotes.c.tenant_id == self.store.tenant_id, quotes.c.id == id
        )
        kin = [quotes.c.number == number.scalar_subquery()]
        if opportunity is not None:
            kin.append(quotes.c.opportunity_id == opportunity.id)
        return await self.store.load(Quote, or_(*kin))

    async def _order_number(self, quote_id: UUID) -> str | None:
        orders = tables.orders
        statement = select(orders.c.number).where(
            orders.c.tenant_id == self.store.tenant_id, orders.c.quote_id == quote_id
        )
        return await self.store.connection.scalar(statement)


class Orders(Documents[Order]):
    """All orders."""

    async def billing(self, id: UUID) -> Billing:
        """The order and its standing invoices, with their lines, locked in this order."""
        order = await self.get(id)
        return Billing(order, await self._invoices(order))

    async def billing_of(self, invoice_id: UUID) -> Billing | None:
        """The billing that an invoice belongs to, or None where it bills no order."""
        invoices = tables.invoices
        order_id = select(invoices.c.order_id).where(
            invoices.c.tenant_id == self.store.tenant_id, invoices.c.id == invoice_id
        )
        found = await self.store.load(Order, self.table.c.id == order_id.scalar_subquery())
        if not found:
            return None
        await self.store.load_lines(Order, found)
        return Billing(found[0], await self._invoices(found[0]))

    async def _invoices(self, order: Order) -> list[Invoice]:
        table = tables.invoices
        standing = table.c.status != InvoiceStatus.CANCELED.value
        invoices = await self.store.load(Invoice, table.c.order_id == order.id, standing)
        if invoices:
            await self.store.load_lines(Invoice, invoices)
        return invoices


class Invoices(Documents[Invoice]):
    """All invoices."""

    async def received(self, payment_id: UUID) -> Received:
        """A payment and its invoice, locked; or PAYMENT_NOT_FOUND."""
        payments = tables.payments
        mine = payments.c.tenant_id == self.store.tenant_id
        invoice_id = select(payments.c.invoice_id).where(mine, payments.c.id == payment_id)
        found = await self.store.load(Invoice, self.table.c.id == invoice_id.scalar_subquery())
        if not found:
            raise PaymentNotFound(path=("paymentId",))
        shape = Shape(payments, Payment)
        either = or_(payments.c.id == payment_id, payments.c.reverses_payment_id == payment_id)
        columns = Statement(select(*(payments.c[name] for name in shape.columns))).text
        rows = await fetch(self.store.connection, columns, (mine, either), "")
        known = {row["id"]: shape.from_row(dict(row)) for row in rows}
        return Received(known[payment_id], found[0], is_reversed=len(known) > 1)

    async def billing(self, id: UUID) -> tuple[Invoice, Billing | None]:
        """The invoice and, where it bills an order, the order and all its standing invoices."""
        billing = await Orders(self.store, Order).billing_of(id)
        standing = billing.invoices if billing else []
        invoice = next((invoice for invoice in standing if invoice.id == id), None)
        return invoice or await self.get(id), billing
