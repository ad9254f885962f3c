"""What callers of the control door send, and the answers they get."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from integrations.business_central.simulator.core.errors import ApiError
from integrations.business_central.simulator.core.jsontext import dumps, loads
from integrations.business_central.simulator.core.store import RowLocked
from integrations.business_central.simulator.web.messages import JSON

Action = Callable[[dict[str, Any]], Awaitable[Any]]


def json_reply(body: Any, status: int = 200) -> Response:
    """Return an answer of the control door."""
    return Response(dumps(body), status, media_type=JSON)


def handler(action: Action) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that gives the JSON body and the path's parameters to an action."""

    async def endpoint(request: Request) -> Response:
        try:
            body = _object(loads(await request.body() or b"{}"))
            return json_reply(await action({**body, **request.path_params}))
        except ApiError as error:
            return _refused(error.message, error.status, error.code)
        except RowLocked:
            return _refused("The record is being changed: a late commit holds it.", 409)
        except KeyError as error:
            return _refused(f"The body has no {error}.", 400)
        except (ValueError, TypeError, ArithmeticError, AttributeError) as error:
            return _refused(str(error), 400)

    return endpoint


def _object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise TypeError("The body is not an object.")
    return body


def decimal_of(value: Any) -> Decimal:
    """Return a number that is given as a number or as a text."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise TypeError(f"{value!r} is not a number.")
    return Decimal(value)


def _refused(message: str, status: int, code: str = "Control") -> Response:
    return json_reply({"error": {"code": code, "message": message}}, status)
