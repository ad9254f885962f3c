"""What an action can use: one unit of work, its repositories, the time and the caller.

Loading a record locks it, and changes to a loaded record are saved. Locks are always taken in the
same order: opportunity, quotes, order, invoices or shipments.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar
from uuid import UUID

from domain.catalog.currency import TenantCurrency
from domain.catalog.product import Product
from domain.catalog.unit import Unit
from domain.core.job import Job
from domain.core.record import Record
from domain.ports.lookups import Lookups
from domain.ports.repositories import Invoices, Opportunities, Orders, Quotes, Repository, Shipments
from domain.pricing.calculation import PricingRules
from domain.pricing.price_book import PriceBook
from domain.sales.deliverable import Deliverable
from domain.sales.document import Document
from domain.sales.erp_link import ErpLink, ErpLinkType
from domain.sales.posted_invoice import PostedInvoice
from domain.sales.submission import Submission
from domain.tenant.erp_connection import ErpConnection
from domain.tenant.letterhead import Letterhead
from domain.tenant.settings import TenantSettings

T = TypeVar("T")
D = TypeVar("D", bound=Document[Any])
R = TypeVar("R", bound=Record)


class NumberKind(StrEnum):
    """The series of a document's number; the value is the number's prefix."""

    OPPORTUNITY = "OPP"
    QUOTE = "QUO"
    ORDER = "ORD"
    INVOICE = "INV"


@dataclass(frozen=True, slots=True)
class CatalogRefs:
    """The catalog records that lines refer to."""

    products: frozenset[UUID] = frozenset()
    units: frozenset[UUID] = frozenset()
    tax_codes: frozenset[UUID] = frozenset()


NO_REFS = CatalogRefs()


class Submissions(Repository[Submission], Protocol):
    """The submissions of orders; each has the ID of its order."""

    async def find(self, order_id: UUID) -> Submission | None:
        """Return the order's submission, locked; None if the order was never submitted."""
        ...


class PostedInvoices(Repository[PostedInvoice], Protocol):
    """The ERP's invoices; each has the ID of the invoice here that stands for it."""

    async def find(self, remote_id: str) -> PostedInvoice | None:
        """Return the ERP's invoice, locked; None if it is not known here yet."""
        ...


class Units(Repository[Unit], Protocol):
    """All units."""

    async def primary(self, unit_group_id: UUID) -> Unit:
        """Return the primary unit of the group. Raises UNIT_GROUP_NOT_FOUND."""
        ...


class UnitOfWork(Protocol):
    """One transaction, which is committed as a whole or not at all."""

    now: datetime
    today: date
    tenant_id: UUID
    user_id: UUID

    @property
    def opportunities(self) -> Opportunities: ...
    @property
    def quotes(self) -> Quotes: ...
    @property
    def orders(self) -> Orders: ...
    @property
    def shipments(self) -> Shipments: ...
    @property
    def invoices(self) -> Invoices: ...
    @property
    def submissions(self) -> Submissions: ...
    @property
    def posted_invoices(self) -> PostedInvoices: ...
    @property
    def products(self) -> Repository[Product]: ...
    @property
    def units(self) -> Units: ...
    @property
    def lookups(self) -> Lookups: ...

    def records(self, kind: type[R]) -> Repository[R]:
        """Return the repository of a kind that has no property here, such as competitors."""
        ...

    async def get_settings(self) -> TenantSettings:
        """Return the tenant's settings, locked."""
        ...

    async def find_erp_connection(self) -> ErpConnection | None:
        """Return the connection to the tenant's ERP, locked; None if there never was one."""
        ...

    async def close_erp_circuit(self) -> None:
        """Let requests to the ERP through again, because a person has mended its cause."""
        ...

    async def find_erp_link(self, type: ErpLinkType, key: str) -> ErpLink | None:
        """Return the link of a record or code, locked; None if it is not linked."""
        ...

    # All rates refer to the base currency, so changing it concerns every currency that has one.
    async def get_currencies_with_rates(self, code: str) -> list[TenantCurrency]:
        """Return the currencies with an exchange rate, and the one with this code, locked."""
        ...

    async def get_pricing_rules(self) -> PricingRules:
        """Return the tenant's settings of the pricing engine."""
        ...

    async def load_price_book(
        self, currency_code: str, price_list_id: UUID | None = None, refs: CatalogRefs = NO_REFS
    ) -> PriceBook:
        """Read the catalog for these records. Raises PRICE_LIST_NOT_FOUND."""
        ...

    # Numbers are drawn outside the transaction, so they are used up even if it fails (decision 8).
    async def next_number(self, kind: NumberKind) -> str:
        """Return an unused number without waiting for other transactions (I-66)."""
        ...

    async def get_document(self, kind: type[D], id: UUID) -> D:
        """Return a document of one of the four kinds, locked, with its lines."""
        ...

    async def get_header(self, kind: type[D], id: UUID) -> D:
        """Return a document of one of the four kinds, locked, without its lines."""
        ...

    async def read_lines(self, document: Document[Any]) -> None:
        """Read the lines of a document that was loaded without them."""
        ...

    async def get_document_of_line(self, kind: type[D], line_id: UUID) -> D:
        """Return the document of this line, locked, with its lines. Raises LINE_NOT_FOUND."""
        ...

    async def get_letterhead(self) -> Letterhead:
        """Return the tenant's letterhead, locked."""
        ...

    async def get_customer_address(
        self, account_id: UUID | None, contact_id: UUID | None
    ) -> str | None:
        """Return the customer's email address; None if there is none."""
        ...

    async def create_rendition(self, document: Deliverable[Any]) -> UUID:
        """Return the ID of the PDF of the document as it is now; it is rendered when needed."""
        ...

    def announce_items(self, lines: int) -> None:
        """Announce how many lines the bundles will add, before they are created."""
        ...

    # Long documents are computed in a thread, so that the event loop stays responsive (decision
    # 45).
    async def compute(self, act: Callable[[], T], lines: int) -> T:
        """Run a computation over `lines` lines without holding up other requests."""
        ...

    def enqueue(self, job: Job) -> None:
        """Queue a job that starts only after the transaction has been committed."""
        ...
