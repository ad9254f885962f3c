"""Lets integration users change what the ERP has locked for everybody else (S-2, O-6)."""

from typing import Any

from domain.ports.unit_of_work import UnitOfWork
from domain.sales.document import Document
from domain.sales.order import Order


async def open_to_integration(work: UnitOfWork, document: Document[Any]) -> None:
    """Unlock a submitted order if the caller is an integration user; others stay locked out."""
    if isinstance(document, Order) and document.is_submitted:
        document.is_open_to_caller = await work.lookups.is_integration_user(work.user_id)
