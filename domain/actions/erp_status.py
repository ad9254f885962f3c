"""The order repeats the status of its submission, for filters and the change feed (decision 62)."""

from collections.abc import Iterator
from contextlib import contextmanager

from domain.sales.order import Order
from domain.sales.submission import Submission


@contextmanager
def repeating_status(order: Order, submission: Submission) -> Iterator[None]:
    """Change a submission; its order, which is locked, repeats the status at the end."""
    yield
    order.erp_status = submission.status
