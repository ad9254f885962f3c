"""What becomes of an order when the ERP's document has disappeared (O-11)."""

from domain.actions.erp_status import repeating_status
from domain.core.lifecycle import Fact
from domain.ports.unit_of_work import UnitOfWork
from domain.sales.order import Order
from domain.sales.submission import ErpStatus


async def take_back_lost_order(work: UnitOfWork, order: Order, remote_id: str) -> bool:
    """Take a locked order back, because the ERP has neither its document nor an invoice of it.

    Returns False, and changes nothing, if the order has another document by now, or if anything
    was invoiced or shipped of it here.
    """
    submission = await work.submissions.find(order.id)
    facts = order.facts()
    if submission is None or facts[Fact.HAS_INVOICES] or facts[Fact.HAS_SHIPMENTS]:
        return False
    is_present = submission.status is ErpStatus.ACCEPTED and submission.remote_id == remote_id
    if not order.is_submitted or not is_present:
        return False
    number = submission.remote_number or remote_id
    with repeating_status(order, submission):
        submission.take_back(
            f"The ERP no longer has order {number}, and no invoice or shipment of it. Somebody has"
            " deleted it there. The order can be changed and submitted again."
        )
        order.recall()
    return True


async def note_erp_problem(work: UnitOfWork, order: Order, remote_id: str, message: str) -> None:
    """Tell people what they have to settle about the ERP's document of a locked order."""
    submission = await work.submissions.find(order.id)
    if submission is not None and submission.remote_id == remote_id:
        submission.assign({"problem": message})
