"""What an action may ask for: one unit of work, its repositories, the time and the caller.

Getting a record locks it; changing it is enough to have it saved. Locks are taken in one order
everywhere: opportunity, quotes, order, invoices.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol, TypeVar
from uuid import UUID

from domain.catalog.currency import TenantCurrency
from domain.catalog.product import Product
from domain.catalog.unit import Unit
from domain.core.job import Job
from domain.core.money import Currency
from domain.pricing.calculation import PricingRules
from domain.pricing.price_book import PriceBook
from domain.sales.deliverable import Deliverable
from domain.sales.document import Document
from domain.sales.invoice import Invoice
from domain.sales.invoiced_sums import InvoicedSums, SumsNeeded
from domain.sales.opportunity import Opportunity
from domain.sales.opportunity_aggregate import OpportunityAggregate
from domain.sales.order import Order
from domain.sales.party import Account, Competitor, Contact
from domain.sales.payment import Payment
from domain.sales.quote import Quote
from domain.sales.quote_aggregate import QuoteAggregate
from domain.tenant.letterhead import Letterhead
from domain.tenant.settings import TenantSettings

T = TypeVar("T")
D = TypeVar("D", bound=Document[Any])


class NumberKind(StrEnum):
    """The series that a document's number is drawn from, and how the number begins."""

    OPPORTUNITY = "OPP"
    QUOTE = "QUO"
    ORDER = "ORD"
    INVOICE = "INV"


@dataclass(frozen=True, slots=True)
class CatalogRefs:
    """As much of the catalog as lines name."""

    products: frozenset[UUID] = frozenset()
    units: frozenset[UUID] = frozenset()
    tax_codes: frozenset[UUID] = frozenset()


NOTHING = CatalogRefs()


class Repository(Protocol[T]):
    """All records of a kind. Each raises its own NotFound, for example QUOTE_NOT_FOUND."""

    async def get(self, id: UUID) -> T:
        """The record, locked, with all its lines."""
        ...

    def add(self, record: T) -> None:
        """A new record, to be saved."""
        ...

    def delete(self, record: T) -> None:
        """A record got before, to be deleted with its lines."""
        ...


class Documents(Repository[T], Protocol):
    """All documents of a kind."""

    async def header(self, id: UUID) -> T:
        """The document, locked, without its lines; of them it knows whether there are any."""
        ...


class Opportunities(Documents[Opportunity], Protocol):
    """All opportunities."""

    async def get_aggregate(self, id: UUID) -> OpportunityAggregate:
        """The opportunity and the headers of its quotes, locked."""
        ...

    async def has_documents(self, id: UUID) -> bool:
        """Whether quotes, orders or invoices name the opportunity."""
        ...


class Quotes(Documents[Quote], Protocol):
    """All quotes."""

    async def get_aggregate(self, id: UUID, *, with_lines: bool = True) -> QuoteAggregate:
        """The quote, its opportunity, siblings and revisions, locked; only it has its lines."""
        ...


class Orders(Documents[Order], Protocol):
    """All orders."""

    async def sum_billed(self, order: Order, needed: SumsNeeded) -> InvoicedSums:
        """Sums over the invoices of a locked order that are not canceled."""
        ...


@dataclass(frozen=True, slots=True)
class Received:
    """A payment with its invoice, locked, and whether it was reversed."""

    payment: Payment
    invoice: Invoice
    is_reversed: bool


class Invoices(Documents[Invoice], Protocol):
    """All invoices."""

    async def get_payment(self, payment_id: UUID) -> Received:
        """A payment and its invoice, locked; or PAYMENT_NOT_FOUND."""
        ...

    async def with_order(self, id: UUID) -> tuple[Invoice, Order | None]:
        """The invoice and the order that it bills, if it bills one, locked, with their lines."""
        ...

    async def is_only_one(self, invoice: Invoice) -> bool:
        """Whether all other invoices of the same, locked order are canceled."""
        ...


class Units(Repository[Unit], Protocol):
    """All units."""

    async def primary(self, unit_group_id: UUID) -> Unit:
        """The unit that all others of the group are counted in; or UNIT_GROUP_NOT_FOUND."""
        ...


class Lookups(Protocol):
    """Whether what the input names exists and may be used; nothing is locked."""

    async def customer(self, account_id: UUID | None, contact_id: UUID | None) -> None:
        """Raise CUSTOMER_NOT_FOUND or CUSTOMER_INACTIVE."""
        ...

    async def hold_customer(self, account_id: UUID | None, contact_id: UUID | None) -> None:
        """Keep the customer as it is until we are done (I-63). Raises CUSTOMER_INACTIVE."""
        ...

    async def company(self, account_id: UUID | None, contact_id: UUID | None) -> UUID | None:
        """The account that a customer belongs to; of a contact without one, the contact."""
        ...

    async def user(self, id: UUID) -> None:
        """Raise USER_NOT_FOUND."""
        ...

    async def account(self, id: UUID) -> None:
        """Raise ACCOUNT_NOT_FOUND."""
        ...

    async def competitor(self, id: UUID) -> None:
        """Raise COMPETITOR_NOT_FOUND."""
        ...

    async def currency(self, code: str) -> Currency:
        """The currency as the tenant uses it; CURRENCY_UNKNOWN or CURRENCY_INACTIVE."""
        ...

    async def has_base_amounts(self) -> bool:
        """Whether any document has amounts in the base currency."""
        ...

    async def price_list(self, id: UUID) -> None:
        """Raise PRICE_LIST_NOT_FOUND or PRICE_LIST_INACTIVE."""
        ...

    async def default_price_list(
        self, account_id: UUID | None, contact_id: UUID | None, currency_code: str
    ) -> UUID | None:
        """The customer's default price list, where it is active and in this currency (3.2)."""
        ...


class Work(Protocol):
    """One transaction: all of it happens, or nothing."""

    today: date
    user_id: UUID

    @property
    def opportunities(self) -> Opportunities: ...
    @property
    def quotes(self) -> Quotes: ...
    @property
    def orders(self) -> Orders: ...
    @property
    def invoices(self) -> Invoices: ...
    @property
    def accounts(self) -> Repository[Account]: ...
    @property
    def contacts(self) -> Repository[Contact]: ...
    @property
    def competitors(self) -> Repository[Competitor]: ...
    @property
    def products(self) -> Repository[Product]: ...
    @property
    def units(self) -> Units: ...
    @property
    def lookups(self) -> Lookups: ...

    async def settings(self) -> TenantSettings:
        """The tenant's settings, locked."""
        ...

    async def currencies_with_rates(self, code: str) -> list[TenantCurrency]:
        """The currencies that have an exchange rate, and the one with this code, locked."""
        ...

    async def pricing_rules(self) -> PricingRules:
        """The tenant's settings of the pricing engine."""
        ...

    async def price_book(
        self, currency_code: str, price_list_id: UUID | None = None, wanted: CatalogRefs = NOTHING
    ) -> PriceBook:
        """What the catalog says about the wanted products; PRICE_LIST_NOT_FOUND."""
        ...

    async def next_number(self, kind: NumberKind) -> str:
        """A number that nobody has had, without waiting for other creators (I-66)."""
        ...

    async def document(self, kind: type[D], id: UUID) -> D:
        """A document of one of the four kinds, locked, with its lines."""
        ...

    async def header(self, kind: type[D], id: UUID) -> D:
        """A document of one of the four kinds, locked, without its lines."""
        ...

    async def read_lines(self, document: Document[Any]) -> None:
        """Read the lines of a document that was loaded without them."""
        ...

    async def document_of_line(self, kind: type[D], line_id: UUID) -> D:
        """The document that has this line, locked, with its lines, or LINE_NOT_FOUND."""
        ...

    async def letterhead(self) -> Letterhead:
        """What the tenant's documents are printed on, locked."""
        ...

    async def customers_address(
        self, account_id: UUID | None, contact_id: UUID | None
    ) -> str | None:
        """Where mail for a customer goes; None where nobody has said."""
        ...

    async def rendition_of(self, document: Deliverable[Any]) -> UUID:
        """The printed form of a document as it is now, to be made when somebody needs it."""
        ...

    def announce_items(self, lines: int) -> None:
        """Say that so many lines come with the bundles of others, before they are made."""
        ...

    async def compute(self, act: Callable[[], T], lines: int) -> T:
        """What a computation over so many lines comes to, while others need not wait for it."""
        ...

    def later(self, job: Job) -> None:
        """Do this once the transaction is committed, and only then."""
        ...
