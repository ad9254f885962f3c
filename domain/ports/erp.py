"""What a request may ask of an ERP while it waits. It holds no transaction meanwhile."""

from collections.abc import Sequence
from typing import Protocol

from domain.tenant.erp_check import ErpCheck
from domain.tenant.erp_connection import ErpConnection


class Erp(Protocol):
    """The ERP that this server calls."""

    async def check(self, connection: ErpConnection) -> Sequence[ErpCheck]:
        """Test the connection; takes a few seconds at most. Raises ERP_TESTS_BUSY."""
        ...

    async def withdraw(
        self, connection: ErpConnection, label: str, external_number: str, remote_id: str
    ) -> None:
        """Delete the document of an order, which is gone from the ERP afterwards.

        Repeating it is harmless. Raises ORDER_IN_PROGRESS_IN_ERP, ERP_NOT_REACHED.
        """
        ...
