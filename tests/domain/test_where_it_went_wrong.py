"""For each kind of action, refusals point to a place in the input and describe the case."""

from functools import partial
from typing import Any

import pytest

from domain.catalog.product import ProductStructure
from domain.catalog.product_hierarchy import ProductHierarchy, place
from domain.catalog.product_lifecycle import ProductStatus
from domain.core.locale import check_locale
from domain.core.text import line_fault
from domain.sales import invoice, invoice_lifecycle, quote, quote_lifecycle
from domain.sales.mailing import MAX_ADDRESS_LENGTH, MAX_RECIPIENTS, Envelope, is_valid_address
from domain.sales.opportunity_aggregate import OpportunityAggregate
from domain.sales.opportunity_lifecycle import OpportunityStatusReason
from domain.sales.order import Order
from domain.sales.party import Account, Contact
from domain.sales.quote import QuoteCloseStatus
from domain.sales.quote_aggregate import QuoteAggregate
from domain.tenant.letterhead import Letterhead
from tests.domain import catalog, make
from tests.domain.catalog import UNIT, book, sold
from tests.domain.make import OWNER, RULES, closing, d, refusal_of, typed

FAMILY = ProductStructure.FAMILY


def test_a_product_is_put_into_a_family_by_the_field_parent_id() -> None:
    family = catalog.product(id=make.some_id(), structure=FAMILY)
    draft, active = catalog.product(status=ProductStatus.DRAFT), catalog.product()

    fixed = refusal_of(lambda: place(active, family, []))
    invalid = refusal_of(lambda: place(draft, catalog.product(id=make.some_id()), []))

    assert fixed == ("PRODUCT_PARENT_FIXED", ("parentId",), {})
    assert invalid == ("PRODUCT_PARENT_INVALID", ("parentId",), {})


def test_only_a_family_is_published_as_a_hierarchy() -> None:
    whole = ProductHierarchy(catalog.product())

    assert refusal_of(whole.publish_all) == ("PRODUCT_NOT_FAMILY", ("familyId",), {})


def test_a_bundle_that_waits_for_its_items_is_named() -> None:
    bundle = catalog.product(status=ProductStatus.DRAFT, structure=ProductStructure.BUNDLE)
    draft = catalog.product(id=make.some_id(), status=ProductStatus.DRAFT)

    refused = refusal_of(ProductHierarchy(bundle, items={bundle.id: [draft]}).publish)

    assert refused == ("BUNDLE_ITEMS_NOT_ACTIVE", (), {"record": "Product P-1"})


def close(aggregate: QuoteAggregate, **asked: bool) -> object:
    return aggregate.close(
        QuoteCloseStatus.LOST,
        closing(),
        **({"create_revision": False, "close_opportunity": True} | asked),
    )


def test_closing_the_opportunity_with_a_quote_that_has_none_names_the_wish() -> None:
    alone = QuoteAggregate(make.quote(state=quote_lifecycle.OPEN), None, [])
    aggregate = make.quote_aggregate(quote_lifecycle.OPEN)

    assert refusal_of(lambda: close(alone)) == (
        "QUOTE_HAS_NO_OPPORTUNITY",
        ("closeOpportunity",),
        {},
    )
    assert refusal_of(lambda: close(aggregate, create_revision=True)) == (
        "REVISION_KEEPS_OPPORTUNITY_OPEN",
        ("closeOpportunity",),
        {},
    )


def test_a_reason_that_no_loss_has_names_the_status_reason() -> None:
    opportunity_aggregate = OpportunityAggregate(make.opportunity(), [])

    refused = refusal_of(lambda: opportunity_aggregate.lose(closing(), OpportunityStatusReason.WON))

    assert refused[:2] == ("LOST_REASON_INVALID", ("statusReason",))


def test_i_34_a_locked_price_is_refused_by_the_field_that_would_change_it() -> None:
    record = make.order(sold(), prices=book())
    record.lock_pricing()
    line = record.lines[0].id

    for changes, path in (
        ({"price_per_unit": d("1")}, ("pricePerUnit",)),
        ({"unit_id": UNIT}, ("unitId",)),
    ):
        refused = refusal_of(partial(record.update_line, line, changes, book()))
        assert refused == ("PRICES_LOCKED", path, {})
    assert refusal_of(lambda: record.add_lines([sold(), typed()], book()))[:2] == (
        "PRICES_LOCKED",
        ("lines", 1),
    )


def test_i_54_the_quantity_of_a_line_that_bills_an_order_line_is_named() -> None:
    record = make.billing().invoice("INV-1", None, None, RULES.rules)
    line = record.lines[0].id

    changed = refusal_of(lambda: record.update_line(line, {"quantity": d("1")}, RULES))
    removed = refusal_of(lambda: record.remove_line(line, RULES))

    assert changed == ("INVOICE_LINE_FROM_ORDER", ("quantity",), {})
    assert removed == ("INVOICE_LINE_FROM_ORDER", (), {})


def test_i_10_a_document_that_is_not_editable_is_named_with_its_status() -> None:
    record = make.invoice(state=invoice_lifecycle.PARTIAL)
    facts = {"record": "Invoice INV-1", "status": "PAID"}

    assert refusal_of(lambda: record.update({"name": "New"}, RULES)) == (
        "RECORD_READ_ONLY",
        (),
        facts,
    )
    assert refusal_of(lambda: record.add_lines([typed()], RULES)) == ("PARENT_READ_ONLY", (), facts)


def test_i_65_another_version_of_a_document_is_told_with_both_versions() -> None:
    record = make.order(version=4)

    record.expect(None)
    record.expect(4)

    assert refusal_of(lambda: record.expect(0)) == (
        "VERSION_CONFLICT",
        (),
        {"record": "Order ORD-1", "version": 4, "expected": 0},
    )


def test_a_new_document_begins_with_the_number_that_was_drawn_for_it() -> None:
    opportunity = make.opportunity(typed())

    for kind in (quote.Quote, Order, invoice.Invoice):
        assert kind.from_opportunity(opportunity, "NR-1").number == "NR-1"


HEADS = [
    ("company_name", "companyName"),
    ("phone", "phone"),
    ("email", "email"),
    ("website", "website"),
    ("tax_id", "taxId"),
    ("footer", "footer"),
]


@pytest.mark.parametrize(("name", "label"), HEADS)
def test_each_text_of_a_letterhead_is_one_line_of_two_hundred_characters(
    name: str, label: str
) -> None:
    head = Letterhead(company_name="Demo")

    head.assign({name: "x" * 200})

    code, path, facts = refusal_of(lambda: head.assign({name: "a\nb"}))
    assert (code, path) == ("LETTERHEAD_LINE_INVALID", (label,))
    assert facts == {"field": label, "fault": line_fault("a\nb")}
    assert refusal_of(lambda: head.assign({name: "x" * 201})) == (
        "TEXT_TOO_LONG",
        (label,),
        {"field": label, "limit": 200},
    )


def test_an_address_on_a_letterhead_has_six_lines_at_most() -> None:
    head, path = Letterhead(company_name="Demo"), ("addressLines",)

    head.assign({"address_lines": ["x"] * 6})

    assert head.address_lines == "x\nx\nx\nx\nx\nx"
    for lines in (["x"] * 7, ["a\nb"]):
        refused = refusal_of(partial(head.assign, {"address_lines": lines}))
        assert refused[:2] == ("LETTERHEAD_LINE_INVALID", path)
    assert refusal_of(lambda: head.assign({"address_lines": ["x" * 201]})) == (
        "TEXT_TOO_LONG",
        path,
        {"field": "addressLines", "limit": 200},
    )


@pytest.mark.parametrize(
    ("envelope", "code", "path"),
    [
        (Envelope(to=("a@b.de", "b")), "MAIL_ADDRESS_INVALID", ("to", 1)),
        (Envelope(to=("a@b.de",), cc=("c",)), "MAIL_ADDRESS_INVALID", ("cc", 0)),
        (Envelope(to=()), "MAIL_RECIPIENTS_REQUIRED", ("to",)),
        (Envelope(to=(), cc=("c@d.de",) * 21), "MAIL_RECIPIENTS_REQUIRED", ("to",)),
        (Envelope(subject="a\nb"), "MAIL_SUBJECT_INVALID", ("subject",)),
        (Envelope(subject="x" * 201), "TEXT_TOO_LONG", ("subject",)),
        (Envelope(message="x" * 10_001), "TEXT_TOO_LONG", ("message",)),
        (Envelope(to=("a@b.de",) * 21), "TOO_MANY_RECIPIENTS", ("to",)),
        (Envelope(to=("a@b.de",) * 11, cc=("a@b.de",) * 10), "TOO_MANY_RECIPIENTS", ("to",)),
    ],
)
def test_a_mail_that_cannot_be_sent_points_to_what_is_wrong(
    envelope: Envelope, code: str, path: tuple[Any, ...]
) -> None:
    assert refusal_of(envelope.check)[:2] == (code, path)


def test_a_mail_at_its_limits_can_be_sent() -> None:
    Envelope(subject="x" * 200, message="x" * 10_000).check()
    Envelope(to=("a@b.de",) * 15, cc=("c@d.de",) * (MAX_RECIPIENTS - 15)).check()


def test_an_address_for_mail_has_254_characters_at_most() -> None:
    name, host = "a" * 64, ".".join(["b" * 60] * 3)

    assert is_valid_address(f"{name}@{host}.museum")
    assert len(f"{name}@{host}.museum") == MAX_ADDRESS_LENGTH
    assert not is_valid_address(f"{name}@{host}.museums")


def test_an_address_that_is_none_is_repeated_in_ascii_and_not_in_full() -> None:
    code, _, facts = refusal_of(Envelope(to=("ä" * 90,)).check)

    assert (code, facts) == ("MAIL_ADDRESS_INVALID", {"address": ascii("ä" * 80)})


def test_a_locale_is_refused_where_the_caller_says_it_was() -> None:
    assert refusal_of(lambda: check_locale("?", ("customer", "locale")))[:2] == (
        "LOCALE_INVALID",
        ("customer", "locale"),
    )
    assert refusal_of(lambda: check_locale("?"))[1] == ("locale",)


def test_the_full_name_of_a_contact_follows_from_both_names() -> None:
    contact = Contact(owner_id=OWNER)

    contact.assign({"first_name": "Ada", "last_name": " Lovelace "})
    both = contact.name
    contact.assign({"first_name": None})

    assert (both, contact.last_name, contact.name) == ("Ada Lovelace", "Lovelace", "Lovelace")


def test_a_customer_without_a_locale_has_none() -> None:
    account = Account(name="A", owner_id=OWNER, locale="de")

    account.assign({"locale": None})

    assert (account.name, account.locale) == ("A", None)


def test_i_27_a_discount_beyond_the_total_names_its_field_also_where_lines_add_up_to_0() -> None:
    for lines in ([typed("1", "10")], [typed("1", "10"), typed("-1", "10")]):
        document = make.quote(*lines)

        refused = refusal_of(lambda of=document: of.update({"discount_amount": d("10.01")}, RULES))  # type: ignore[misc]

        assert refused == ("DISCOUNT_EXCEEDS_TOTAL", ("discountAmount",), {})


def test_a_header_amount_that_is_too_fine_is_told_by_its_field() -> None:
    code, path, facts = refusal_of(
        lambda: make.quote().update({"freight_amount": d("0.001")}, RULES)
    )

    assert (code, path) == ("TOO_MANY_DECIMALS", ("freightAmount",))
    assert facts["field"] == "freightAmount"
