"""Submissions: how an order's way through the ERP goes on, and what is refused (O-3 to O-17)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from domain.sales.submission import ErpStatus, OrderInProgressInErp, Submission
from tests.domain.make import NOW, OWNER, d, refusal, refusal_of, snapshot, some_id

LATER = NOW + timedelta(hours=1)
LEASE = timedelta(minutes=5)
WAITING = {ErpStatus.PENDING, ErpStatus.REJECTED, ErpStatus.FAILED}


def submission(status: ErpStatus = ErpStatus.PENDING, **more: Any) -> Submission:
    """Return the submission of an order that has been handed over."""
    more.setdefault("next_attempt_at", NOW)
    return Submission(status=status, submitted_at=NOW, submitted_by=OWNER, **more)


def sending(**more: Any) -> Submission:
    """Return a submission whose second attempt is running."""
    found = submission(attempts=1, problem="Busy.", **more)
    found.begin_attempt(NOW, LEASE)
    return found


def accepted(**more: Any) -> Submission:
    """Return a submission that the ERP has accepted as document 42."""
    found = sending(**more)
    found.accept("Order ORD-1", "42", "SO-42", NOW)
    return found


def schedule(of: Submission) -> tuple[datetime | None, datetime | None, int]:
    """Return when the next attempt is, until when one runs, and how many there were."""
    return of.next_attempt_at, of.leased_until, of.attempts


def statuses_that(act: Callable[[Submission], object]) -> set[ErpStatus]:
    """Return the statuses in which something is allowed; a refusal must change nothing."""
    allowed = set()
    for status in ErpStatus:
        it = submission(status)
        if refusal(partial(act, it), it) is None:
            allowed.add(status)
    return allowed


def is_done(act: Callable[[Submission], object], status: ErpStatus) -> bool:
    """Return whether something is allowed in a status."""
    return refusal(lambda: act(submission(status))) is None


def test_a_new_submission_waits_for_its_first_attempt() -> None:
    new = submission()

    assert (new.status, new.round, new.label) == (ErpStatus.PENDING, 1, "The submission")
    assert schedule(new) == (NOW, None, 0)


def test_an_attempt_counts_from_its_beginning() -> None:
    running = sending()

    assert running.status is ErpStatus.SENDING
    assert running.last_attempt_at == NOW
    assert schedule(running) == (None, NOW + LEASE, 2)


@pytest.mark.parametrize(
    ("round", "attempt", "is_current"),
    [(1, 2, True), (1, 1, False), (2, 2, False)],
)
def test_only_the_latest_attempt_of_the_round_is_current(
    round: int, attempt: int, *, is_current: bool
) -> None:
    running = sending()

    assert running.is_attempt(round, attempt) is is_current
    running.fail("No.")
    assert not running.is_attempt(round, attempt)


@pytest.mark.parametrize(
    ("of", "wait"),
    [
        (submission(next_attempt_at=LATER), timedelta(hours=1)),
        (submission(next_attempt_at=NOW - LEASE), timedelta(0)),
        (submission(next_attempt_at=None), timedelta(0)),
        (sending(), LEASE),
        (submission(ErpStatus.SENDING, leased_until=NOW - LEASE), timedelta(0)),
        (submission(ErpStatus.SENDING, leased_until=None), timedelta(0)),
        (submission(ErpStatus.ACCEPTED), None),
        (submission(ErpStatus.REJECTED), None),
        (submission(ErpStatus.FAILED), None),
        (submission(ErpStatus.RECALLED), None),
        (submission(ErpStatus.INVOICED), None),
    ],
)
def test_an_attempt_waits_until_it_is_due_and_no_other_is_running(
    of: Submission, wait: timedelta | None
) -> None:
    assert of.time_until_due(NOW) == wait


@pytest.mark.parametrize(("counts", "attempts"), [(True, 2), (False, 1)])
def test_a_postponed_attempt_waits_for_the_next(*, counts: bool, attempts: int) -> None:
    running = sending()

    running.postpone("Unreachable.", LATER, counts=counts)

    assert (running.status, running.problem) == (ErpStatus.PENDING, "Unreachable.")
    assert schedule(running) == (LATER, None, attempts)


def test_a_delivery_that_fails_waits_for_a_person() -> None:
    running = sending()

    running.fail("Too late.")

    assert (running.status, running.problem) == (ErpStatus.FAILED, "Too late.")
    assert schedule(running) == (None, None, 2)


def test_o_8_an_accepted_order_knows_its_document() -> None:
    it = sending(unknown_since=NOW)

    it.accept("Order ORD-1", "42", "SO-42", LATER)

    assert (it.status, it.accepted_at) == (ErpStatus.ACCEPTED, LATER)
    assert (it.remote_id, it.remote_number) == ("42", "SO-42")
    assert (it.problem, it.unknown_since) == (None, None)
    assert schedule(it) == (None, None, 2)


@pytest.mark.parametrize("status", [ErpStatus.ACCEPTED, ErpStatus.INVOICED])
def test_o_17_accepting_again_changes_nothing(status: ErpStatus) -> None:
    it = accepted()
    it.status = status
    before = snapshot(it)

    it.accept("Order ORD-1", "42", "Another number", LATER)

    assert snapshot(it) == before


@pytest.mark.parametrize("status", [ErpStatus.ACCEPTED, ErpStatus.INVOICED])
def test_an_order_whose_invoice_came_first_learns_its_document_later(status: ErpStatus) -> None:
    it = submission(status, accepted_at=NOW)

    it.accept("Order ORD-1", "42", "SO-42", LATER)

    assert (it.status, it.accepted_at) == (status, NOW)
    assert (it.remote_id, it.remote_number) == ("42", "SO-42")


@pytest.mark.parametrize(("remote_number", "shown"), [("SO-42", "SO-42"), (None, "42")])
def test_an_order_has_one_document_in_the_erp(remote_number: str | None, shown: str) -> None:
    it = submission(ErpStatus.ACCEPTED, remote_id="42", remote_number=remote_number)

    assert refusal_of(lambda: it.accept("Order ORD-1", "43", None, NOW)) == (
        "ERP_DOCUMENT_CONFLICT",
        ("remoteId",),
        {"record": "Order ORD-1", "number": shown},
    )


def test_o_10_only_an_order_that_the_erp_does_not_have_is_recalled() -> None:
    assert statuses_that(lambda it: it.recall("Order ORD-1")) == WAITING | {ErpStatus.RECALLED}


def test_o_10_an_order_that_the_erp_may_have_is_not_recalled() -> None:
    it = submission(unknown_since=NOW)

    assert refusal_of(lambda: it.recall("Order ORD-1")) == (
        "ORDER_IN_PROGRESS_IN_ERP",
        (),
        {"record": "Order ORD-1", "status": "PENDING"},
    )


def test_o_10_an_order_whose_document_is_withdrawn_is_recalled_unless_it_is_under_way() -> None:
    def recall(it: Submission) -> None:
        it.remote_id = "42"
        it.recall("Order ORD-1", is_withdrawn=True)

    withdrawn = submission(ErpStatus.ACCEPTED, remote_id="42", unknown_since=NOW)
    accepted = {ErpStatus.ACCEPTED, ErpStatus.RECALLED}

    assert {status for status in ErpStatus if is_done(recall, status)} == WAITING | accepted
    assert refusal(lambda: recall(withdrawn)) is OrderInProgressInErp


@pytest.mark.parametrize("status", sorted(WAITING))
def test_o_10_a_document_that_was_not_withdrawn_keeps_the_order_there(status: ErpStatus) -> None:
    it = submission(status, remote_id="42")

    assert refusal(lambda: it.recall("Order ORD-1"), it) is OrderInProgressInErp


def test_o_11_an_order_that_is_taken_back_can_say_why() -> None:
    it, silent = accepted(), accepted()
    silent.problem = "Two orders have the number."

    it.take_back("Somebody deleted it.")
    silent.take_back()

    assert (it.status, it.problem) == (ErpStatus.RECALLED, "Somebody deleted it.")
    assert (silent.status, silent.problem) == (ErpStatus.RECALLED, "Two orders have the number.")


def test_a_recalled_order_is_not_delivered() -> None:
    it = submission()

    it.recall("Order ORD-1")

    assert it.status is ErpStatus.RECALLED
    assert schedule(it) == (None, None, 0)


def test_an_order_that_is_submitted_again_starts_anew() -> None:
    it = accepted()
    it.remote_total = d("119.00")
    it.unknown_since = NOW
    it.take_back()
    by = some_id()

    it.submit_again(LATER, by)

    assert (it.status, it.round) == (ErpStatus.PENDING, 2)
    assert (it.submitted_at, it.submitted_by) == (LATER, by)
    forgotten = ("remote_id", "remote_number", "remote_total", "accepted_at", "unknown_since")
    assert {getattr(it, name) for name in (*forgotten, "last_attempt_at")} == {None}
    assert schedule(it) == (LATER, None, 0)


def test_o_9_only_what_waits_for_a_person_or_an_attempt_is_retried() -> None:
    assert statuses_that(lambda it: it.retry("Order ORD-1", NOW)) == WAITING
    assert refusal_of(lambda: sending().retry("Order ORD-1", NOW)) == (
        "ERP_DELIVERY_NOT_RETRYABLE",
        (),
        {"record": "Order ORD-1", "status": "SENDING"},
    )


def test_a_retry_begins_with_the_first_attempt_and_still_knows_what_may_be_there() -> None:
    it = sending(unknown_since=NOW)
    it.postpone("Unreachable.", LATER, counts=True)

    it.retry("Order ORD-1", NOW)

    assert (it.status, it.problem, it.last_attempt_at) == (ErpStatus.PENDING, None, None)
    assert it.unknown_since == NOW
    assert schedule(it) == (NOW, None, 0)


def test_only_what_waits_for_a_person_or_an_attempt_is_discarded() -> None:
    assert statuses_that(lambda it: it.discard("Order ORD-1", None)) == WAITING
    assert refusal_of(lambda: accepted().discard("Order ORD-1", None)) == (
        "ERP_DELIVERY_NOT_DISCARDABLE",
        (),
        {"record": "Order ORD-1", "status": "ACCEPTED"},
    )


@pytest.mark.parametrize(
    ("reason", "problem"),
    [("Entered by hand.", "Discarded: Entered by hand."), (None, "Discarded by a user.")],
)
def test_a_discarded_delivery_says_why(reason: str | None, problem: str) -> None:
    it = submission()

    it.discard("Order ORD-1", reason)

    assert (it.status, it.problem) == (ErpStatus.FAILED, problem)
    assert schedule(it) == (None, None, 0)


def test_o_9_a_rejected_order_says_why() -> None:
    it = sending()

    it.reject("Order ORD-1", "Customer 7 is blocked.")

    assert (it.status, it.problem) == (ErpStatus.REJECTED, "Customer 7 is blocked.")
    assert schedule(it) == (None, None, 2)


def test_an_erp_rejects_only_what_it_has_not_accepted() -> None:
    assert statuses_that(lambda it: it.reject("Order ORD-1", "No.")) == WAITING | {
        ErpStatus.SENDING
    }
    assert refusal_of(lambda: accepted().reject("Order ORD-1", "No.")) == (
        "ERP_ANSWER_TOO_LATE",
        (),
        {"record": "Order ORD-1", "status": "ACCEPTED"},
    )


def test_an_erp_does_not_accept_a_recalled_order() -> None:
    it = submission(ErpStatus.RECALLED)

    assert refusal_of(lambda: it.accept("Order ORD-1", "42", None, NOW)) == (
        "ERP_ANSWER_TOO_LATE",
        (),
        {"record": "Order ORD-1", "status": "RECALLED"},
    )


@pytest.mark.parametrize(
    ("is_complete", "status"), [(True, ErpStatus.INVOICED), (False, ErpStatus.ACCEPTED)]
)
def test_o_12_what_the_erp_invoices_it_has(*, is_complete: bool, status: ErpStatus) -> None:
    it = sending(unknown_since=NOW)

    it.follow_invoices(LATER, is_complete=is_complete)

    assert (it.status, it.accepted_at) == (status, LATER)
    assert (it.problem, it.unknown_since) == (None, None)
    assert schedule(it) == (None, None, 2)


def test_the_first_sign_of_acceptance_counts() -> None:
    it = accepted()

    it.follow_invoices(LATER, is_complete=True)

    assert it.accepted_at == NOW


def test_invoices_of_a_recalled_order_leave_it_recalled() -> None:
    it = submission(ErpStatus.RECALLED)
    before = snapshot(it)

    it.follow_invoices(LATER, is_complete=True)

    assert snapshot(it) == before


@pytest.mark.parametrize(
    ("remote_total", "lines", "differ"),
    [("100.02", 2, False), ("100.03", 2, True), ("99.97", 2, True), ("99.98", 2, False)],
)
def test_o_16_totals_may_differ_by_a_cent_for_each_line(
    remote_total: str, lines: int, *, differ: bool
) -> None:
    it = submission()

    it.compare_totals(d(remote_total), d("100"), lines)

    assert (it.remote_total, it.totals_mismatch) == (d(remote_total), differ)


def test_o_16_a_corrected_total_and_another_round_take_the_difference_back() -> None:
    it = submission()
    it.compare_totals(d("90"), d("100"), 1)
    it.compare_totals(d("100"), d("100"), 1)
    corrected = it.totals_mismatch

    it.compare_totals(d("90"), d("100"), 1)
    it.submit_again(LATER, it.submitted_by)

    assert not corrected
    assert (it.remote_total, it.totals_mismatch) == (None, False)


@pytest.mark.parametrize(
    ("field", "act"),
    [
        ("problem", lambda it, text: it.reject("Order ORD-1", text * 20)),
        ("remoteId", lambda it, text: it.accept("Order ORD-1", text, None, NOW)),
        ("remoteNumber", lambda it, text: it.accept("Order ORD-1", "42", text, NOW)),
    ],
)
def test_long_answers_of_an_erp_are_refused(
    field: str, act: Callable[[Submission, str], object]
) -> None:
    it = submission()
    before = snapshot(it)

    code, path, _ = refusal_of(lambda: act(it, "x" * 101))

    assert (code, path) == ("TEXT_TOO_LONG", (field,))
    assert snapshot(it) == before
