"""Actions on the tenant's connection to its ERP."""

from collections.abc import Sequence

from domain.core.job import Job, JobKind
from domain.core.record import Values
from domain.ports.unit_of_work import UnitOfWork
from domain.tenant.erp_check import ErpCheck, ErpCheckStatus, check_program
from domain.tenant.erp_connection import ErpConnection, ErpConnectionNotFound


async def connect_erp(
    work: UnitOfWork, values: Values, expected_version: int | None
) -> ErpConnection:
    """Connect the tenant to an ERP, or change the connection; omitted fields stay as they are.

    From then on the ERP creates the invoices of orders (F-1). Raises ORDERS_STILL_SUBMITTED,
    ERP_SETTING_REQUIRED, ERP_SETTING_UNUSED.
    """
    known = await work.find_erp_connection()
    connection = known or ErpConnection(id=work.tenant_id)
    connection.expect(expected_version)
    connection.connect(values, await work.lookups.list_submitted_orders() if known else [])
    if known is None:
        work.records(ErpConnection).add(connection)
    await work.close_erp_circuit()
    if connection.is_called:
        work.enqueue(Job(JobKind.READ_ERP_INVOICES, work.tenant_id))
    return connection


async def disconnect_erp(work: UnitOfWork, expected_version: int | None) -> ErpConnection:
    """Disconnect the ERP (O-2). Raises ORDERS_STILL_SUBMITTED.

    A worker then ends the subscriptions there, which needs the credentials, and erases these.
    """
    known = await work.find_erp_connection()
    connection = known or ErpConnection(id=work.tenant_id)
    connection.expect(expected_version)
    if known is None:
        raise ErpConnectionNotFound
    was_called = connection.is_called
    connection.disconnect(await work.lookups.list_submitted_orders())
    if was_called:
        work.enqueue(Job(JobKind.END_ERP_SUBSCRIPTIONS, work.tenant_id))
    else:
        connection.forget_credentials()
    return connection


async def forget_erp_credentials(work: UnitOfWork) -> None:
    """Erase the credentials of an ERP that is not connected any more."""
    connection = await work.find_erp_connection()
    if connection is not None:
        connection.forget_credentials()


async def begin_erp_test(work: UnitOfWork) -> tuple[ErpConnection, list[ErpCheck]]:
    """Return the connection to test, and the checks that need no call of the ERP.

    Raises ERP_CONNECTION_NOT_FOUND, also for a connection that was disconnected.
    """
    connection = await work.lookups.share_erp_connection()
    if connection is None or not connection.is_open:
        raise ErpConnectionNotFound
    if connection.is_called:
        return connection, []
    return connection, [check_program(await work.lookups.count_integration_users())]


async def end_erp_test(work: UnitOfWork, checks: Sequence[ErpCheck]) -> bool:
    """Return whether the connection works. If it does, deliveries that were paused go on."""
    works = all(check.status is not ErpCheckStatus.FAILED for check in checks)
    if works:
        await work.close_erp_circuit()
    return works
