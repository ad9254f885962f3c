"""A client of the API in the same process, without a socket."""

import asyncio
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import httpx

from gql.settings import Settings
from gql.tokens import Bearer, issue
from tests.tenants import Tenant

LIFETIME = timedelta(hours=1)


def present() -> datetime:
    """Return the current time."""
    return datetime.now(UTC)  # noqa: TID251 - a server that is started tells tests no time


def token_of(tenant: Tenant, settings: Settings, now: datetime | None = None) -> str:
    """Return a token of the tenant's user, issued at `now` or at the current time."""
    return issue(
        Bearer(tenant.id, tenant.user_id),
        secret=settings.secret,
        now=now or present(),
        lifetime=LIFETIME,
    )


class Api:
    """Sends GraphQL requests as one user of one tenant."""

    def __init__(
        self, app: Any, settings: Settings, tenant: Tenant, now: datetime | None = None
    ) -> None:
        self.tenant, self.settings = tenant, settings
        self.token = token_of(tenant, settings, now)
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app),
            base_url="http://salesgraph.test",
            headers={"Authorization": f"Bearer {self.token}"},
        )

    async def __call__(self, query: str, **variables: Any) -> dict[str, Any]:
        """Return the data of an answer without errors; retry if the server is overloaded."""
        response = await self._post(query, variables)
        while response.status_code == HTTPStatus.SERVICE_UNAVAILABLE and _is_overloaded(response):
            await asyncio.sleep(int(response.headers["retry-after"]))
            response = await self._post(query, variables)
        body = response.json()
        assert "errors" not in body, body["errors"]
        data = body["data"]
        assert isinstance(data, dict)
        return data

    async def raw(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the whole body of an answer, including errors."""
        body = (await self._post(query, variables or {})).json()
        assert isinstance(body, dict)
        return body

    async def _post(self, query: str, variables: dict[str, Any]) -> httpx.Response:
        return await self.http.post("/graphql", json={"query": query, "variables": variables})

    async def close(self) -> None:
        """Close the connection to the application."""
        await self.http.aclose()


def _is_overloaded(response: httpx.Response) -> bool:
    codes = {error["extensions"]["code"] for error in response.json()["errors"]}
    return codes == {"OVERLOADED"}
