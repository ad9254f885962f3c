"""The control door: its addresses, below `/control`. It needs no token."""

from typing import Any

from starlette.routing import Route

from integrations.business_central.simulator.control.bodies import Action, decimal_of, handler
from integrations.business_central.simulator.control.data import (
    SETS,
    create_company,
    delete_master_row,
    load_seed,
    put_master,
)
from integrations.business_central.simulator.control.documents import Documents
from integrations.business_central.simulator.control.report import report
from integrations.business_central.simulator.core.clock import SECOND, as_instant, read_instant
from integrations.business_central.simulator.core.errors import no_such_segment
from integrations.business_central.simulator.web.gate import Gate
from integrations.business_central.simulator.web.tokens import revoke_tokens
from integrations.business_central.simulator.web.world import World
from integrations.business_central.simulator.webhooks.notifications import Notifications

Body = dict[str, Any]


class Door:
    """Everything that is not about documents."""

    def __init__(self, world: World, gate: Gate, notifications: Notifications) -> None:
        self._world, self._gate, self._notifications = world, gate, notifications

    async def reset(self, body: Body) -> Any:
        """Forget everything, and set the settings as they were at the start."""
        world = self._world
        world.store.clear()
        world.settings.restore(world.original)
        world.faults.waiting.clear()
        world.traffic.clear()
        world.clock.restart()
        self._gate.forget()
        company = create_company(world)
        return {"company": company["id"], "created": load_seed(world, body.get("seed", {}))}

    async def clock(self, body: Body) -> Any:
        """Advance the clock, set it, stop it or let it run."""
        clock = self._world.clock
        if "set" in body:
            clock.advance(read_instant(body["set"]) - clock.now())
        clock.advance(int(decimal_of(body.get("advanceSeconds", 0)) * SECOND))
        if "frozen" in body:
            (clock.freeze if body["frozen"] else clock.resume)()
        tx = self._world.store.begin()
        tx.put("clock", {"id": "clock", "shift": clock.shift}, touch=False)
        tx.commit()
        return {"now": as_instant(clock.now())}

    async def settings(self, body: Body) -> Any:
        """Change settings."""
        numbers = {k: float(v) if hasattr(v, "as_tuple") else v for k, v in body.items()}
        self._world.settings.change(numbers)
        self._world.store.wake()
        return {"settings": sorted(body)}

    async def seed(self, body: Body) -> Any:
        """Create or change masters, a list for each entity set."""
        return {"created": load_seed(self._world, body)}

    async def put(self, body: Body) -> Any:
        """Create or change one master record."""
        set_name = _set_of(body)
        values = {name: value for name, value in body.items() if name != "set"}
        tx = self._world.store.begin()
        row = put_master(tx, create_company(self._world), set_name, values)
        tx.commit()
        return {"id": row["id"], "number": row.get("number") or row.get("code")}

    async def remove(self, body: Body) -> Any:
        """Delete one master record."""
        tx = self._world.store.begin()
        delete_master_row(tx, _set_of(body), body["key"])
        tx.commit()
        return {}

    async def fault(self, body: Body) -> Any:
        """Order a fault for the next requests that match."""
        values = {k: float(v) if hasattr(v, "as_tuple") else v for k, v in body.items()}
        self._world.faults.add(values)
        return {"waiting": len(self._world.faults.waiting)}

    async def clear_faults(self, body: Body) -> Any:
        """Forget the faults that have not happened."""
        self._world.faults.waiting.clear()
        return {}

    async def revoke(self, body: Body) -> Any:
        """Make every token invalid."""
        return {"revoked": revoke_tokens(self._world)}

    async def flush(self, body: Body) -> Any:
        """Send the notifications that wait: several times, in reverse, or not at all."""
        calls = await self._notifications.flush(
            times=0 if body.get("discard") else int(body.get("times", 1)),
            reverse=bool(body.get("reverse")),
        )
        return {"calls": calls}

    async def drop_subscriptions(self, body: Body) -> Any:
        """Delete all subscriptions, as after a failed delivery."""
        tx = self._world.store.begin()
        subscriptions = list(tx.rows("subscriptions"))
        for row in subscriptions:
            tx.delete("subscriptions", row["id"])
        tx.commit()
        return {"deleted": len(subscriptions)}

    async def state(self, body: Body) -> Any:
        """Return the whole state."""
        return report(self._world)

    async def orders(self, body: Body) -> Any:
        """Return the orders and invoices that have an external document number."""
        wanted = body["external"].strip().upper()
        whole = report(self._world)
        return {
            name: [each for each in whole[name] if each["externalDocumentNumber"] == wanted]
            for name in ("orders", "invoices")
        }

    async def requests(self, body: Body) -> Any:
        """Return the last requests."""
        return {**self._world.traffic.report(), "log": self._world.traffic.log()}


def routes(world: World, gate: Gate, notifications: Notifications) -> list[Route]:
    """Return the addresses of the control door."""
    door = Door(world, gate, notifications)
    table: list[tuple[str, str, Action]] = [
        ("POST", "/reset", door.reset),
        ("POST", "/clock", door.clock),
        ("POST", "/settings", door.settings),
        ("POST", "/seed", door.seed),
        ("POST", "/masters/{set}", door.put),
        ("DELETE", "/masters/{set}/{key}", door.remove),
        ("POST", "/faults", door.fault),
        ("DELETE", "/faults", door.clear_faults),
        ("POST", "/tokens/revoke", door.revoke),
        ("POST", "/webhooks/flush", door.flush),
        ("DELETE", "/webhooks/subscriptions", door.drop_subscriptions),
        ("GET", "/state", door.state),
        ("GET", "/external/{external:path}", door.orders),
        ("GET", "/requests", door.requests),
        *_of_documents(Documents(world)),
    ]
    return [
        Route(f"/control{path}", handler(action), methods=[method])
        for method, path, action in table
    ]


def _of_documents(documents: Documents) -> list[tuple[str, str, Action]]:
    order, invoice = "/orders/{order:path}", "/invoices/{invoice:path}"
    return [
        ("POST", "/combined-invoices", documents.combine),
        ("POST", "/delete-invoiced-orders", documents.delete_invoiced),
        ("POST", f"{order}/ship", documents.ship),
        ("POST", f"{order}/post", documents.post),
        ("POST", f"{order}/{{status}}", documents.set_status),
        ("DELETE", order, documents.delete_order),
        ("POST", f"{invoice}/payments", documents.pay),
        ("POST", f"{invoice}/unapply", documents.unapply),
        ("POST", f"{invoice}/cancel", documents.cancel),
        ("POST", f"{invoice}/release", documents.release_draft),
    ]


def _set_of(body: Body) -> str:
    if body["set"] not in SETS:
        raise no_such_segment(body["set"])
    return str(body["set"])
