"""Ships and invoices orders by itself some time after their last change, for demos."""

import asyncio
import logging

from integrations.business_central.simulator.core.clock import SECOND
from integrations.business_central.simulator.core.errors import ApiError
from integrations.business_central.simulator.core.store import MODIFIED, RowLocked
from integrations.business_central.simulator.sales.posting import ship_and_invoice
from integrations.business_central.simulator.web.world import World

_LOOK_SECONDS = 0.5
_log = logging.getLogger(__name__)


async def post_orders(world: World) -> None:
    """Post every order that was not changed for `auto_post_seconds`, for ever."""
    refused: dict[str, int] = {}
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        seconds = world.settings.auto_post_seconds
        if seconds is None:
            continue
        latest = world.clock.now() - int(seconds * SECOND)
        for order in list(world.store.tables["salesOrders"].values()):
            if order[MODIFIED] <= latest and refused.get(order["id"]) != order[MODIFIED]:
                refused[order["id"]] = order[MODIFIED]
                _post(world, order["id"], order["number"])


def _post(world: World, id: str, number: str) -> None:
    tx = world.store.begin()
    try:
        invoice = ship_and_invoice(tx, id)
        tx.commit()
    except (ApiError, RowLocked) as error:
        _log.warning("Order %s cannot be posted: %s", number, getattr(error, "message", error))
        return
    _log.info("Order %s is shipped and invoiced with %s.", number, invoice["number"])
