"""What an action can ask of the repositories of documents and shipments.

Loading a record locks it, and changes to a loaded record are saved.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar
from uuid import UUID

from domain.sales.invoice import Invoice
from domain.sales.invoiced_sums import InvoicedSums, SumsNeeded
from domain.sales.opportunity import Opportunity
from domain.sales.opportunity_aggregate import OpportunityAggregate
from domain.sales.order import Order
from domain.sales.payment import Payment
from domain.sales.quote import Quote
from domain.sales.quote_aggregate import QuoteAggregate
from domain.sales.shipment import Shipment

T = TypeVar("T")


class Repository(Protocol[T]):
    """All records of a kind. Each kind has its own NotFound error, for example QUOTE_NOT_FOUND."""

    async def get(self, id: UUID) -> T:
        """Return the record, locked, with all its lines."""
        ...

    def add(self, record: T) -> None:
        """Add a new record, which the unit of work saves."""
        ...

    def delete(self, record: T) -> None:
        """Delete a loaded record and its lines."""
        ...


# Lines are what makes a document expensive to load, so actions that do not need them ask for the
# header (decision 54).
class Documents(Repository[T], Protocol):
    """All documents of a kind."""

    async def get_header(self, id: UUID) -> T:
        """Return the document, locked, without its lines; it knows only whether it has any."""
        ...


class Opportunities(Documents[Opportunity], Protocol):
    """All opportunities."""

    async def get_aggregate(self, id: UUID) -> OpportunityAggregate:
        """Return the opportunity and the headers of its draft and active quotes, locked."""
        ...

    async def has_documents(self, id: UUID) -> bool:
        """Return whether the opportunity has quotes, orders or invoices."""
        ...


class Quotes(Documents[Quote], Protocol):
    """All quotes."""

    # Siblings decide whether the opportunity can be closed (I-14), revisions whether the quote can
    # be revised (I-5). Only drafts and active ones matter, and their headers are enough; an
    # opportunity can have thousands of closed quotes.
    async def get_aggregate(
        self, id: UUID, *, with_lines: bool, with_siblings: bool
    ) -> QuoteAggregate:
        """Return the quote, its opportunity and its draft or active revision, locked.

        `with_lines` also reads the lines of the quote, and `with_siblings` the draft and active
        quotes of the opportunity and the total of its won ones.
        """
        ...


class Orders(Documents[Order], Protocol):
    """All orders."""

    async def sum_invoiced(self, order: Order, needed: SumsNeeded) -> InvoicedSums:
        """Sum up the invoices of a locked order that are not canceled."""
        ...

    async def sum_quantities(self, order: Order, without: UUID) -> Mapping[UUID, Decimal]:
        """Sum up what those invoices bill of each order line, without the invoice of this ID."""
        ...

    async def is_used(self, id: UUID) -> bool:
        """Return whether the order has invoices or shipments, even canceled ones."""
        ...


class Shipments(Repository[Shipment], Protocol):
    """All shipments."""

    async def get_with_order(self, id: UUID) -> tuple[Shipment, Order]:
        """Return the shipment and its order, locked, both with their lines."""
        ...

    async def latest_besides(self, shipment: Shipment) -> date | None:
        """Return the latest date of the order's other shipments; None if all are canceled."""
        ...


@dataclass(frozen=True, slots=True)
class ReceivedPayment:
    """A payment and its invoice, locked, and whether the payment was reversed."""

    payment: Payment
    invoice: Invoice
    is_reversed: bool


class Invoices(Documents[Invoice], Protocol):
    """All invoices."""

    async def get_payment(self, payment_id: UUID) -> ReceivedPayment:
        """Return a payment and its invoice, locked. Raises PAYMENT_NOT_FOUND."""
        ...

    async def get_with_order(self, id: UUID) -> tuple[Invoice, Order | None]:
        """Return the invoice and its order, if it has one; locked, with their lines."""
        ...

    async def is_only_one(self, invoice: Invoice) -> bool:
        """Return whether all other invoices of the same, locked order are canceled."""
        ...
