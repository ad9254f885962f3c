"""Takes a submitted order back: also one that is still a draft in Business Central (O-10).

The draft is deleted there between two transactions. If the second one never comes, the order is
gone there and submitted here, and another recall ends what this one has begun.
"""

from dataclasses import dataclass
from uuid import UUID

from domain.actions.submissions import submitted_order
from domain.core.lifecycle import Fact
from domain.ports.unit_of_work import UnitOfWork
from domain.sales.order import Order
from domain.tenant.erp_connection import ErpConnection


@dataclass(frozen=True, slots=True, kw_only=True)
class ErpDocument:
    """The ERP's document of an order, which must be deleted before the order is recalled."""

    connection: ErpConnection
    label: str
    external_number: str
    remote_id: str
    round: int


async def begin_recall(
    work: UnitOfWork, order_id: UUID, expected_version: int | None
) -> ErpDocument | None:
    """Return the document to delete in the ERP; None if there is none, or none that we can delete.

    Raises ORDER_NOT_SUBMITTED, VERSION_CONFLICT.
    """
    connection = await work.lookups.share_erp_connection()
    async with submitted_order(work, order_id, expected_version) as (order, submission):
        facts = order.facts()
        is_moving = facts[Fact.HAS_INVOICES] or facts[Fact.HAS_SHIPMENTS]
        if connection is None or not connection.is_called or is_moving:
            return None
        if submission.remote_id is None or submission.unknown_since is not None:
            return None
        return ErpDocument(
            connection=connection,
            label=order.label,
            external_number=connection.external_number(order.number, order.name),
            remote_id=submission.remote_id,
            round=submission.round,
        )


async def recall_order(
    work: UnitOfWork,
    order_id: UUID,
    expected_version: int | None,
    withdrawn: ErpDocument | None = None,
) -> Order:
    """Take an order back that the ERP does not have; `withdrawn` is gone from the ERP (O-10).

    Raises ORDER_NOT_SUBMITTED, ORDER_IN_PROGRESS_IN_ERP, VERSION_CONFLICT.
    """
    async with submitted_order(work, order_id, expected_version) as (order, submission):
        present = submission.remote_id, submission.round
        is_withdrawn = withdrawn is not None and present == (withdrawn.remote_id, withdrawn.round)
        submission.recall(order.label, is_withdrawn=is_withdrawn)
        order.recall()
    return order
