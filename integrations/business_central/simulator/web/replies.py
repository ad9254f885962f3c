"""From answers of the API to HTTP, and the ways in which an answer never arrives."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from integrations.business_central.simulator.core.errors import ApiError
from integrations.business_central.simulator.core.jsontext import dumps
from integrations.business_central.simulator.web.faults import Fault
from integrations.business_central.simulator.web.messages import ApiResponse, error_response

CLOSE = "simulator.close"
_FLUSH_SECONDS = 0.05
_CODES = {
    401: "Authentication_InvalidCredentials",
    403: "Authorization_RequestDenied",
    404: "BadRequest_ResourceNotFound",
    409: "Request_EntityChanged",
    429: "Application_TooManyRequests",
    503: "Internal_TenantUnavailable",
}


class Dropped(Response):
    """Closes the connection without an answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if CLOSE not in scope:
            failed = error_reply(ApiError(500, "Internal_ServerError", "Dropped."))
            await failed(scope, receive, send)
            return
        await _close(scope, receive)


class Truncated(Response):
    """Sends the head and half of the body of an answer, and closes the connection."""

    def __init__(self, real: Response) -> None:
        super().__init__(real.body, real.status_code, dict(real.headers), real.media_type)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = {"type": "http.response.start", "status": self.status_code}
        await send({**head, "headers": self.raw_headers})
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        await asyncio.sleep(_FLUSH_SECONDS)
        await _close(scope, receive)


async def _close(scope: Scope, receive: Receive) -> None:
    close: Callable[[], None] = scope[CLOSE]
    close()
    message = await receive()
    while message["type"] != "http.disconnect":
        message = await receive()


def reply(answer: ApiResponse) -> Response:
    """Return the answer as an HTTP response."""
    headers = {"odata-version": "4.0", **answer.headers}
    if answer.body is None:
        return Response(status_code=answer.status, headers=headers)
    text = answer.body if isinstance(answer.body, str) else dumps(answer.body)
    return Response(text, answer.status, headers, answer.media_type)


def error_reply(error: ApiError) -> Response:
    """Return an error as an HTTP response."""
    answer = error_response(error)
    if error.status == HTTPStatus.UNAUTHORIZED:
        answer.headers["www-authenticate"] = 'Bearer error="invalid_token"'
    return reply(answer)


def fault_reply(fault: Fault) -> Response:
    """Return the answer that a fault wants instead of the real one."""
    status = fault.status or HTTPStatus.INTERNAL_SERVER_ERROR
    if fault.body is not None:
        response = Response(fault.body, status, media_type=fault.content_type)
    elif status < HTTPStatus.BAD_REQUEST:
        response = Response(status_code=status)
    else:
        code = fault.code or _CODES.get(status, "Internal_ServerError")
        message = fault.message or "The control door ordered this error."
        response = error_reply(ApiError(status, code, message))
    if fault.retry_after is not None:
        response.headers["retry-after"] = str(fault.retry_after)
    return response
