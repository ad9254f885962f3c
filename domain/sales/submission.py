"""Submissions: orders that were handed over to the ERP, and what became of them there."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from domain.core.errors import NotFound, Refused
from domain.core.ids import new_id
from domain.core.record import Record
from domain.core.text import Text

MAX_REMOTE_ID, MAX_REMOTE_NUMBER, MAX_PROBLEM = 100, 50, 2_000
# Line amounts are rounded here and in the ERP, so the totals may differ by this much (O-16).
TOLERANCE_PER_LINE = Decimal("0.01")


class ErpStatus(StrEnum):
    """How far an order has come on its way through the ERP."""

    PENDING = "PENDING"
    SENDING = "SENDING"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    FAILED = "FAILED"
    RECALLED = "RECALLED"
    INVOICED = "INVOICED"


class ErpFulfilment(StrEnum):
    """How much of an order the ERP has shipped (O-12)."""

    NONE = "NONE"
    PARTIAL = "PARTIAL"
    FULL = "FULL"


class SubmissionNotFound(NotFound):
    """The order was never submitted."""

    rule = "The order was never submitted to an ERP. Submit it with `submitOrder`."


class OrderInProgressInErp(Refused):
    """The ERP has the order, or may have it, so it cannot be taken back (O-10)."""

    rule = (
        "The ERP has the order, or is about to get it. Delete or reject the order in the ERP first,"
        " then recall it. In Business Central, an order that was reopened can be recalled."
    )
    message = "{record} is `{status}` in the ERP. {rule}"


class ErpNotReached(Refused):
    """The ERP was asked whether an order can be taken back, and did not answer."""

    rule = "The ERP could not be asked. Nothing was changed here. Repeat the call later."
    message = "{rule} The problem: {problem}"


class ErpDeliveryNotRetryable(Refused):
    """Only a delivery that has ended without success, or waits for its next attempt, is retried."""

    rule = "Only a delivery that was rejected, has failed, or is waiting can be retried."
    message = "The delivery of {record} is `{status}`. {rule}"


class ErpDeliveryNotDiscardable(Refused):
    """Only a delivery that has not succeeded can be discarded."""

    rule = "Only a delivery that was rejected, has failed, or is waiting can be discarded."
    message = "The delivery of {record} is `{status}`. {rule}"


class ErpDocumentConflict(Refused):
    """The order is linked to another document in the ERP."""

    rule = "The order is linked to another document in the ERP. Recall the order to undo the link."
    message = "{record} is linked to {number} in the ERP. Recall the order to undo the link."


class ErpAnswerTooLate(Refused):
    """The ERP's answer does not fit the state of the submission."""

    rule = "The order is not waiting for this answer of the ERP."
    message = "The delivery of {record} is `{status}`. {rule}"


_WAITING = frozenset({ErpStatus.PENDING, ErpStatus.REJECTED, ErpStatus.FAILED})


@dataclass(eq=False, kw_only=True, slots=True)
class OrderSnapshot:
    """The content of an order in one round of its submission. Nothing changes it."""

    id: UUID = field(default_factory=new_id)
    round: int
    content: dict[str, Any]


@dataclass(eq=False, kw_only=True, slots=True)
class ErpAttempt:
    """An attempt to deliver an order, and how it ended."""

    id: UUID = field(default_factory=new_id)
    round: int
    number: int
    succeeded: bool
    message: Annotated[str | None, Text(MAX_PROBLEM)] = None
    http_status: int | None = None
    error_code: Annotated[str | None, Text(100)] = None
    correlation_id: Annotated[str | None, Text(100)] = None


@dataclass(eq=False, kw_only=True, slots=True)
class Submission(Record):
    """The handover of an order to the ERP. Its ID is the order's, so each order has at most one.

    A recalled order that is submitted again continues the same submission as its next `round`.
    """

    noun = "The submission"
    not_found = SubmissionNotFound

    status: ErpStatus = ErpStatus.PENDING
    round: int = 1
    submitted_at: datetime
    submitted_by: UUID
    attempts: int = 0
    last_attempt_at: datetime | None = None
    next_attempt_at: datetime | None = None
    problem: Annotated[str | None, Text(MAX_PROBLEM)] = None
    remote_id: Annotated[str | None, Text(MAX_REMOTE_ID)] = None
    remote_number: Annotated[str | None, Text(MAX_REMOTE_NUMBER)] = None
    accepted_at: datetime | None = None
    remote_total: Decimal | None = None
    totals_mismatch: bool = False
    leased_until: datetime | None = None  # a worker delivers the order until then
    # The ERP may have the order since then, although it has not answered so.
    unknown_since: datetime | None = None

    def submit_again(self, at: datetime, by: UUID) -> None:
        """Begin the next round of a recalled order."""
        self.round += 1
        self.submitted_at, self.submitted_by = at, by
        self.accepted_at = self.remote_total = self.unknown_since = None
        self.totals_mismatch = False
        self.remote_id = self.remote_number = None
        self._wait(at)

    def recall(self, order: str, *, is_withdrawn: bool = False) -> None:
        """Take the order back. Raises ORDER_IN_PROGRESS_IN_ERP (O-10).

        `is_withdrawn` means that the ERP's document does not exist any more.
        """
        has_document = self.status is ErpStatus.ACCEPTED or self.remote_id is not None
        is_under_way = self.status in {ErpStatus.SENDING, ErpStatus.INVOICED}
        if is_under_way or self.unknown_since or (has_document and not is_withdrawn):
            raise OrderInProgressInErp(record=order, status=self.status.value)
        self.take_back()

    def take_back(self, problem: str | None = None) -> None:
        """Close the submission because the ERP does not have the order any more (O-11)."""
        self._end(ErpStatus.RECALLED)
        if problem is not None:
            self.assign({"problem": problem})

    def retry(self, order: str, at: datetime) -> None:
        """Deliver the order again, from the first attempt. Raises ERP_DELIVERY_NOT_RETRYABLE."""
        if self.status not in _WAITING:
            raise ErpDeliveryNotRetryable(record=order, status=self.status.value)
        self._wait(at)

    def discard(self, order: str, reason: str | None) -> None:
        """Give the delivery up: no more attempts. Raises ERP_DELIVERY_NOT_DISCARDABLE."""
        if self.status not in _WAITING:
            raise ErpDeliveryNotDiscardable(record=order, status=self.status.value)
        self._end(ErpStatus.FAILED)
        self.assign({"problem": f"Discarded: {reason}" if reason else "Discarded by a user."})

    def accept(self, order: str, remote_id: str, remote_number: str | None, at: datetime) -> None:
        """Record the ERP's document for the order (O-8). Repeating it changes nothing (O-17).

        Raises ERP_DOCUMENT_CONFLICT, ERP_ANSWER_TOO_LATE.
        """
        if self.status in {ErpStatus.ACCEPTED, ErpStatus.INVOICED}:
            if self.remote_id is None:  # the invoice was reported before the document
                self.note_document(remote_id, remote_number)
            self.expect_document(order, remote_id)
            return
        if self.status is ErpStatus.RECALLED:
            raise ErpAnswerTooLate(record=order, status=self.status.value)
        self.note_document(remote_id, remote_number)
        self.problem = None
        self._end(ErpStatus.ACCEPTED)
        self.accepted_at = at

    def note_document(self, remote_id: str, remote_number: str | None) -> None:
        """Remember the ERP's document before anything else is done with it."""
        self.assign({"remote_id": remote_id, "remote_number": remote_number})
        self.unknown_since = None

    def expect_document(self, order: str, remote_id: str) -> None:
        """Raise ERP_DOCUMENT_CONFLICT if the order is linked to another document."""
        if self.remote_id != remote_id:
            number = self.remote_number or self.remote_id
            raise ErpDocumentConflict(record=order, number=number, path=("remoteId",))

    def reject(self, order: str, problem: str) -> None:
        """Record why the ERP refused the order (O-9). Raises ERP_ANSWER_TOO_LATE."""
        if self.status not in {*_WAITING, ErpStatus.SENDING}:
            raise ErpAnswerTooLate(record=order, status=self.status.value)
        self.assign({"problem": problem})
        self._end(ErpStatus.REJECTED)

    def follow_invoices(self, at: datetime, *, is_complete: bool) -> None:
        """Record that the ERP has invoiced the order, completely or in part (O-12).

        What has posted an invoice has the order, even if it never said so.
        """
        if self.status is ErpStatus.RECALLED:
            return
        self._end(ErpStatus.INVOICED if is_complete else ErpStatus.ACCEPTED)
        self.problem = self.unknown_since = None
        self.accepted_at = self.accepted_at or at

    def compare_totals(self, remote: Decimal, total: Decimal, lines: int) -> None:
        """Note the ERP's total including tax, and whether it differs from ours (O-16).

        Rounding may make a difference of 0.01 for each line. A difference blocks nothing.
        """
        self.remote_total = remote
        self.totals_mismatch = abs(remote - total) > TOLERANCE_PER_LINE * lines

    def time_until_due(self, now: datetime) -> timedelta | None:
        """Return how long a worker has to wait before an attempt; None if there will be none."""
        if self.status is ErpStatus.PENDING:
            return max((self.next_attempt_at or now) - now, timedelta(0))
        if self.status is ErpStatus.SENDING:  # another worker, or one that has died
            return max((self.leased_until or now) - now, timedelta(0))
        return None

    def begin_attempt(self, now: datetime, lease: timedelta) -> None:
        """Count an attempt before it begins, so that one that kills its worker counts, too."""
        self.status = ErpStatus.SENDING
        self.attempts += 1
        self.last_attempt_at, self.leased_until = now, now + lease
        self.next_attempt_at = None

    def is_attempt(self, round: int, attempt: int) -> bool:
        """Return whether this attempt is still the current one."""
        return (self.status, self.round, self.attempts) == (ErpStatus.SENDING, round, attempt)

    def postpone(self, problem: str, until: datetime, *, counts: bool) -> None:
        """Wait for the next attempt. One that does not count leaves the number of attempts."""
        self.status, self.leased_until, self.next_attempt_at = ErpStatus.PENDING, None, until
        self.attempts -= not counts
        self.assign({"problem": problem})

    def fail(self, problem: str) -> None:
        """Give up: no further attempt would succeed without a person's help."""
        self.assign({"problem": problem})
        self._end(ErpStatus.FAILED)

    def _wait(self, at: datetime) -> None:
        self.status = ErpStatus.PENDING
        self.attempts = 0
        self.last_attempt_at = self.problem = self.leased_until = None
        self.next_attempt_at = at

    def _end(self, status: ErpStatus) -> None:
        self.status = status
        self.next_attempt_at = self.leased_until = None
