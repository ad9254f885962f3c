"""Mutations of the connection to an ERP, and of orders that are submitted to it."""

from decimal import Decimal

import strawberry
from strawberry import ID

from db import tables
from db.credential_cipher import CredentialCipher
from domain.actions import (
    erp_connection as connections,
    erp_links as links,
    submissions as actions,
)
from domain.sales.erp_link import ErpLinkType
from gql.inputs.erp import ConnectErpInput
from gql.inputs.input_conversion import to_domain_values
from gql.mutations.erp_payloads import DeleteErpLinkPayload, ErpConnectionPayload, ErpLinkPayload
from gql.mutations.mutation import (
    LINES_READ,
    Changed,
    Info,
    begin_transaction,
    mutation,
    uuid_of,
)
from gql.mutations.payloads import OrderPayload

_LINKED = {
    ErpLinkType.ACCOUNT: tables.accounts,
    ErpLinkType.CONTACT: tables.contacts,
    ErpLinkType.PRODUCT: tables.products,
    ErpLinkType.UNIT: tables.units,
}


@strawberry.type
class ErpMutations:
    """Connect an ERP; submit orders to it, and report what became of them."""

    @mutation(ErpConnectionPayload)
    async def connect_erp(
        self, info: Info, input: ConnectErpInput, expected_version: int | None = None
    ) -> Changed:
        """Connects the tenant to an ERP, or changes the connection.

        From then on, orders are submitted to the ERP, which invoices them:
        `createInvoiceFromOrder` is refused. Another ERP, environment or company is refused while
        orders are submitted.
        """
        values = to_domain_values(input)
        if values.get("client_secret") is not None:
            cipher = CredentialCipher(info.context.settings.credential_keys)
            values["client_secret"] = cipher.encrypt(values["client_secret"])
        async with begin_transaction(info) as work:
            connection = await connections.connect_erp(work, values, expected_version)
        return {"erp_connection": connection.id}

    @mutation(ErpConnectionPayload)
    async def disconnect_erp(self, info: Info, expected_version: int | None = None) -> Changed:
        """Disconnects the ERP. Orders are invoiced here again.

        A background job ends the subscriptions to Business Central, then deletes the client secret.

        Refused while orders are submitted.
        """
        async with begin_transaction(info) as work:
            connection = await connections.disconnect_erp(work, expected_version)
        return {"erp_connection": connection.id}

    @mutation(ErpLinkPayload)
    async def link_erp_record(
        self,
        info: Info,
        type: ErpLinkType,
        remote_id: str,
        remote_number: str,
        record_id: ID | None = None,
        code: str | None = None,
        remote_name: str | None = None,
    ) -> Changed:
        """Links a customer, product, unit, currency or terms to the ERP's record for it.

        It replaces the present link. Orders are delivered with the links of that moment.
        """
        # The ID of any record is passed on: for a type without records, the action refuses it.
        table = _LINKED.get(type, tables.accounts)
        record = None if record_id is None else uuid_of(table, record_id)
        values = {
            "remote_id": remote_id,
            "remote_number": remote_number,
            "remote_name": remote_name,
        }
        async with begin_transaction(info) as work:
            link = await links.link_erp_record(work, type, record, code, values)
        return {"erp_link": link.id}

    @mutation(ErpConnectionPayload)
    async def match_erp_records(self, info: Info) -> Changed:
        """Links all records that match exactly one record of Business Central, in the background.

        Products match by number, accounts by name, units and currencies by code. Existing links
        are kept. `erpLinks` shows the result; the rest needs `linkErpRecord`.
        """
        async with begin_transaction(info) as work:
            connection = await links.request_matches(work)
        return {"erp_connection": connection.id}

    @mutation(DeleteErpLinkPayload)
    async def unlink_erp_record(self, info: Info, link_id: ID) -> Changed:
        """Removes a link to the ERP. Orders with the record cannot be submitted any more."""
        async with begin_transaction(info) as work:
            await links.unlink_erp_record(work, uuid_of(tables.erp_links, link_id))
        return {"deleted_erp_link_id": link_id}

    @mutation(OrderPayload, weight=LINES_READ)
    async def submit_order(
        self, info: Info, order_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Submits an active order to the connected ERP, which locks it here.

        The order is delivered in the background; see `Order.erp`. An order that is already
        submitted is returned unchanged, so the call can be repeated.
        """
        async with begin_transaction(info) as work:
            order = await actions.submit_order(
                work, uuid_of(tables.orders, order_id), expected_version
            )
        return {"order": order.id}

    @mutation(OrderPayload)
    async def retry_erp_delivery(
        self, info: Info, order_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Delivers a submitted order again that was rejected, has failed, or is waiting.

        The order is delivered as it was submitted. To change it, recall it first.
        """
        async with begin_transaction(info) as work:
            order = await actions.retry_erp_delivery(
                work, uuid_of(tables.orders, order_id), expected_version
            )
        return {"order": order.id}

    @mutation(OrderPayload)
    async def discard_erp_delivery(
        self,
        info: Info,
        order_id: ID,
        reason: str | None = None,
        expected_version: int | None = None,
    ) -> Changed:
        """Stops the delivery of a submitted order that the ERP has not accepted.

        The order stays submitted. Link the ERP's document with `linkErpDocument`, retry the
        delivery, or recall the order.
        """
        async with begin_transaction(info) as work:
            order = await actions.discard_erp_delivery(
                work, uuid_of(tables.orders, order_id), reason, expected_version
            )
        return {"order": order.id}

    @mutation(OrderPayload)
    async def link_erp_document(
        self,
        info: Info,
        order_id: ID,
        remote_id: str,
        remote_number: str | None = None,
        expected_version: int | None = None,
    ) -> Changed:
        """Links a submitted order to the document that the ERP has for it.

        The order counts as accepted and is not delivered any more.
        """
        async with begin_transaction(info) as work:
            order = await actions.link_erp_document(
                work,
                uuid_of(tables.orders, order_id),
                remote_id,
                remote_number,
                expected_version,
            )
        return {"order": order.id}

    @mutation(OrderPayload, weight=LINES_READ)
    async def acknowledge_submission(
        self,
        info: Info,
        order_id: ID,
        remote_id: str,
        remote_number: str | None = None,
        total_amount: Decimal | None = None,
    ) -> Changed:
        """Reports that an external ERP has created a document for a submitted order.

        Only for integration users. Repeating the call with the same `remoteId` changes nothing.
        It may come after the invoice.
        """
        async with begin_transaction(info) as work:
            order = await actions.acknowledge_submission(
                work, uuid_of(tables.orders, order_id), remote_id, remote_number, total_amount
            )
        return {"order": order.id}

    @mutation(OrderPayload)
    async def reject_submission(self, info: Info, order_id: ID, problem: str) -> Changed:
        """Reports why an external ERP refused a submitted order.

        Only for integration users. The order stays submitted until somebody recalls it, or has
        it delivered again.
        """
        async with begin_transaction(info) as work:
            order = await actions.reject_submission(work, uuid_of(tables.orders, order_id), problem)
        return {"order": order.id}
