"""Repositories of the four document types: what is loaded together, and the order of locks.

The order is the same everywhere: opportunity, quotes by id, order, invoices (decision 3).
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import exists, or_, select

from db import tables
from db.repositories.competing_quotes import (
    competing_facts,
    live_quotes,
    newest_revision,
    with_live_revision,
    with_live_siblings,
)
from db.repositories.identity_map import IdentityMap
from db.repositories.invoiced_sums import (
    invoiced_header,
    invoiced_parts,
    other_invoice,
    quantities_elsewhere,
)
from db.repositories.mapping import DOCUMENT_MAPPINGS, RecordMapping
from db.repositories.statements import (
    Statement,
    Where,
    bind_value,
    by_id,
    fetch,
    mine,
    referenced_by,
)
from domain.core.errors import NotFound
from domain.ports.repositories import ReceivedPayment
from domain.pricing.line import LineNotFound
from domain.sales.document import Document
from domain.sales.invoice import Invoice
from domain.sales.invoiced_sums import InvoicedSums, SumsNeeded
from domain.sales.opportunity import Opportunity
from domain.sales.opportunity_aggregate import OpportunityAggregate, UnreadQuotes
from domain.sales.order import Order
from domain.sales.payment import Payment, PaymentNotFound
from domain.sales.quote import Quote, QuoteNotFound
from domain.sales.quote_aggregate import QuoteAggregate
from domain.sales.quote_lifecycle import QuoteStatus

D = TypeVar("D", bound=Document[Any])

_PAYMENT = RecordMapping(tables.payments, Payment)


@cache
def _payment_and_reversal() -> Statement:
    c = tables.payments.c
    either = or_(by_id(c), c.reverses_payment_id == bind_value("id"))
    return Statement(select(*(c[name] for name in _PAYMENT.columns)).where(mine(c), either))


class Documents(Generic[D]):
    """The repository of one type of document."""

    def __init__(self, identity_map: IdentityMap, kind: type[D]) -> None:
        self.identity_map = identity_map
        self.kind = kind
        self.table = DOCUMENT_MAPPINGS[kind].header.table

    async def get(self, id: UUID) -> D:
        """The document, locked, with its lines. Raises the document's NotFound."""
        document = await self._one(by_id, id)
        await self.identity_map.load_lines(self.kind, [document])
        return document

    async def of_line(self, line_id: UUID) -> D:
        """The document that has this line, locked, with its lines. Raises LINE_NOT_FOUND."""
        mapping = DOCUMENT_MAPPINGS[self.kind].lines
        try:
            document = await self._one(referenced_by(mapping.table, mapping.parent), line_id)
        except NotFound:
            raise LineNotFound from None
        await self.identity_map.load_lines(self.kind, [document])
        return document

    async def get_header(self, id: UUID) -> D:
        """The document, locked, without its lines. Raises the document's NotFound."""
        document = await self._one(by_id, id)
        await self.identity_map.look_for_lines(self.kind, document)
        return document

    async def _one(self, where: Where, id: UUID) -> D:
        documents = await self.identity_map.load(self.kind, where, id=id)
        if not documents:
            raise self.kind.not_found
        document: D = documents[0]
        return document

    def add(self, record: D) -> None:
        """Register a new document, to be saved with its lines."""
        self.identity_map.add(record)

    def delete(self, record: D) -> None:
        """Mark a loaded document to be deleted with its lines."""
        self.identity_map.delete(record)


class Opportunities(Documents[Opportunity]):
    """All opportunities."""

    async def get_aggregate(self, id: UUID) -> OpportunityAggregate:
        """The opportunity and the headers of its draft and active quotes, locked in this order."""
        opportunity = await self._one(by_id, id)
        quotes = await self.identity_map.load(Quote, live_quotes, opportunity_id=id)
        self.identity_map.meter.count_open_quotes(len(quotes))
        return OpportunityAggregate(opportunity, quotes)

    async def has_documents(self, id: UUID) -> bool:
        """Whether quotes, orders or invoices refer to the opportunity."""
        kinds = (tables.quotes, tables.orders, tables.invoices)
        queries = (
            exists().where(
                kind.c.tenant_id == self.identity_map.tenant_id, kind.c.opportunity_id == id
            )
            for kind in kinds
        )
        return bool(await self.identity_map.connection.scalar(select(or_(*queries))))


class Quotes(Documents[Quote]):
    """All quotes."""

    async def get_aggregate(
        self, id: UUID, *, with_lines: bool, with_siblings: bool
    ) -> QuoteAggregate:
        """The quote, its opportunity, and its live revision and siblings, locked."""
        # Found through the quote's row without locking it: the opportunity is locked first
        # (decision 3).
        opportunity = await self._opportunity_of(id)
        is_read = opportunity is not None and with_siblings
        where = with_live_siblings if is_read else with_live_revision
        beside = competing_facts if is_read else newest_revision
        parameters = {"id": id, "opportunity_id": opportunity.id if opportunity else None}
        quotes, facts = await self.identity_map.load_beside(Quote, where, beside, **parameters)
        quote = next((quote for quote in quotes if quote.id == id), None)
        if quote is None:
            raise QuoteNotFound
        if with_lines:
            await self.identity_map.load_lines(Quote, [quote])
        else:
            await self.identity_map.look_for_lines(Quote, quote)
        competing = OpportunityAggregate(opportunity, UnreadQuotes()) if opportunity else None
        if competing is not None and with_siblings:
            competing.quotes = [
                each for each in quotes if each.opportunity_id == quote.opportunity_id
            ]
            competing.won_before = facts["won_before"]
            self.identity_map.meter.count_open_quotes(len(competing.quotes))
        revisions = [each for each in quotes if each.number == quote.number and each is not quote]
        # Only needed to name the order when a second one is refused (I-13).
        order = await self._order_number(id) if quote.status is QuoteStatus.WON else None
        return QuoteAggregate(quote, competing, revisions, order, facts["newest_revision"])

    async def _opportunity_of(self, id: UUID) -> Opportunity | None:
        its = referenced_by(tables.quotes, "opportunity_id")
        opportunities = await self.identity_map.load(Opportunity, its, id=id)
        return opportunities[0] if opportunities else None

    async def _order_number(self, quote_id: UUID) -> str | None:
        orders = tables.orders
        statement = select(orders.c.number).where(
            orders.c.tenant_id == self.identity_map.tenant_id, orders.c.quote_id == quote_id
        )
        return await self.identity_map.connection.scalar(statement)


class Orders(Documents[Order]):
    """All orders."""

    async def sum_invoiced(self, order: Order, needed: SumsNeeded) -> InvoicedSums:
        """Sums over the invoices of a locked order that are not canceled.

        The lock on the order prevents others from adding and canceling invoices. A concurrent
        change of an invoice is counted either before or after it.
        """
        parameters = {"tenant": self.identity_map.tenant_id, "order_id": order.id}
        parts: dict[UUID, Sequence[Decimal]] = {}
        if needed.lines:
            rows = await fetch(
                self.identity_map.connection,
                invoiced_parts(),
                **parameters,
                lines=list(needed.lines),
            )
            parts = {row["order_line_id"]: tuple(row)[1:] for row in rows}
        # Only the last invoice takes the remainder of the document's discount and freight (I-54).
        if not needed.header:
            return InvoicedSums(parts)
        (row,) = await fetch(self.identity_map.connection, invoiced_header(), **parameters)
        return InvoicedSums(parts, *row)

    async def is_used(self, id: UUID) -> bool:
        """Whether the order has invoices or shipments, even canceled ones."""
        named = (
            exists().where(kind.c.tenant_id == self.identity_map.tenant_id, kind.c.order_id == id)
            for kind in (tables.invoices, tables.shipments)
        )
        return bool(await self.identity_map.connection.scalar(select(or_(*named))))

    async def sum_quantities(self, order: Order, without: UUID) -> dict[UUID, Decimal]:
        """What the order's other invoices bill of each line, unless they are canceled."""
        parameters = {"tenant": self.identity_map.tenant_id, "order_id": order.id, "id": without}
        rows = await fetch(self.identity_map.connection, quantities_elsewhere(), **parameters)
        return {row["order_line_id"]: row["quantity"] for row in rows}


class Invoices(Documents[Invoice]):
    """All invoices."""

    async def get_payment(self, payment_id: UUID) -> ReceivedPayment:
        """A payment and its invoice, locked. Raises PAYMENT_NOT_FOUND."""
        its = referenced_by(tables.payments, "invoice_id")
        invoices = await self.identity_map.load(Invoice, its, id=payment_id)
        if not invoices:
            raise PaymentNotFound(path=("paymentId",))
        await self.identity_map.look_for_lines(Invoice, invoices[0])
        parameters = {"tenant": self.identity_map.tenant_id, "id": payment_id}
        # After the invoice is locked: of two clients that reverse a payment, the second one sees
        # the reversal of the first.
        rows = await fetch(self.identity_map.connection, _payment_and_reversal(), **parameters)
        known = {row["id"]: _PAYMENT.from_row(row) for row in rows}
        return ReceivedPayment(known[payment_id], invoices[0], is_reversed=len(known) > 1)

    async def get_with_order(self, id: UUID) -> tuple[Invoice, Order | None]:
        """The invoice and its order, if it has one, locked, with their lines."""
        # The order is locked before its invoice, through whose row it is found (decision 3).
        orders = await self.identity_map.load(
            Order, referenced_by(tables.invoices, "order_id"), id=id
        )
        await self.identity_map.load_lines(Order, orders)
        return await self.get(id), orders[0] if orders else None

    async def is_only_one(self, invoice: Invoice) -> bool:
        """Whether all other invoices of the invoice's order, which is locked, are canceled."""
        parameters = {"order_id": invoice.order_id, "id": invoice.id}
        others = await fetch(
            self.identity_map.connection,
            other_invoice(),
            tenant=self.identity_map.tenant_id,
            **parameters,
        )
        return not others
