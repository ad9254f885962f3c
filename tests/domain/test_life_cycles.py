"""Every action in every state: it leads to the state in the table, or changes nothing."""

import importlib
import pkgutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

import domain
from domain.core.action import Action
from domain.core.errors import DomainError, error_classes
from domain.core.lifecycle import Fact, Lifecycle, State
from domain.sales import invoice_lifecycle, opportunity_lifecycle, order_lifecycle, quote_lifecycle
from domain.sales.document import Document
from domain.sales.invoice_lifecycle import InvoiceStatusReason
from domain.sales.opportunity_aggregate import OpportunityAggregate
from domain.sales.opportunity_lifecycle import OpportunityStatusReason
from domain.sales.order import FulfillmentStatus, InvoicingStatus
from domain.sales.order_lifecycle import OrderStatus, OrderStatusReason
from domain.sales.payment import Payment
from domain.sales.portion import Portion
from domain.sales.quote import QuoteCloseStatus
from domain.sales.quote_aggregate import QuoteAggregate
from domain.sales.quote_lifecycle import QuoteStatusReason
from domain.sales.shipment import ShipmentLine
from domain.sales.shipping import Shipping
from tests.domain import make, tables
from tests.domain.make import RULES, closing, refusal, typed
from tests.domain.tables import Act, Cell, cells, name_of

MORE_LINES: dict[str, Act] = {
    "EDIT_LINES/add": lambda it: it.add_lines([typed()], RULES),
    "EDIT_LINES/change": lambda it: it.update_line(it.lines[0].id, {"quantity": Decimal(3)}, RULES),
    "EDIT_LINES/remove": lambda it: it.remove_line(it.lines[0].id, RULES),
    "RECALCULATE": lambda it: it.recalculate(RULES),
}


def check(action: Action, *facts: Fact) -> Act:
    return lambda it: it.lifecycle.check(action, it, {**it.facts(), **dict.fromkeys(facts, False)})


def move(action: Action) -> Act:
    return lambda it: it.lifecycle.move(action, it, facts=it.facts())


def follow(state: State) -> Act:
    return lambda it: it.lifecycle.move(Action.FOLLOW_ERP, it, state.reason, it.facts())


def lose(reason: OpportunityStatusReason | None) -> Act:
    return lambda it: OpportunityAggregate(it, []).lose(closing(), reason)


OPPORTUNITY_ACTS: dict[str, Act] = {
    **MORE_LINES,
    "UPDATE_OPPORTUNITY": lambda it: it.update({"name": "New"}, RULES),
    "HOLD_OPPORTUNITY": lambda it: it.hold(),
    "RESUME_OPPORTUNITY": lambda it: it.resume(),
    "WIN_OPPORTUNITY": lambda it: OpportunityAggregate(it, []).win(closing()),
    "LOSE_OPPORTUNITY": lose(None),
    "LOSE_OPPORTUNITY/CANCELED": lose(OpportunityStatusReason.CANCELED),
    "LOSE_OPPORTUNITY/OUT_SOLD": lose(OpportunityStatusReason.OUT_SOLD),
    "REOPEN_OPPORTUNITY": lambda it: it.reopen(),
    "CREATE_QUOTE_FROM_OPPORTUNITY": check(Action.CREATE_QUOTE_FROM_OPPORTUNITY),
    "CREATE_ORDER_FROM_OPPORTUNITY": check(Action.CREATE_ORDER_FROM_OPPORTUNITY),
    "CREATE_INVOICE_FROM_OPPORTUNITY": check(Action.CREATE_INVOICE_FROM_OPPORTUNITY),
    "DELETE_OPPORTUNITY": check(Action.DELETE_OPPORTUNITY, Fact.HAS_DOCUMENTS),
}


def end(status: QuoteCloseStatus) -> Act:
    return lambda it: QuoteAggregate(it, None, []).close(
        status, closing(), create_revision=False, close_opportunity=False
    )


QUOTE_ACTS: dict[str, Act] = {
    **MORE_LINES,
    "UPDATE_QUOTE": lambda it: it.update({"name": "New"}, RULES),
    "ACTIVATE_QUOTE": lambda it: it.activate(),
    "SET_QUOTE_STATUS_REASON/I": lambda it: it.set_status_reason(QuoteStatusReason.IN_PROGRESS),
    "SET_QUOTE_STATUS_REASON/O": lambda it: it.set_status_reason(QuoteStatusReason.OPEN),
    "CREATE_ORDER_FROM_QUOTE": lambda it: QuoteAggregate(it, None, [], "ORD-9").accept(
        "ORD-1", closing(), close_opportunity=True
    ),
    "REVISE_QUOTE": lambda it: QuoteAggregate(it, None, []).revise(closing()),
    "CLOSE_QUOTE/REVISED": end(QuoteCloseStatus.REVISED),
    "CLOSE_QUOTE/CANCELED": end(QuoteCloseStatus.CANCELED),
    "CLOSE_QUOTE/LOST": end(QuoteCloseStatus.LOST),
    "SEND_QUOTE": lambda it: it.check_sending(),
    "CANCEL_WITH_OPPORTUNITY": lambda it: it.end(Action.CANCEL_WITH_OPPORTUNITY, closing()),
    "DELETE_QUOTE": check(Action.DELETE_QUOTE),
}


def bill(quantity: int | None) -> Act:
    def act(it: Any) -> object:
        portions = None if quantity is None else [Portion(it.lines[0].id, Decimal(quantity))]
        return make.Ledger(it).invoice("INV-1", portions, None, RULES.rules)

    return act


def ship(quantity: int | None) -> Act:
    def act(it: Any) -> object:
        portions = None if quantity is None else [Portion(it.lines[0].id, Decimal(quantity))]
        return Shipping(it).record(portions, make.TODAY, None)

    return act


def fulfill(extent: FulfillmentStatus) -> Act:
    return lambda it: Shipping(it).fulfill(closing(), extent)


def cancel_shipment(latest: date | None, left: str | None, before: StrEnum | None = None) -> Act:
    """Cancel a shipment, after which `left` pieces are shipped; None: one without lines."""

    def act(it: Any) -> None:
        canceled = make.shipment(it)
        if it.fulfillment_status is not FulfillmentStatus.NONE:
            it.returns_to = before
        if left is not None:
            gone = it.lines[0].shipped_quantity - Decimal(left)
            canceled.lines = [ShipmentLine(order_line_id=it.lines[0].id, quantity=gone)]
        Shipping(it).cancel(canceled, make.NOW, make.OWNER, latest)

    return act


def unlock(it: Any) -> None:
    if not it.prices_locked:
        pytest.fail("the record begins locked")
    it.unlock_pricing(RULES)


def submit(it: Any) -> None:
    it.erp_is_connected = True
    try:
        it.submit()
    finally:
        it.erp_is_connected = False


ORDER_ACTS: dict[str, Act] = {
    **MORE_LINES,
    "UPDATE_ORDER": lambda it: it.update({"name": "New"}, RULES),
    "LOCK_PRICING": lambda it: it.lock_pricing(),
    "UNLOCK_PRICING": unlock,
    "SET_ORDER_STATUS_REASON/NEW": lambda it: it.set_status_reason(OrderStatusReason.NEW),
    "SET_ORDER_STATUS_REASON/PEND": lambda it: it.set_status_reason(OrderStatusReason.PENDING),
    "FULFILL_ORDER/COMPLETE": fulfill(FulfillmentStatus.COMPLETE),
    "FULFILL_ORDER/PARTIAL": fulfill(FulfillmentStatus.PARTIAL),
    "RECORD_SHIPMENT/all": ship(None),
    "RECORD_SHIPMENT/part": ship(1),
    "CANCEL_SHIPMENT/only": cancel_shipment(None, "0"),
    "CANCEL_SHIPMENT/pending": cancel_shipment(None, "0", OrderStatusReason.PENDING),
    "CANCEL_SHIPMENT/one": cancel_shipment(make.TODAY, "0.5"),
    "CANCEL_SHIPMENT/blank": cancel_shipment(make.TODAY, None),
    "CREATE_INVOICE_FROM_ORDER/all": bill(None),
    "CREATE_INVOICE_FROM_ORDER/part": bill(1),
    "SEND_ORDER": lambda it: it.check_sending(),
    "CANCEL_ORDER": lambda it: it.cancel(closing()),
    "DELETE_ORDER": check(Action.DELETE_ORDER, Fact.IS_USED),
    "COMPLETE_INVOICING": move(Action.COMPLETE_INVOICING),
    "REVERT_INVOICING": move(Action.REVERT_INVOICING),
    "SUBMIT_ORDER": submit,
    "RECALL_ORDER": lambda it: it.recall(),
}


def say(state: State) -> Act:
    return lambda it: it.set_status_reason(state.reason)


def reverse(amount: int) -> Act:
    """Reverse a payment."""

    def act(it: Any) -> object:
        payment = Payment(amount=Decimal(amount), currency_code="USD", paid_on=make.TODAY)
        return it.reverse_payment(payment, make.TODAY, None, is_reversed=False)

    return act


INVOICE_ACTS: dict[str, Act] = {
    **MORE_LINES,
    "UPDATE_INVOICE": lambda it: it.update({"name": "New"}, RULES),
    "LOCK_PRICING": lambda it: it.lock_pricing(),
    "UNLOCK_PRICING": unlock,
    **{
        f"SET_INVOICE_STATUS_REASON/{name}": say(state)
        for name, state in list(tables.INVOICE_STATES.items())[:5]
    },
    "PAY_INVOICE/COMPLETE": lambda it: it.pay(closing(), InvoiceStatusReason.COMPLETE),
    "PAY_INVOICE/PARTIAL": lambda it: it.pay(closing(), InvoiceStatusReason.PARTIAL),
    "RECORD_PAYMENT/all": lambda it: it.record_payment(Decimal(20), make.TODAY, None),
    "RECORD_PAYMENT/part": lambda it: it.record_payment(Decimal(5), make.TODAY, None),
    "REVERSE_PAYMENT/all": reverse(0),  # nothing is paid in these records
    "REVERSE_PAYMENT/part": reverse(5),
    "SEND_INVOICE": lambda it: it.check_sending(),
    "CANCEL_INVOICE": lambda it: it.cancel(closing(description="Returned.")),
    **{
        f"FOLLOW_ERP/{name}": follow(tables.INVOICE_STATES[name])
        for name in ("BILLED", "PARTIAL", "COMPLETE", "CANCELED")
    },
}

OPPORTUNITY = cells(tables.OPPORTUNITY, tables.OPPORTUNITY_STATES)
QUOTE = cells(tables.QUOTE, tables.QUOTE_STATES)
ORDER = cells(tables.ORDER, tables.ORDER_STATES)
INVOICE = cells(tables.INVOICE, tables.INVOICE_STATES)


def verify(cell: Cell, record: Document[Any], act: Act) -> None:
    refused = refusal(lambda: act(record), record)

    assert refused is cell.refusal
    assert record.state == (cell.target or cell.state)


@pytest.mark.parametrize("cell", OPPORTUNITY, ids=name_of)
def test_every_act_on_an_opportunity_in_every_state(cell: Cell) -> None:
    verify(cell, make.opportunity(typed(), state=cell.state), OPPORTUNITY_ACTS[cell.act])


@pytest.mark.parametrize("cell", QUOTE, ids=name_of)
def test_every_act_on_a_quote_in_every_state(cell: Cell) -> None:
    verify(cell, make.quote(state=cell.state), QUOTE_ACTS[cell.act])


@pytest.mark.parametrize("cell", ORDER, ids=name_of)
def test_every_act_on_an_order_in_every_state(cell: Cell) -> None:
    record = make.order(state=cell.state)
    record.prices_locked = cell.act == "UNLOCK_PRICING"
    if cell.state.status in {OrderStatus.FULFILLED, OrderStatus.INVOICED}:
        complete = cell.state is order_lifecycle.COMPLETE
        extent = FulfillmentStatus.COMPLETE if complete else FulfillmentStatus.PARTIAL
        record.fulfillment_status = extent
        record.lines[0].shipped_quantity = Decimal(2 if complete else "0.5")
    if cell.state is order_lifecycle.INVOICED:
        record.invoicing_status = InvoicingStatus.FULL

    verify(cell, record, ORDER_ACTS[cell.act])


@pytest.mark.parametrize("cell", INVOICE, ids=name_of)
def test_every_act_on_an_invoice_in_every_state(cell: Cell) -> None:
    record = make.invoice(state=cell.state)
    record.prices_locked = cell.act == "UNLOCK_PRICING"

    verify(cell, record, INVOICE_ACTS[cell.act])


@pytest.mark.parametrize("cell", INVOICE, ids=name_of)
def test_o_13_every_act_on_an_invoice_of_the_erp_is_refused_in_every_state(cell: Cell) -> None:
    record = make.invoice(state=cell.state)
    record.prices_locked = cell.act == "UNLOCK_PRICING"
    record.owned_by_erp = True
    here = {"SEND_INVOICE", *(act for act in INVOICE_ACTS if act.startswith("FOLLOW_ERP"))}

    if cell.act in here:
        verify(cell, record, INVOICE_ACTS[cell.act])
    else:
        owned = replace(cell, target=None, refusal=invoice_lifecycle.InvoiceOwnedByErp)
        verify(owned, record, INVOICE_ACTS[cell.act])


LIFE_CYCLES = [
    pytest.param(
        opportunity_lifecycle.LIFECYCLE, OPPORTUNITY, set(OpportunityStatusReason), id="opportunity"
    ),
    pytest.param(quote_lifecycle.LIFECYCLE, QUOTE, set(QuoteStatusReason), id="quote"),
    pytest.param(order_lifecycle.LIFECYCLE, ORDER, set(OrderStatusReason), id="order"),
    pytest.param(invoice_lifecycle.LIFECYCLE, INVOICE, set(InvoiceStatusReason), id="invoice"),
]


@pytest.mark.parametrize(("lifecycle", "table", "_"), LIFE_CYCLES)
def test_the_tables_here_leave_no_action_and_no_state_out(
    lifecycle: Lifecycle, table: list[Cell], _: set[Any]
) -> None:
    assert {Action(cell.act.split("/")[0]) for cell in table} == set(lifecycle.by_action)
    assert {cell.state for cell in table} == lifecycle.states()


@pytest.mark.parametrize(("lifecycle", "table", "reasons"), LIFE_CYCLES)
def test_every_status_reason_can_be_reached(
    lifecycle: Lifecycle, table: list[Cell], reasons: set[Any]
) -> None:
    reached = {lifecycle.initial}
    while more := {c.target for c in table if c.state in reached and c.target} - reached:
        reached |= more

    assert {state.reason for state in reached} == reasons


@pytest.mark.parametrize(("lifecycle", "table", "_"), LIFE_CYCLES)
def test_the_transitions_are_those_of_the_table(
    lifecycle: Lifecycle, table: list[Cell], _: set[Any]
) -> None:
    """These are the edges of the diagrams, without actions that only call another action."""
    calls_another = {"CREATE_INVOICE_FROM_ORDER/all"}
    by_hand = {
        (cell.state, cell.act.split("/")[0], cell.target)
        for cell in table
        if cell.target and cell.act not in calls_another
    }
    settled = {(state, "ACTIVATE_QUOTE") for state in quote_lifecycle.ACTIVE_STATES}
    submitted = order_lifecycle.SUBMITTED
    reverts = {
        (order_lifecycle.INVOICED, "REVERT_INVOICING", state)
        for state in (*order_lifecycle.OPEN_STATES[1:], submitted)
    }
    # What was shipped of the order decides, too.
    reverts |= {
        (submitted, "RECALL_ORDER", state)
        for state in (order_lifecycle.COMPLETE, order_lifecycle.PARTIAL)
    }
    # Only for integration users; the table is about people.
    shipping = ("RECORD_SHIPMENT", "CANCEL_SHIPMENT", "FULFILL_ORDER")
    programs = {(submitted, act, submitted) for act in ("UPDATE_ORDER", "EDIT_LINES", *shipping)}

    transitions = {(source, action.value, to) for source, action, to in lifecycle.moves()}

    assert transitions - reverts - programs == {move for move in by_hand if move[:2] not in settled}


def test_error_codes_are_unique_and_every_error_has_a_rule() -> None:
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        importlib.import_module(module.name)
    found = list(error_classes())

    codes = [error.code for error in found]

    assert len(codes) == len(set(codes))
    assert all(error.rule.endswith(".") for error in found)
    assert not [error for error in DomainError.__subclasses__() if hasattr(error, "rule")]
