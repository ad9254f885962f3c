"""Calls to the receivers of notifications, in threads, with the standard library only."""

import asyncio
import http.client
import secrets
import ssl
import uuid
from urllib.parse import quote, urlsplit

from integrations.business_central.simulator.core.jsontext import dumps

_SECONDS = 5
_OK = 200


class Unreachable(Exception):
    """The receiver gave no answer, or another one than is wanted."""


async def shake_hands(url: str) -> None:
    """Send a token to the receiver, which must answer 200 with it; raises Unreachable."""
    token = secrets.token_urlsafe(24)
    joint = "&" if "?" in url else "?"
    status, body = await _call(f"{url}{joint}validationToken={quote(token)}", b"")
    if status != _OK or body != token.encode():
        raise Unreachable(f"the answer was {status}, without the validation token.")


async def notify(url: str, notifications: list[dict[str, str]]) -> int:
    """Send notifications; return the status of the answer. Raises Unreachable if there is none."""
    body = dumps({"value": notifications}).encode()
    return (await _call(url, body))[0]


async def _call(url: str, body: bytes) -> tuple[int, bytes]:
    try:
        async with asyncio.timeout(_SECONDS):
            return await asyncio.to_thread(_post, url, body)
    except TimeoutError:
        raise Unreachable("there was no answer in 5 s.") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(f"{type(error).__name__}.") from None


def _post(url: str, body: bytes) -> tuple[int, bytes]:
    found, record_id = urlsplit(url), str(uuid.uuid4())
    secure = found.scheme == "https"
    connection: http.client.HTTPConnection = (
        http.client.HTTPSConnection(
            found.hostname or "", found.port, timeout=_SECONDS, context=ssl.create_default_context()
        )
        if secure
        else http.client.HTTPConnection(found.hostname or "", found.port, timeout=_SECONDS)
    )
    target = f"{found.path or '/'}{'?' if found.query else ''}{found.query}"
    headers = {"clientRequestId": record_id, "x-ms-correlation-id": record_id}
    if body:
        headers["Content-Type"] = "application/json; charset=utf-8"
    try:
        connection.request("POST", target, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(2**16)
    finally:
        connection.close()
