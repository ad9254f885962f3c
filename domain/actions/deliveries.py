"""The steps of delivering a submitted order to the ERP, each in a transaction of its own.

A worker calls them between its requests to the ERP. They raise AttemptOutdated, and change nothing,
if the attempt is not the current one any more.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.actions.erp_status import repeating_status
from domain.core.money import padded
from domain.ports.unit_of_work import UnitOfWork
from domain.sales.order import Order
from domain.sales.submission import ErpAttempt, Submission
from domain.tenant.erp_connection import ErpConnection


class AttemptOutdated(Exception):
    """The attempt is not the current one: its lease has ended, or somebody recalled the order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An attempt to deliver an order, and what is known before it begins."""

    order_id: UUID
    round: int
    attempt: int
    connection: ErpConnection
    content: dict[str, Any]  # see `domain.sales.order_snapshot`
    submitted_at: datetime
    remote_id: str | None  # the ERP's document, if an earlier attempt has created it
    unknown_since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why an attempt did not succeed, for people, and as the ERP said it."""

    message: str
    http_status: int | None = None
    error_code: str | None = None
    correlation_id: str | None = None


async def begin_delivery(
    work: UnitOfWork, order_id: UUID, lease: timedelta
) -> Delivery | timedelta | None:
    """Begin an attempt. Returns the time to wait if it is not due, None if there is nothing to do.

    The attempt is counted now, so that one that kills its worker is not repeated forever.
    """
    order = await work.orders.get_header(order_id)
    submission = await work.submissions.find(order_id)
    connection = await work.lookups.share_erp_connection()
    if submission is None or connection is None or not connection.is_called:
        return None
    wait = submission.time_until_due(work.now) if order.is_submitted else None
    if wait is None or wait:
        return wait
    with repeating_status(order, submission):
        submission.begin_attempt(work.now, lease)
    return Delivery(
        order_id=order_id,
        round=submission.round,
        attempt=submission.attempts,
        connection=connection,
        content=await work.lookups.read_snapshot(order_id, submission.round),
        submitted_at=submission.submitted_at,
        remote_id=submission.remote_id,
        unknown_since=submission.unknown_since,
    )


async def note_sending(work: UnitOfWork, delivery: Delivery) -> None:
    """Note that the ERP may have the order from now on, before it is sent."""
    async with _current(work, delivery) as (_, submission):
        submission.unknown_since = work.now


async def note_document(
    work: UnitOfWork, delivery: Delivery, remote_id: str, remote_number: str
) -> None:
    """Note the ERP's document as soon as it exists, so that no attempt creates another one."""
    async with _current(work, delivery) as (_, submission):
        submission.note_document(remote_id, remote_number)


async def conclude(
    work: UnitOfWork,
    delivery: Delivery,
    remote_id: str,
    remote_number: str,
    *,
    total: Decimal,
    problem: str | None = None,
) -> None:
    """Record that the ERP has accepted the order, with the ERP's total including tax (O-8).

    `problem` is what a person must do about the order nevertheless.
    """
    async with _current(work, delivery) as (order, submission):
        submission.accept(order.label, remote_id, remote_number, work.now)
        remote = padded(total, order.currency.precision)
        submission.compare_totals(remote, order.total_amount, len(delivery.content["lines"]))
        submission.assign({"problem": problem})
        _note(order, delivery, Problem(message=problem or ""), succeeded=True)


async def take_back(work: UnitOfWork, delivery: Delivery, problem: Problem) -> None:
    """Take the order back, because somebody deleted it in the ERP (O-11)."""
    async with _current(work, delivery) as (order, submission):
        submission.assign({"problem": problem.message})
        submission.take_back()
        order.recall()
        _note(order, delivery, problem)


async def postpone(
    work: UnitOfWork,
    delivery: Delivery,
    problem: Problem,
    delay: timedelta,
    *,
    counts: bool = True,
    may_be_done: bool = False,
) -> None:
    """Record why the attempt did not succeed, and plan the next one.

    `may_be_done` means that the ERP may have the order nevertheless.
    """
    async with _current(work, delivery) as (order, submission):
        submission.postpone(problem.message, work.now + delay, counts=counts)
        if not may_be_done:
            submission.unknown_since = None
        _note(order, delivery, problem)


async def reject(
    work: UnitOfWork, delivery: Delivery, problem: Problem, *, may_be_done: bool = False
) -> None:
    """Record that the ERP refused the order's data (O-9).

    `may_be_done` means that the ERP may have the order nevertheless, by an earlier attempt.
    """
    async with _current(work, delivery) as (order, submission):
        submission.reject(order.label, problem.message)
        if not may_be_done:
            submission.unknown_since = None
        _note(order, delivery, problem)


async def give_up(work: UnitOfWork, delivery: Delivery, problem: Problem) -> None:
    """Record that no further attempt is made until a person decides."""
    async with _current(work, delivery) as (order, submission):
        submission.fail(problem.message)
        _note(order, delivery, problem)


@asynccontextmanager
async def _current(work: UnitOfWork, delivery: Delivery) -> AsyncIterator[tuple[Order, Submission]]:
    order = await work.orders.get_header(delivery.order_id)
    submission = await work.submissions.find(delivery.order_id)
    if submission is None or not submission.is_attempt(delivery.round, delivery.attempt):
        raise AttemptOutdated
    with repeating_status(order, submission):
        yield order, submission


def _note(order: Order, delivery: Delivery, problem: Problem, *, succeeded: bool = False) -> None:
    order.erp_attempts.append(
        ErpAttempt(
            round=delivery.round,
            number=delivery.attempt,
            succeeded=succeeded,
            message=problem.message or None,
            http_status=problem.http_status,
            error_code=problem.error_code,
            correlation_id=problem.correlation_id,
        )
    )
