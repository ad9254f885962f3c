"""/healthz and /readyz: whether requests can be answered, for load balancers and monitoring."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db.database import Database
from db.probe import Condition

PATHS = ("/healthz", "/readyz")
_REASONS = {
    Condition.LOST: "The database is unavailable.",
    Condition.FULL: "The disk of the database is full. Queries work; nothing can be saved.",
    Condition.READ_ONLY: "The database is a standby. Queries work; nothing can be saved.",
}
_HEADERS = {"cache-control": "no-store"}


class Health:
    """Answers both: 200 where all is well, otherwise 503 and the reason."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, _request: Request) -> Response:
        """How the database is, or was less than a second ago."""
        found = await self._database.probe.condition()
        if found is Condition.OK:
            return JSONResponse({"status": found}, headers=_HEADERS)
        return JSONResponse({"status": found, "reason": _REASONS[found]}, 503, _HEADERS)
