"""Answers one request of the API within a transaction."""

from integrations.business_central.simulator.core.errors import (
    ApiError,
    method_not_allowed,
    no_such_segment,
)
from integrations.business_central.simulator.core.store import Transaction
from integrations.business_central.simulator.model.entity import Entity
from integrations.business_central.simulator.model.registry import RESOURCES, WEBHOOK_SETS
from integrations.business_central.simulator.odata.options import parse_options
from integrations.business_central.simulator.web.messages import (
    ApiRequest,
    ApiResponse,
    error_response,
)
from integrations.business_central.simulator.web.metadata import metadata, service_document
from integrations.business_central.simulator.web.paths import Target, find_target
from integrations.business_central.simulator.web.reading import read, show_rows
from integrations.business_central.simulator.web.world import World
from integrations.business_central.simulator.web.writing import write


def answer(world: World, tx: Transaction, request: ApiRequest) -> ApiResponse:
    """Answer a request; an error leaves nothing in the transaction that it would have changed."""
    before = dict(tx.changes)
    try:
        return _answer(world, tx, request)
    except ApiError as error:
        tx.changes = before
        return error_response(error)


def _answer(world: World, tx: Transaction, request: ApiRequest) -> ApiResponse:
    if not request.path:
        return ApiResponse(200, service_document(request.base))
    if request.path == ["$metadata"]:
        return ApiResponse(200, metadata(), media_type="application/xml")
    encode = world.settings.encode_enums
    target = find_target(tx, request.path, _company_of(request))
    if request.method == "GET":
        return read(tx, request, target, encode=encode)
    if request.method in {"POST", "PATCH", "DELETE"}:
        return write(tx, request, target, encode=encode)
    raise method_not_allowed(request.method, request.path[0])


def supported_resources(tx: Transaction, request: ApiRequest) -> ApiResponse:
    """Answer the list of entity sets that webhooks can be asked for."""
    if request.method != "GET" or request.path[-1] != RESOURCES.set_name:
        raise no_such_segment(request.path[-1])
    find_target(tx, request.path[:1], "")
    rows = [{"id": name, "resource": f"v2.0/{name}"} for name in WEBHOOK_SETS]
    return _list(tx, request, RESOURCES, rows)


def _list(
    tx: Transaction, request: ApiRequest, entity: Entity, rows: list[dict[str, str]]
) -> ApiResponse:
    options = parse_options(request.query, entity)
    return show_rows(tx, request, Target(None, entity), rows, options, encode=False)


def _company_of(request: ApiRequest) -> str:
    companies = [value for name, value in request.query if name.lower() == "company"]
    return companies[0] if companies else request.headers.get("company", "")
