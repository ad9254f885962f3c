"""/healthz: whether the server and its database work. /readyz: whether to send requests here."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db.database import Database
from db.pool.health_probe import DatabaseCondition

HEALTHZ, READYZ = PATHS = ("/healthz", "/readyz")
DRAINING = "draining"  # key in the state that requests share: the server is about to stop
_REASONS = {
    DatabaseCondition.LOST: "The database is unavailable.",
    DatabaseCondition.FULL: "The disk of the database is full. Queries work; nothing can be saved.",
    DatabaseCondition.READ_ONLY: "The database is a standby. Queries work; nothing can be saved.",
    DatabaseCondition.OUTDATED: "The schema is too old for this version: run salesgraph migrate.",
}
_HEADERS = {"cache-control": "no-store"}


class Health:
    """Answers health checks: 200 if all is well, otherwise 503 with the reason."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get_health(self, _request: Request) -> Response:
        """Report the state of the database, at most a second old."""
        return _answer(await self._database.probe.condition())

    async def get_readiness(self, request: Request) -> Response:
        """Report the same state, and 503 while the server stops or if the schema is outdated."""
        if request.scope.get("state", {}).get(DRAINING):
            return _refusal("stopping", "The server is stopping.")
        return _answer(await self._database.probe.readiness())


def _answer(condition: DatabaseCondition) -> Response:
    if condition is DatabaseCondition.OK:
        return JSONResponse({"status": condition}, headers=_HEADERS)
    return _refusal(condition, _REASONS[condition])


def _refusal(status: str, reason: str) -> Response:
    return JSONResponse({"status": status, "reason": reason}, 503, _HEADERS)
