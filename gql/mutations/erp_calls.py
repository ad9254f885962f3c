"""Mutations that wait for the ERP's answer, between two transactions of their own."""

from contextlib import AbstractAsyncContextManager
from typing import Any

import strawberry
from strawberry import ID

from db import tables
from db.unit_of_work import UnitOfWork, open_unit_of_work
from domain.actions.erp_connection import begin_erp_test, end_erp_test
from domain.actions.recalls import ErpDocument, begin_recall, recall_order
from domain.ports.erp import Erp
from domain.tenant.erp_check import ErpCheck
from gql.mutations.erp_payloads import TestErpConnectionPayload
from gql.mutations.mutation import (
    LINES_READ,
    Changed,
    Info,
    begin_transaction,
    mutation,
    uuid_of,
)
from gql.mutations.payloads import OrderPayload
from gql.types.erp_checks import to_results


async def _test(info: Info) -> dict[str, Any]:
    async with _beginning(info) as work:
        connection, checks = await begin_erp_test(work)
    if connection.is_called:
        checks = [*await _erp(info).check(connection)]
    return {"checks": checks}


async def _withdraw(
    info: Info, order_id: ID, expected_version: int | None = None
) -> dict[str, Any]:
    async with _beginning(info) as work:
        found = await begin_recall(work, uuid_of(tables.orders, order_id), expected_version)
    if found is not None:
        await _erp(info).withdraw(
            found.connection, found.label, found.external_number, found.remote_id
        )
    return {"withdrawn": found}


def _beginning(info: Info) -> AbstractAsyncContextManager[UnitOfWork]:
    """The first transaction, which ends before the ERP is called."""
    who = info.context
    return open_unit_of_work(who.database, tenant_id=who.tenant_id, user_id=who.user_id)


def _erp(info: Info) -> Erp:
    if info.context.erp is None:
        raise TypeError("only the server can call an ERP")
    return info.context.erp


@strawberry.type
class ErpCallMutations:
    """Test the connection to an ERP, and take orders back from it."""

    # A dozen requests to Business Central take as long as reading many lines.
    @mutation(TestErpConnectionPayload, weight=LINES_READ, before=_test)
    async def test_erp_connection(self, info: Info, *, checks: list[ErpCheck]) -> Changed:
        """Tests the connection to the ERP, and says what works and what does not.

        Signs in to Business Central, finds the company, and reads what orders and invoices need.
        Takes at most ten seconds and creates nothing there, so whether orders may be created is
        not tested. If all checks pass, deliveries that were paused continue. An external ERP calls
        this API: only whether it can sign in is checked.
        """
        async with begin_transaction(info) as work:
            works = await end_erp_test(work, checks)
        return {
            "succeeded": works,
            "checks": to_results(checks),
            "erp_connection": info.context.tenant_id,
        }

    @mutation(OrderPayload, before=_withdraw)
    async def recall_order(
        self,
        info: Info,
        order_id: ID,
        expected_version: int | None = None,
        *,
        withdrawn: ErpDocument | None,
    ) -> Changed:
        """Takes back a submitted order that the ERP does not have, or has as a draft.

        A draft in Business Central is deleted there, which takes ten seconds at most; released,
        shipped and invoiced orders are refused. The order is active again and can be edited,
        canceled or submitted again.
        """
        async with begin_transaction(info) as work:
            order = await recall_order(
                work, uuid_of(tables.orders, order_id), expected_version, withdrawn
            )
        return {"order": order.id}
