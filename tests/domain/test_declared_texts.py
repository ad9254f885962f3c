"""Every text field of a record declares what it accepts, and `take` enforces it."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Annotated, Any, get_args, get_type_hints
from uuid import UUID

import pytest

from domain import actions  # noqa: F401 - and with it every record
from domain.actions.catalog import bundles  # noqa: F401
from domain.catalog.bundle import BundleItem, ProductRelationship, RelationshipType
from domain.catalog.currency import TenantCurrency
from domain.catalog.discount_list import DiscountList, DiscountListType, DiscountTier
from domain.catalog.price_list import PriceList
from domain.catalog.tax_code import TaxCode
from domain.catalog.unit import Unit, UnitGroup
from domain.core.address import Address
from domain.core.errors import TextNotOneLine
from domain.core.money import Currency
from domain.core.record import Record
from domain.core.text import Form, Text, camel, check_texts, text_fields_of
from domain.pricing.line import Line
from domain.sales.close_details import CloseDetails, CloseRecord
from domain.sales.document import Document
from domain.sales.erp_link import ErpLink, ErpLinkType
from domain.sales.mailing import Mailing
from domain.sales.party import Account, Competitor, Contact
from domain.sales.payment import Payment
from domain.sales.posted_invoice import PostedInvoice
from domain.sales.submission import ErpAttempt, Submission
from domain.tenant.erp_connection import ErpConnection, ErpMode
from domain.tenant.letterhead import Letterhead
from domain.tenant.settings import TenantSettings
from tests.domain import catalog, make
from tests.domain.make import OWNER, d, refusal_of

SOME, OTHER = UUID(int=7), UUID(int=8)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)

MAKERS: list[Callable[[], Any]] = [
    make.opportunity,
    make.quote,
    make.order,
    make.invoice,
    lambda: make.shipment(make.order()),
    catalog.product,
    catalog.item,
    lambda: Account(name="A", owner_id=OWNER),
    lambda: Contact(last_name="B", owner_id=OWNER),
    lambda: Competitor(name="C"),
    lambda: Letterhead(company_name="D"),
    lambda: TenantSettings(base_currency_code="EUR"),
    lambda: ErpConnection(
        mode=ErpMode.BUSINESS_CENTRAL,
        directory_id="d",
        environment="production",
        company_id=str(SOME),
        client_id="c",
        client_secret="s",
    ),
    lambda: ErpLink(
        type=ErpLinkType.CURRENCY, local_key="EUR", remote_id="EUR", remote_number="EUR"
    ),
    lambda: Submission(submitted_at=NOON, submitted_by=OWNER),
    lambda: PostedInvoice(
        order_id=SOME, remote_id="1", remote_number="PS-1", invoice_date=NOON.date()
    ),
    lambda: TenantCurrency(code="EUR", name="Euro"),
    lambda: TaxCode(code="N", name="Normal"),
    lambda: UnitGroup(name="Pieces"),
    lambda: Unit(unit_group_id=SOME, name="Box", base_unit_id=SOME),
    lambda: PriceList(name="Retail", currency_code="EUR"),
    lambda: DiscountList(name="L", type=DiscountListType.PERCENTAGE),
    lambda: DiscountTier(discount_list_id=SOME, low_quantity=d("1"), high_quantity=d("2")),
    lambda: BundleItem(bundle_id=SOME, product_id=SOME, unit_id=SOME),
    lambda: ProductRelationship(
        product_id=SOME, related_product_id=OTHER, type=RelationshipType.UP_SELL
    ),
]


def _below(kind: Any) -> Iterator[Any]:
    for child in kind.__subclasses__():
        # `slots=True` recreates a class; the original lives until it is garbage-collected
        if vars(sys.modules[child.__module__]).get(child.__name__) is child:
            yield child
        yield from _below(child)


def _kind(made: Callable[[], Any]) -> Any:
    return type(made())


ROOTS: tuple[Any, ...] = (Record, Document)
TAKING: list[Any] = sorted(
    (kind for root in ROOTS for kind in _below(root) if not list(_below(kind))),
    key=lambda kind: str(kind.__name__),
)
OTHERS: list[Any] = [
    Line,
    *_below(Line),
    Address,
    CloseRecord,
    CloseDetails,
    Currency,
    ErpAttempt,
    Mailing,
    Payment,
]
TEXTS = [
    pytest.param(make_one, name, text, id=f"{type(make_one()).__name__}-{name}")
    for make_one in MAKERS
    for name, text in text_fields_of(_kind(make_one)).items()
]

# The texts that declare no limit, because something stricter creates or checks them.
FORMS = {
    "Account.locale",
    "CloseRecord.currency_code",
    "CloseDetails.field",
    "Contact.locale",
    "Contact.name",
    "Currency.code",
    "DiscountList.currency_code",
    "ErpConnection.client_secret",
    "ErpConnection.company_id",
    "ErpLink.local_key",
    "Invoice.number",
    "InvoiceLine.currency_code",
    "Letterhead.address_lines",
    "Letterhead.locale",
    "Line.currency_code",
    "Mailing.copies",
    "Mailing.recipients",
    "Opportunity.number",
    "Order.number",
    "OrderLine.currency_code",
    "Payment.currency_code",
    "PriceList.currency_code",
    "PriceListItem.currency_code",
    "Product.currency_code",
    "Quote.number",
    "QuoteLine.currency_code",
    "TenantCurrency.code",
    "TenantSettings.base_currency_code",
}


def test_every_record_that_takes_values_is_tried_here() -> None:
    assert {type(made()) for made in MAKERS} == set(TAKING)


@pytest.mark.parametrize("kind", [*TAKING, *OTHERS])
def test_every_text_declares_what_it_takes(kind: Any) -> None:
    text_fields_of(kind)  # or TypeError


def test_only_these_texts_have_a_form_instead_of_a_limit() -> None:
    found = {
        f"{kind.__name__}.{field.name}"
        for kind in (*TAKING, *OTHERS)
        for field in fields(kind)
        for note in get_args(get_type_hints(kind, include_extras=True)[field.name])
        if isinstance(note, Form)
    }

    assert found == FORMS


@pytest.mark.parametrize("hint", [str, str | None, Annotated[str | None, "a note"]])
def test_a_text_without_a_declaration_is_an_error_at_once(hint: Any) -> None:
    @dataclass
    class Forgetful:
        name: Annotated[str, Text(10)]
        reference: hint

    with pytest.raises(TypeError, match=r"Forgetful.reference does not declare how long"):
        check_texts(Forgetful, {"name": "x"})


@pytest.mark.parametrize(("made", "name", "text"), TEXTS)
def test_a_text_is_taken_up_to_its_limit(made: Callable[[], Any], name: str, text: Text) -> None:
    record = made()

    record.assign({name: "x" * text.limit})

    assert getattr(record, name) == "x" * text.limit
    assert refusal_of(lambda: record.assign({name: "x" * (text.limit + 1)})) == (
        "TEXT_TOO_LONG",
        (camel(name),),
        {"field": camel(name), "limit": text.limit},
    )


@pytest.mark.parametrize(("made", "name", "text"), TEXTS)
def test_no_text_has_what_postgresql_cannot_store(
    made: Callable[[], Any], name: str, text: Text
) -> None:
    assert text.limit
    assert refusal_of(lambda: made().assign({name: "a\x00"})) == (
        "TEXT_INVALID",
        (camel(name),),
        {"field": camel(name)},
    )


@pytest.mark.parametrize(("made", "name", "text"), TEXTS)
def test_required_texts_say_something_and_names_are_one_line(
    made: Callable[[], Any], name: str, text: Text
) -> None:
    if text.required:
        assert refusal_of(lambda: made().assign({name: " \u200b"}))[0] == "TEXT_REQUIRED"
    if text.one_line is not None:
        code = "TEXT_NOT_ONE_LINE" if text.one_line is TextNotOneLine else "LETTERHEAD_LINE_INVALID"
        assert refusal_of(lambda: made().assign({name: "a\nb"}))[:2] == (code, (camel(name),))


@pytest.mark.parametrize("made", [make.quote, make.order, make.invoice])
@pytest.mark.parametrize("name", ["bill_to", "ship_to"])
def test_texts_inside_of_an_address_are_checked_too(made: Callable[[], Any], name: str) -> None:
    document = made()

    for text, code in (("x" * 81, "TEXT_TOO_LONG"), ("\x00", "TEXT_INVALID")):
        found = refusal_of(lambda: document.assign({name: Address(city=text)}))  # noqa: B023
        assert found[:2] == (code, (camel(name), "city"))


def test_what_was_never_typed_is_checked_where_it_is_required() -> None:
    assert refusal_of(lambda: Account(owner_id=OWNER).assign({"email": "a@example.com"})) == (
        "TEXT_REQUIRED",
        ("name",),
        {"field": "name"},
    )
