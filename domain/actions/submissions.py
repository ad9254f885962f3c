"""Actions on submitted orders: hand over to the ERP, deliver again, give up, link."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from uuid import UUID

from domain.actions.erp_status import repeating_status
from domain.core.action import Action
from domain.core.errors import Refused, SeveralErrors
from domain.core.job import Job, JobKind
from domain.core.money import padded
from domain.ports.unit_of_work import UnitOfWork
from domain.sales.order import Order
from domain.sales.order_lifecycle import OrderNotSubmitted, OrderStatus
from domain.sales.order_readiness import ErpReadiness, problems_of
from domain.sales.order_snapshot import take_snapshot
from domain.sales.posted_invoice import check_amount
from domain.sales.submission import Submission
from domain.tenant.erp_connection import ErpConnection


class IntegrationUserRequired(Refused):
    """Only the ERP's own programs report what happened there (O-17)."""

    rule = (
        "Only integration users can do this. Create one with"
        " `salesgraph user create --integration`."
    )


async def submit_order(work: UnitOfWork, order_id: UUID, expected_version: int | None) -> Order:
    """Hand an active order over to the ERP, which locks it here (O-3).

    A submitted order is returned as it is, whatever version the caller expects, so that the call
    can be repeated (O-5). Raises VERSION_CONFLICT, what `Order.submit` raises, and for Business
    Central all of `problems_of` at once.
    """
    order = await work.orders.get(order_id)
    if order.lifecycle.is_settled(Action.SUBMIT_ORDER, order):
        return order
    order.expect(expected_version)
    connection = await work.lookups.share_erp_connection()
    order.erp_is_connected = connection is not None and connection.is_open
    order.lifecycle.check(Action.SUBMIT_ORDER, order, order.facts())
    called = connection if connection is not None and connection.is_called else None
    if called is not None:
        await _check_readiness(work, order, called)
    order.submit()
    submission = await _begin_submission(work, order)
    order.snapshots.append(take_snapshot(order, submission.round))
    if called is not None:
        # Only the ID: what to send is in the snapshot, how far it came in the submission.
        work.enqueue(Job(JobKind.DELIVER_ORDER, order.id))
    return order


async def _check_readiness(work: UnitOfWork, order: Order, connection: ErpConnection) -> None:
    """Raise everything at once that Business Central would refuse (O-4)."""
    ready = ErpReadiness(
        linked=await work.lookups.list_links(),
        has_write_in_item=connection.write_in_item is not None,
        has_freight_account=connection.freight_account is not None,
        external_number=connection.external_number(order.number, order.name),
    )
    problems = list(problems_of(order, ready))
    if problems:
        raise SeveralErrors(problems)


async def _begin_submission(work: UnitOfWork, order: Order) -> Submission:
    submission = await work.submissions.find(order.id)
    if submission is None:
        submission = Submission(id=order.id, submitted_at=work.now, submitted_by=work.user_id)
        submission.next_attempt_at = work.now
        work.submissions.add(submission)
    else:
        submission.submit_again(work.now, work.user_id)
    return submission


async def retry_erp_delivery(
    work: UnitOfWork, order_id: UUID, expected_version: int | None
) -> Order:
    """Deliver a rejected, failed or waiting order again, now and from the first attempt (O-9)."""
    async with submitted_order(work, order_id, expected_version) as (order, submission):
        submission.retry(order.label, work.now)
    await work.close_erp_circuit()
    connection = await work.lookups.share_erp_connection()
    if connection is not None and connection.is_called:
        work.enqueue(Job(JobKind.DELIVER_ORDER, order.id))
    return order


async def discard_erp_delivery(
    work: UnitOfWork, order_id: UUID, reason: str | None, expected_version: int | None
) -> Order:
    """Give a delivery up. The order stays submitted: link a document by hand, or recall it."""
    async with submitted_order(work, order_id, expected_version) as (order, submission):
        submission.discard(order.label, reason)
    return order


async def link_erp_document(
    work: UnitOfWork,
    order_id: UUID,
    remote_id: str,
    remote_number: str | None,
    expected_version: int | None,
) -> Order:
    """Link the order to a document of the ERP by hand, as if the ERP had accepted it (O-8)."""
    async with submitted_order(work, order_id, expected_version) as (order, submission):
        submission.accept(order.label, remote_id, remote_number, work.now)
    return order


async def acknowledge_submission(
    work: UnitOfWork,
    order_id: UUID,
    remote_id: str,
    remote_number: str | None,
    total: Decimal | None = None,
) -> Order:
    """Record that an external ERP has the order (O-8, O-17). Repeating it changes nothing.

    It may come late, after the ERP has invoiced the order. `total` is the ERP's total including
    tax, to be compared with ours (O-16). Raises INTEGRATION_USER_REQUIRED, ORDER_NOT_SUBMITTED,
    ERP_DOCUMENT_CONFLICT, ERP_ANSWER_TOO_LATE, TOO_MANY_DECIMALS, VALUE_OUT_OF_RANGE.
    """
    async with submitted_order(work, order_id, None, by_program=True) as (order, submission):
        submission.accept(order.label, remote_id, remote_number, work.now)
        if total is not None:
            check_amount(total, order.currency, "total_amount", ())
            await work.read_lines(order)
            remote = padded(total, order.currency.precision)
            submission.compare_totals(remote, order.total_amount, len(order.lines))
    return order


async def reject_submission(work: UnitOfWork, order_id: UUID, problem: str) -> Order:
    """Record why an external ERP refused the order (O-9, O-17).

    Raises INTEGRATION_USER_REQUIRED, ORDER_NOT_SUBMITTED, ERP_ANSWER_TOO_LATE.
    """
    async with submitted_order(work, order_id, None, by_program=True) as (order, submission):
        submission.reject(order.label, problem)
    return order


async def check_integration_user(work: UnitOfWork) -> None:
    """Raise INTEGRATION_USER_REQUIRED unless the caller is an integration user."""
    if not await work.lookups.is_integration_user(work.user_id):
        raise IntegrationUserRequired


@asynccontextmanager
async def submitted_order(
    work: UnitOfWork, order_id: UUID, expected_version: int | None, *, by_program: bool = False
) -> AsyncIterator[tuple[Order, Submission]]:
    """A submitted order and its submission, locked in this order, to be changed.

    `by_program` lets only integration users do this, and also for orders that the ERP has invoiced.
    """
    order = await work.orders.get_header(order_id)
    order.expect(expected_version)
    if by_program:
        await check_integration_user(work)
    submission = await work.submissions.find(order.id)
    is_there = order.is_submitted or (by_program and order.status is OrderStatus.INVOICED)
    if submission is None or not is_there:
        raise OrderNotSubmitted(record=order.label, status=order.status.value)
    with repeating_status(order, submission):
        yield order, submission
