"""`$batch`: several requests in one, with `Isolation: snapshot` all or none of them."""

from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from integrations.business_central.simulator.core.errors import (
    ApiError,
    record_locked,
    refuse,
    refuse_query,
)
from integrations.business_central.simulator.core.store import RowLocked, Transaction
from integrations.business_central.simulator.web.api import answer
from integrations.business_central.simulator.web.messages import (
    JSON,
    ApiRequest,
    ApiResponse,
    error_response,
)
from integrations.business_central.simulator.web.world import World

_MOST = 100
_INHERITED = ("authorization", "accept-language", "company", "data-access-intent")


def run_batch(world: World, request: ApiRequest) -> tuple[Transaction, ApiResponse]:
    """Answer a batch; the transaction returned holds what is still to commit.

    Without isolation, each part is committed by itself. A batch stops at the first failure unless
    the client prefers `odata.continue-on-error`.
    """
    parts = _parts(request)
    isolated = request.headers.get("isolation", "").lower() == "snapshot"
    goes_on = request.preference("odata.continue-on-error") not in {None, "false"}
    tx, answers = world.store.begin(), list[dict[str, Any]]()
    for part_id, part in parts:
        try:
            response = answer(world, tx, part)
        except RowLocked:
            if isolated or not answers:
                raise  # nothing is committed yet, so the whole batch can wait
            response = error_response(record_locked())
        answers.append(_shown(part_id, response))
        failed = response.status >= HTTPStatus.BAD_REQUEST
        if failed and isolated:
            tx = world.store.begin()
            answers = [_undone(each) for each in answers[:-1]] + answers[-1:]
            break
        if not isolated:
            tx.commit()
            tx = world.store.begin()
        if failed and not goes_on:
            break
    return tx, ApiResponse(HTTPStatus.OK, {"responses": answers})


def _parts(request: ApiRequest) -> list[tuple[str, ApiRequest]]:
    body = request.json()
    parts = body.get("requests") if isinstance(body, dict) else None
    if not isinstance(parts, list) or not parts:
        raise refuse_query("Invalid Request Body")
    if len(parts) > _MOST:
        raise refuse("BadRequest", f"A batch has at most {_MOST} requests.")
    return [_part(request, part) for part in parts]


def _part(batch: ApiRequest, part: Any) -> tuple[str, ApiRequest]:
    if not isinstance(part, dict) or not {"id", "method", "url"} <= part.keys():
        raise refuse_query("Each request of a batch has an id, a method and a url.")
    own = part.get("headers") or {}
    if not isinstance(own, dict):
        raise refuse_query("The headers of a request in a batch are an object.")
    headers = {name: batch.headers[name] for name in _INHERITED if name in batch.headers}
    headers |= {str(name).lower(): str(value) for name, value in own.items()}
    if "body" in part:
        headers.setdefault("content-type", JSON)
    path, query = _split_url(str(part["url"]), batch.base)
    method = str(part["method"]).upper()
    return str(part["id"]), ApiRequest(
        method, path, query, headers, b"", batch.base, part.get("body")
    )


def _split_url(url: str, base: str) -> tuple[list[str], list[tuple[str, str]]]:
    found = urlsplit(url)
    path, root = found.path, urlsplit(base).path
    path = path.removeprefix(root) if path.startswith(root) else path
    path = path.rpartition("/api/v2.0/")[2]
    segments = [unquote(segment) for segment in path.strip("/").split("/") if segment]
    if not segments or segments[0] == "$batch" or segments[0].startswith("subscriptions"):
        raise ApiError(501, "BadRequest_MethodNotImplemented", f"'{url}' cannot be in a batch.")
    return segments, parse_qsl(found.query, keep_blank_values=True)


def _shown(id: str, response: ApiResponse) -> dict[str, Any]:
    headers = {"content-type": response.media_type, **response.headers}
    shown = {"id": id, "status": response.status, "headers": headers}
    return shown if response.body is None else {**shown, "body": response.body}


def _undone(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the answer of a request that succeeded and was rolled back with the others."""
    message = "The request was undone because another request of the batch failed."
    error = {"error": {"code": "BadRequest", "message": message}}
    return {
        "id": answer["id"],
        "status": HTTPStatus.FAILED_DEPENDENCY,
        "headers": {},
        "body": error,
    }
