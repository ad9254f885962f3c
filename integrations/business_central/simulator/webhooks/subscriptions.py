"""Webhook subscriptions: create, renew and delete, with the handshake."""

import re
import uuid
from typing import Any

from integrations.business_central.simulator.core.clock import DAY
from integrations.business_central.simulator.core.errors import (
    ApiError,
    method_not_allowed,
    not_found,
    refuse,
    refuse_query,
)
from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import Transaction
from integrations.business_central.simulator.model.registry import SUBSCRIPTIONS, WEBHOOK_SETS
from integrations.business_central.simulator.odata.options import parse_options
from integrations.business_central.simulator.sales.bodies import read_body
from integrations.business_central.simulator.sales.masters import save_row
from integrations.business_central.simulator.web.messages import (
    ApiRequest,
    ApiResponse,
    error_response,
)
from integrations.business_central.simulator.web.paths import Target
from integrations.business_central.simulator.web.reading import show_row, show_rows
from integrations.business_central.simulator.web.world import World
from integrations.business_central.simulator.web.writing import check_etag
from integrations.business_central.simulator.webhooks.outgoing import Unreachable, shake_hands

_KEY = re.compile(r"subscriptions\('([^']{1,150})'\)")
_RESOURCE = re.compile(r"/?api/v2\.0/companies\(([0-9a-fA-F-]{36})\)/(\w+)")
_TARGET = Target(None, SUBSCRIPTIONS)


class Subscriptions:
    """Answers requests about subscriptions."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def answer(self, request: ApiRequest) -> ApiResponse:
        """Answer a request; creating and renewing call the receiver first."""
        try:
            remove_expired(self._world)
            if request.path == ["subscriptions"]:
                return await self._collection(request)
            match = _KEY.fullmatch(request.path[0])
            if not match or len(request.path) > 1:
                raise refuse_query("The key of a subscription is a string in single quotes.")
            return await self._single(request, match[1])
        except ApiError as error:
            return error_response(error)

    async def _collection(self, request: ApiRequest) -> ApiResponse:
        tx = self._world.store.begin()
        if request.method == "GET":
            options = parse_options(request.query, SUBSCRIPTIONS)
            rows = sorted(tx.rows("subscriptions"), key=lambda row: str(row["id"]))
            return show_rows(tx, request, _TARGET, rows, options, encode=True)
        if request.method != "POST":
            raise method_not_allowed(request.method, "subscriptions")
        if len(list(tx.rows("subscriptions"))) >= self._world.settings.most_subscriptions:
            raise refuse("Application_DialogException", "There are too many subscriptions.")
        values = self._values(tx, request)
        await self._shake_hands(values)
        record_id, now = uuid.uuid4().hex, self._world.clock.now()
        row = {"id": record_id, "subscriptionId": record_id, "systemCreatedAt": now, **values}
        return self._save(request, row, 201)

    async def _single(self, request: ApiRequest, record_id: str) -> ApiResponse:
        tx = self._world.store.begin()
        row = tx.get("subscriptions", record_id)
        if row is None:
            raise not_found("Webhook Subscription", record_id)
        if request.method == "GET":
            return show_row(tx, request, _TARGET, row, encode=True)
        check_etag(request, row, required=True)
        if request.method == "DELETE":
            tx.delete("subscriptions", record_id)
            tx.commit()
            return ApiResponse(204)
        if request.method != "PATCH":
            raise method_not_allowed(request.method, "subscriptions")
        values = self._values(tx, request)
        await self._shake_hands(values)
        return self._save(request, {**row, **values}, 200)

    def _values(self, tx: Transaction, request: ApiRequest) -> dict[str, Any]:
        values = read_body(SUBSCRIPTIONS, request.json())
        for name in ("notificationUrl", "resource"):
            if not values.get(name):
                raise refuse("BadRequest_RequiredParamNotProvided", f"'{name}' must be given.")
        if not values["notificationUrl"].startswith(("https://", "http://")):
            raise refuse_query("The notificationUrl must be an absolute URL.")
        match = _RESOURCE.fullmatch(values["resource"])
        if not match or match[2] not in WEBHOOK_SETS or not tx.get("companies", match[1].lower()):
            raise refuse_query(f"The resource '{values['resource']}' does not support webhooks.")
        return {**values, "_company": match[1].lower(), "_set": match[2]}

    async def _shake_hands(self, values: dict[str, Any]) -> None:
        try:
            await shake_hands(values["notificationUrl"])
        except Unreachable as error:
            raise refuse_query(f"The notificationUrl could not be validated: {error}") from None

    def _save(self, request: ApiRequest, row: Row, status: int) -> ApiResponse:
        tx, settings = self._world.store.begin(), self._world.settings
        now = self._world.clock.now()
        expires = now + int(settings.subscription_days * DAY)
        changed = {**row, "expirationDateTime": expires, "systemModifiedAt": now}
        saved = save_row(tx, "subscriptions", changed)
        answer = show_row(tx, request, _TARGET, saved, encode=True, status=status)
        tx.commit()
        return answer


def remove_expired(world: World) -> None:
    """Delete the subscriptions whose time is over."""
    tx = world.store.begin()
    for row in list(tx.rows("subscriptions")):
        if row["expirationDateTime"] <= world.clock.now():
            tx.delete("subscriptions", row["id"])
    tx.commit()
