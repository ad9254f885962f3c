"""The mutation that tests the connection to an ERP."""

from typing import Any

import strawberry

from db.unit_of_work import open_unit_of_work
from domain.actions.erp_connection import begin_erp_test, end_erp_test
from domain.tenant.erp_check import ErpCheck
from gql.mutations.erp_payloads import TestErpConnectionPayload
from gql.mutations.mutation import LINES_READ, Changed, Info, begin_transaction, mutation
from gql.types.erp_checks import to_results


async def _test(info: Info) -> dict[str, Any]:
    """Test the connection between two transactions, so that nothing waits for the ERP."""
    context = info.context
    async with open_unit_of_work(
        context.database, tenant_id=context.tenant_id, user_id=context.user_id
    ) as work:
        connection, checks = await begin_erp_test(work)
    if connection.is_called:
        if context.erp is None:
            raise TypeError("only the server can call an ERP")
        checks = [*await context.erp.check(connection)]
    return {"checks": checks}


@strawberry.type
class ErpTestMutations:
    """Test the connection to an ERP."""

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
