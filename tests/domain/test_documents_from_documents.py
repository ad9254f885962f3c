"""The initial values of a document created from another one, and its possible currencies."""

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.catalog.product_lifecycle import ProductStatus
from domain.core.address import Address
from domain.core.money import Currency
from domain.core.payment_terms import PaymentTerms
from domain.pricing.price_book import PriceBook
from domain.sales import quote_lifecycle as quotes
from domain.sales.document import OWN, Document, copied_fields
from domain.sales.document_fields import IN_BASE, TOTALS
from domain.sales.invoice import Invoice
from domain.sales.opportunity import Opportunity
from domain.sales.order import FulfillmentStatus, InvoicingStatus, Order
from domain.sales.order_lifecycle import OrderStatusReason
from domain.sales.quote import Quote
from tests.domain import catalog, make
from tests.domain.make import RULES, USD, closing, d, refusal_of, texts, typed

AT_HALF = PriceBook(rate=d("2"))
EUR = Currency("EUR", 2)


@pytest.mark.parametrize("kind", [Quote, Order, Invoice])
def test_i_50_a_document_from_an_opportunity_has_its_amounts_in_the_base_currency(
    kind: Any,
) -> None:
    opportunity = make.opportunity(
        typed("1", "9", tax="1"), discount_amount="2", freight_amount="4", prices=AT_HALF
    )

    made = kind.from_opportunity(opportunity, "NR-1")

    assert texts(made, "total_amount", "total_amount_in_base", "exchange_rate") == [
        "12.00",
        "6.00",
        "2",
    ]
    assert texts(made, *IN_BASE) == texts(opportunity, *IN_BASE)
    assert [str(line.base_amount_in_base) for line in made.lines] == ["4.50"]


def test_i_50_an_invoice_from_an_opportunity_owes_its_total_in_the_base_currency_too() -> None:
    invoice = Invoice.from_opportunity(make.opportunity(typed("1", "9"), prices=AT_HALF), "INV-1")

    assert texts(invoice, "amount_due", "amount_due_in_base", "amount_paid") == [
        "9.00",
        "4.50",
        "0.00",
    ]


def agreed() -> Quote:
    """Create a quote with everything that an order takes over."""
    address = Address(line1="Hafenstr. 3", city="Kiel")
    record = make.quote(typed("1", "9"), typed("2", "3"), prices=AT_HALF)
    record.assign(
        {
            "bill_to": address,
            "ship_to": address,
            "payment_terms": PaymentTerms.NET_45,
            "request_delivery_by": date(2026, 5, 1),
            "effective_from": date(2026, 3, 1),
            "effective_to": date(2026, 3, 31),
            "expires_on": date(2026, 4, 30),
            "description": "As discussed",
        }
    )
    return record


TAKEN = ("bill_to", "ship_to", "payment_terms", "request_delivery_by", "description", "name")


def test_i_12_an_order_equals_its_quote_and_each_line_names_where_it_came_from() -> None:
    quote = agreed()

    order = Order.from_quote(quote, "ORD-1")

    assert (order.number, order.quote_id, order.prices_locked) == ("ORD-1", quote.id, True)
    assert [getattr(order, name) for name in TAKEN] == [getattr(quote, name) for name in TAKEN]
    assert texts(order, *TOTALS, *IN_BASE) == texts(quote, *TOTALS, *IN_BASE)
    assert [line.quote_line_id for line in order.lines] == [line.id for line in quote.lines]


def test_i_3_a_revision_is_a_new_record_of_the_same_number_and_lineages() -> None:
    quote = agreed()

    revision = quote.next_revision(3)

    assert (revision.number, revision.revision, revision.state) == ("QUO-1", 3, quotes.DRAFT)
    assert isinstance(revision.id, UUID)
    assert revision.id != quote.id
    names = (*TAKEN, "effective_from", "effective_to", "expires_on")
    assert [getattr(revision, name) for name in names] == [getattr(quote, name) for name in names]
    assert [line.lineage_id for line in revision.lines] == [line.lineage_id for line in quote.lines]
    assert not {line.id for line in revision.lines} & {line.id for line in quote.lines}
    assert texts(revision, *TOTALS, *IN_BASE) == texts(quote, *TOTALS, *IN_BASE)


OWN_FIELDS = {
    *("id", "version", "created_at", "number", "status", "status_reason"),
    *("lines", "close_records", "mailings", "prices_locked", "revision", "closed_on"),
}
HANDED_ON: list[Any] = [
    pytest.param(source, target, act, id=f"{source.__name__}-{target.__name__}")
    for source, target, act in (
        (Opportunity, Quote, lambda it: Quote.from_opportunity(it, "NR-1")),
        (Opportunity, Order, lambda it: Order.from_opportunity(it, "NR-1")),
        (Opportunity, Invoice, lambda it: Invoice.from_opportunity(it, "NR-1")),
        (Quote, Quote, lambda it: it.next_revision(1)),
        (Quote, Order, lambda it: Order.from_quote(it, "NR-1")),
        (Order, Invoice, lambda it: Invoice.from_order(it, "NR-1", [])),
    )
]
MAKERS: dict[Any, Any] = {Opportunity: make.opportunity, Quote: make.quote, Order: make.order}


@pytest.mark.parametrize(("source", "target", "act"), HANDED_ON)
def test_all_that_two_documents_have_in_common_is_handed_on(
    source: Any, target: Any, act: Any
) -> None:
    common = {f.name for f in fields(source)} & {f.name for f in fields(target)}
    original = MAKERS[source](prices=AT_HALF)
    for name in common - OWN_FIELDS:
        setattr(original, name, getattr(original, name) or f"any {name}")

    made = act(original)

    assert set(copied_fields(source, target)) == common - OWN_FIELDS
    for name in common - OWN_FIELDS:
        assert getattr(made, name) == getattr(original, name)


def test_a_new_field_is_handed_on_unless_it_is_declared_as_the_documents_own() -> None:
    @dataclass(kw_only=True)
    class Early(Document[Any]):
        reference: int = 0
        counted: int = field(default=0, metadata=OWN)

    @dataclass(kw_only=True)
    class Late(Early):
        counted: int = 1  # once a document has its own, it keeps it

    assert set(copied_fields(Early, Late)) == {*copied_fields(Opportunity, Quote), "reference"}


def test_a_clone_of_a_product_has_an_id_of_its_own() -> None:
    record = catalog.product(status=ProductStatus.ACTIVE)

    copy = record.clone("P-2", None)

    assert isinstance(copy.id, UUID)
    assert copy.id != record.id


@pytest.mark.parametrize("kind", [make.order, make.invoice])
def test_i_47_orders_and_invoices_keep_their_currency(kind: Any) -> None:
    record = make.empty(kind())

    assert refusal_of(lambda: record.update({"currency": EUR}, RULES)) == (
        "CURRENCY_IMMUTABLE",
        ("currencyCode",),
        {},
    )
    record.update({"currency": USD}, RULES)


@pytest.mark.parametrize("kind", [make.opportunity, make.quote])
def test_i_47_with_lines_the_currency_stays_and_without_it_can_change(kind: Any) -> None:
    record = kind(typed())

    assert refusal_of(lambda: record.update({"currency": EUR}, RULES)) == (
        "CURRENCY_IMMUTABLE",
        ("currencyCode",),
        {},
    )
    make.empty(record).update({"currency": EUR}, RULES)
    assert record.currency_code == "EUR"


def test_i_48_a_quote_keeps_the_currency_of_its_opportunity() -> None:
    record = make.empty(make.quote(opportunity_id=make.some_id()))

    assert refusal_of(lambda: record.update({"currency": EUR}, RULES))[0] == "CURRENCY_IMMUTABLE"


@pytest.mark.parametrize(
    ("delivered", "reason"),
    [
        (FulfillmentStatus.NONE, OrderStatusReason.NEW),
        (FulfillmentStatus.PARTIAL, OrderStatusReason.PARTIAL),
        (FulfillmentStatus.COMPLETE, OrderStatusReason.COMPLETE),
    ],
)
def test_an_order_that_is_no_longer_billed_in_full_is_as_far_as_its_delivery(
    delivered: FulfillmentStatus, reason: OrderStatusReason
) -> None:
    record = make.order()
    record.count_invoiced(InvoicingStatus.FULL)
    record.fulfillment_status, record.returns_to = delivered, None

    record.count_invoiced(InvoicingStatus.PARTIAL)

    assert (record.status_reason, record.returns_to) == (reason, None)


def test_an_order_that_is_no_longer_billed_goes_back_to_where_it_was() -> None:
    record = make.order()
    record.set_status_reason(OrderStatusReason.PENDING)

    record.count_invoiced(InvoicingStatus.FULL)
    remembered = record.returns_to
    record.count_invoiced(InvoicingStatus.FULL)
    record.count_invoiced(InvoicingStatus.NONE)

    assert remembered is OrderStatusReason.PENDING
    assert (record.status_reason, record.invoicing_status) == (
        OrderStatusReason.PENDING,
        InvoicingStatus.NONE,
    )
    assert record.returns_to is None


@pytest.mark.parametrize("name", ["bill_to", "ship_to"])
def test_a_part_of_an_address_that_is_too_long_is_named(name: str) -> None:
    record = make.order()
    label = {"bill_to": "billTo", "ship_to": "shipTo"}[name]

    assert refusal_of(lambda: record.update({name: Address(city="x" * 81)}, RULES)) == (
        "TEXT_TOO_LONG",
        (label, "city"),
        {"field": "city", "limit": 80},
    )


def test_i_22_a_close_record_says_what_became_of_the_document_and_when() -> None:
    record, competitor = make.order(), make.some_id()

    record.cancel(closing(on=date(2026, 4, 1), description="No", competitor_id=competitor))

    (written,) = record.close_records
    assert (written.status, written.status_reason) == ("CANCELED", "NO_MONEY")
    assert (written.close_date, written.description) == (date(2026, 4, 1), "No")
    assert (written.currency_code, written.competitor_id) == ("USD", competitor)
    assert written.revenue is None
