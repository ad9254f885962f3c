"""The token endpoint: OAuth 2 client credentials, and the check of bearer tokens."""

import secrets
import uuid
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from integrations.business_central.simulator.core.clock import SECOND, as_instant
from integrations.business_central.simulator.core.errors import ApiError
from integrations.business_central.simulator.web.messages import ApiResponse
from integrations.business_central.simulator.web.world import World

SCOPE = "https://api.businesscentral.dynamics.com/.default"
FORM = "application/x-www-form-urlencoded"


def issue_token(world: World, tenant: str, media_type: str, body: bytes) -> ApiResponse:
    """Answer a request for a token."""
    world.traffic.tokens += 1
    if not media_type.lower().startswith(FORM):
        return _error(world, 400, "invalid_request", 900144, "The request body must be a form.")
    form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    refused = _refuse(world, tenant, form)
    if refused:
        return refused
    token, seconds = secrets.token_urlsafe(48), world.settings.token_seconds
    tx = world.store.begin()
    for old in list(tx.rows("tokens")):
        if old["expires"] < world.clock.now():
            tx.delete("tokens", old["id"])
    expires = world.clock.now() + seconds * SECOND
    tx.put("tokens", {"id": token, "client": form["client_id"], "expires": expires})
    tx.commit()
    answer = {"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds}
    return ApiResponse(
        HTTPStatus.OK, {**answer, "access_token": token}, _uncached(), "application/json"
    )


def client_of(world: World, authorization: str) -> str:
    """Return the client of a bearer token; raises ApiError if the token is not valid."""
    scheme, _, token = authorization.partition(" ")
    found = world.store.tables["tokens"].get(token.strip()) if scheme.lower() == "bearer" else None
    if found is None or found["expires"] <= world.clock.now():
        raise ApiError(
            HTTPStatus.UNAUTHORIZED,
            "Authentication_InvalidCredentials",
            "The server has rejected the client credentials.",
        )
    return str(found["client"])


def revoke_tokens(world: World) -> int:
    """Make all tokens invalid; return how many there were."""
    tx = world.store.begin()
    tokens = list(tx.rows("tokens"))
    for token in tokens:
        tx.delete("tokens", token["id"])
    tx.commit()
    return len(tokens)


def _refuse(world: World, tenant: str, form: dict[str, str]) -> ApiResponse | None:
    settings = world.settings
    for name in ("grant_type", "client_id", "client_secret", "scope"):
        if not form.get(name):
            message = f"The request body must contain the following parameter: '{name}'."
            return _error(world, 400, "invalid_request", 900144, message)
    grant, scope, client = form["grant_type"], form["scope"], form["client_id"]
    secret = form["client_secret"].encode()
    checks = (
        (
            tenant.lower() == settings.tenant.lower(),
            400,
            "invalid_request",
            90002,
            "tenant",
            tenant,
        ),
        (grant == "client_credentials", 400, "unsupported_grant_type", 70003, "grant type", grant),
        (scope == SCOPE, 400, "invalid_scope", 70011, "scope", scope),
        (client == settings.client_id, 400, "unauthorized_client", 700016, "client", client),
        (
            secrets.compare_digest(secret, settings.client_secret.encode()),
            *(401, "invalid_client", 7000215, "client secret of", client),
        ),
    )
    for holds, status, error, number, what, value in checks:
        if not holds:
            return _error(world, status, error, number, f"The {what} '{value}' is not valid.")
    return None


def _error(world: World, status: int, error: str, number: int, message: str) -> ApiResponse:
    trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
    body: dict[str, Any] = {
        "error": error,
        "error_description": f"AADSTS{number}: {message} Trace ID: {trace}"
        f" Correlation ID: {correlation}",
        "error_codes": [number],
        "timestamp": as_instant(world.clock.now()),
        "trace_id": trace,
        "correlation_id": correlation,
    }
    return ApiResponse(status, body, _uncached(), "application/json")


def _uncached() -> dict[str, str]:
    return {"cache-control": "no-store, no-cache"}
