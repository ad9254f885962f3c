"""Brings one order to Business Central: finds or creates it, completes it, and posts it.

Each step is recorded before the next one, so an attempt that is interrupted continues where the
last one ended. Nothing is created or posted while an earlier request may still do the same.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from domain.actions import deliveries
from domain.actions.deliveries import Delivery
from integrations.business_central.client import BusinessCentral
from integrations.business_central.double_orders import choose_order, delete_doubles
from integrations.business_central.order_mapping import Links, external_number, to_order
from integrations.business_central.outcomes import BusinessCentralError, Outcome
from integrations.business_central.remote_orders import (
    STALE_TRIES,
    DeliveryConflict,
    Document,
    are_ours,
    find_posted,
    list_invoices,
    list_orders,
    list_posted,
    read_document,
    read_order,
    set_discount,
    to_document,
)
from integrations.business_central.values import Json, id_of


class Unsettled(Exception):
    """An earlier attempt may still be at work; nothing may be created or posted yet."""


class Steps(Protocol):
    """What an attempt records and looks up here, each in a transaction of its own."""

    async def record(self, act: Callable[..., Awaitable[None]], *args: Any) -> None:
        """Record a step. Raises AttemptOutdated."""
        ...

    async def list_foreign(self, remote_ids: Iterable[str]) -> frozenset[str]:
        """Return which documents belong to other orders of ours."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlacement:
    """An attempt to bring an order to Business Central."""

    client: BusinessCentral
    delivery: Delivery
    links: Links
    steps: Steps
    is_settled: bool  # no request of an earlier attempt is at work any more

    async def place(self) -> tuple[Document, str | None]:
        """Return the one order that is there now, and what a person must do about it.

        Raises BusinessCentralError, DeliveryConflict, DocumentDeleted, Unsettled, KeyError for a
        record that is not linked any more, and AttemptOutdated.
        """
        document = await self._find_or_create()
        if not document.is_posted:
            document = await self._complete(document.id)
        document, double = await self._keep_one(document)
        refusal = await self._post(document)
        return document, " ".join(each for each in (double, refusal) if each) or None

    async def _find_or_create(self) -> Document:
        if self.delivery.remote_id is not None:
            return await read_document(self.client, self.delivery, self.delivery.remote_id)
        found = await self._find()
        if found is None:
            self._check_settled()
            body = to_order(
                self.delivery.content,
                self.delivery.connection,
                self.links,
                self.delivery.submitted_at.date(),
            )
            await self.steps.record(deliveries.note_sending, self.delivery)
            found = to_document(await self.client.post("salesOrders", body))
        await self._note(found)
        return found

    async def _find(self) -> Document | None:
        """Return what Business Central has of the order. Raises DeliveryConflict."""
        orders = await self._list_orders()
        ours = [each for each in orders if self._is_ours(each)]
        if ours:
            return to_document(choose_order(ours))
        if orders:
            number = external_number(self.delivery.content, self.delivery.connection)
            raise DeliveryConflict(
                f"Business Central has another order with the number {number}. Delete it, or link"
                " it with `linkErpDocument`."
            )
        invoices = await list_invoices(self.client, self.delivery)
        foreign = await self.steps.list_foreign(
            order_id for each in invoices if (order_id := id_of(each, "orderId"))
        )
        mine = [each for each in invoices if id_of(each, "orderId") not in foreign]
        return find_posted(mine, self.delivery, self.links)

    async def _complete(self, remote_id: str) -> Document:
        """Set the discount, unless somebody has posted the order meanwhile."""
        try:
            return await set_discount(self.client, self.delivery, remote_id)
        except BusinessCentralError as error:
            if error.outcome is not Outcome.GONE:
                raise
        return await read_document(self.client, self.delivery, remote_id)

    async def _keep_one(self, document: Document) -> tuple[Document, str | None]:
        """Delete doubles, which exist if a request that seemed lost was done late after all."""
        orders = await self._list_orders()
        mine = [each for each in orders if str(each["id"]) == document.id]
        doubles = [each for each in orders if each not in mine and self._is_ours(each)]
        if not doubles:
            return document, None
        # One that is posted, or may be, stays.
        kept = choose_order([*mine, *doubles]) if mine and not self._may_be_posting else None
        if kept is not None and str(kept["id"]) != document.id:
            await self._note(to_document(kept))
            document = await self._complete(str(kept["id"]))
        rest = [each for each in (*mine, *doubles) if str(each["id"]) != document.id]
        return document, await delete_doubles(self.client, self.delivery, rest)

    async def _post(self, document: Document) -> str | None:
        """Ship and invoice the order if that is wanted; returns why Business Central refused it."""
        if document.is_posted or not self.delivery.connection.post_orders:
            return None
        if self._may_be_posting:
            if await list_posted(self.client, self.delivery, document.id):
                return None  # what was left of the order could not be posted
            self._check_settled()
        try:
            await self._ship_and_invoice(document)
        except BusinessCentralError as error:
            if error.outcome is Outcome.GONE:
                return None  # somebody has posted it meanwhile
            if error.outcome is not Outcome.REFUSED:
                raise
            return f"Business Central has the order, but did not post it: {error}"
        return None

    async def _ship_and_invoice(self, document: Document) -> None:
        for attempt in range(STALE_TRIES):
            etag = str((await read_order(self.client, document.id))["@odata.etag"])
            await self.steps.record(deliveries.note_sending, self.delivery)
            try:
                # Never in a batch: posting commits in between.
                await self.client.act(f"salesOrders({document.id})", "shipAndInvoice", etag)
            except BusinessCentralError as error:
                if error.outcome is not Outcome.STALE or attempt == STALE_TRIES - 1:
                    raise
            else:
                return

    @property
    def _may_be_posting(self) -> bool:
        """Whether an earlier attempt sent the request to post, and did not learn its outcome."""
        return self.delivery.remote_id is not None and self.delivery.unknown_since is not None

    def _check_settled(self) -> None:
        if not self.is_settled:
            raise Unsettled

    async def _note(self, document: Document) -> None:
        await self.steps.record(
            deliveries.note_document, self.delivery, document.id, document.number
        )

    async def _list_orders(self) -> list[Json]:
        """Return the orders with our number that do not belong to other orders of ours."""
        orders = await list_orders(self.client, self.delivery)
        foreign = await self.steps.list_foreign(str(each["id"]) for each in orders)
        return [each for each in orders if str(each["id"]) not in foreign]

    def _is_ours(self, order: Json) -> bool:
        return are_ours([order], self.delivery, self.links)
