"""Puts the simulator together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from integrations.business_central.simulator.auto_post import post_orders
from integrations.business_central.simulator.control.data import create_company
from integrations.business_central.simulator.control.door import routes
from integrations.business_central.simulator.core.clock import Clock
from integrations.business_central.simulator.core.errors import ApiError
from integrations.business_central.simulator.core.journal import Journal
from integrations.business_central.simulator.core.settings import Settings
from integrations.business_central.simulator.core.store import Store
from integrations.business_central.simulator.endpoint import Endpoint
from integrations.business_central.simulator.web.gate import Gate
from integrations.business_central.simulator.web.replies import error_reply
from integrations.business_central.simulator.web.world import World
from integrations.business_central.simulator.webhooks.notifications import Notifications
from integrations.business_central.simulator.webhooks.subscriptions import Subscriptions

_METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE"]


def create_world(settings: Settings, state: str | None) -> World:
    """Return a world with the rows of the state file, and with the company of the settings."""
    clock = Clock()
    world = World(settings, clock, Store(clock, Journal(state)), settings.copy())
    kept = world.store.tables["clock"].get("clock")
    clock.shift = kept["shift"] if kept else 0
    create_company(world)
    return world


def create_app(world: World) -> Starlette:
    """Return the application: the API, the token endpoint and the control door."""
    gate, notifications = Gate(world), Notifications(world)
    endpoint = Endpoint(world, gate, Subscriptions(world))

    async def api(request: Request) -> Response:
        return await endpoint(request)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(notifications.run()), asyncio.create_task(post_orders(world))]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    return Starlette(
        routes=[
            *routes(world, gate, notifications),
            Route("/{path:path}", api, methods=_METHODS),
        ],
        lifespan=lifespan,
        exception_handlers={Exception: _fail},
    )


async def _fail(request: Request, error: Exception) -> Response:
    message = f"{request.method} {request.url.path} failed: {type(error).__name__}."
    return error_reply(ApiError(500, "Internal_ServerError", message))
