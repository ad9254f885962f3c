"""A client of Business Central's API v2.0 for one company (section 2 of the contract).

Every failure is a BusinessCentralError that says whether the request may have been done.
"""

import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx2

from integrations.business_central.limits import Limits
from integrations.business_central.outcomes import (
    BusinessCentralError,
    Outcome,
    classify,
    parse_retry_after,
)
from integrations.business_central.tokens import TokenSource
from integrations.business_central.values import Json, from_json, to_json

TIMEOUT = httpx2.Timeout(connect=5, read=120, write=30, pool=5)
MAX_ANSWER = 32_000_000  # bytes; a page of 200 orders with their lines is a tenth of it
PAGE = 200
_HEADERS = {"Accept": "application/json", "Accept-Language": "en-US"}
_NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a company is: `{api_url}/v2.0/{directory}/{environment}/api/v2.0/companies({id})`."""

    api_url: str
    directory_id: str
    environment: str
    company_id: str

    @property
    def base(self) -> str:
        """The URL that the entity sets of all companies begin with."""
        directory, environment = quote(self.directory_id), quote(self.environment)
        return f"{self.api_url}/v2.0/{directory}/{environment}/api/v2.0"

    @property
    def company(self) -> str:
        """The URL that the entity sets of the company begin with."""
        return f"{self.base}/companies({self.company_id})"


class BusinessCentral:
    """Requests to one company, within the limits of the connection."""

    page_size = PAGE

    def __init__(
        self,
        http: httpx2.AsyncClient,
        place: Place,
        tokens: TokenSource,
        limits: Limits,
        now: Callable[[], datetime],
    ) -> None:
        self._http, self.place, self._tokens = http, place, tokens
        self._limits, self._now = limits, now

    async def sign_in(self) -> None:
        """Get a token, unless there is one that is valid."""
        await self._tokens.get()

    async def get(self, path: str, **options: str) -> Json:
        """Read a record or the first page of a set; options such as `filter` become `$filter`."""
        return await self._call("GET", self._url(path, options))

    async def records(self, path: str, **options: str) -> AsyncIterator[Json]:
        """Read all records of a set, page by page."""
        url: str | None = self._url(path, options)
        while url is not None:
            page = await self._call("GET", url, {"Prefer": f"odata.maxpagesize={self.page_size}"})
            for record in page.get("value", ()):
                yield record
            url = self._next(page)

    async def post(self, path: str, body: Mapping[str, Any]) -> Json:
        """Create a record, with its lines if the body has them."""
        return await self._call("POST", self._url(path, {}), body=body)

    async def patch(self, path: str, etag: str, body: Mapping[str, Any]) -> Json:
        """Change fields of a record that has not changed since it was read."""
        return await self._call("PATCH", self._url(path, {}), {"If-Match": etag}, body)

    async def delete(self, path: str, etag: str) -> None:
        """Delete a record that has not changed since it was read."""
        await self._call("DELETE", self._url(path, {}), {"If-Match": etag})

    async def act(self, path: str, action: str, etag: str) -> None:
        """Call a bound action, such as `shipAndInvoice`."""
        url = self._url(f"{path}/Microsoft.NAV.{action}", {})
        await self._call("POST", url, {"If-Match": etag})

    async def companies(self) -> list[Json]:
        """Return the companies of the environment; the connection test begins with them."""
        answer = await self._call("GET", f"{self.place.base}/companies")
        return [dict(company) for company in answer.get("value", ())]

    async def shared(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, etag: str | None = None
    ) -> Json:
        """Send a request that concerns the environment, such as one about subscriptions."""
        headers = {"If-Match": etag} if etag else {}
        return await self._call(method, f"{self.place.base}/{path}", headers, body)

    def _url(self, path: str, options: Mapping[str, str]) -> str:
        query = "&".join(f"${name}={quote(value, safe='')}" for name, value in options.items())
        return f"{self.place.company}/{path}" + (f"?{query}" if query else "")

    def _next(self, page: Json) -> str | None:
        """Return the next page's URL, which must be on the same host: it gets our token."""
        url = page.get("@odata.nextLink")
        if url is None:
            return None
        here, there = httpx2.URL(self.place.api_url), httpx2.URL(str(url))
        if (here.scheme, here.host, here.port) != (there.scheme, there.host, there.port):
            raise BusinessCentralError(
                Outcome.REFUSED, "Business Central named a next page on another server."
            )
        return str(url)

    async def _call(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Json:
        """Send a request; a token that is refused is replaced once."""
        token = await self._tokens.get()
        try:
            return await self._send(token, method, url, headers or {}, body)
        except BusinessCentralError as error:
            if error.status != httpx2.codes.UNAUTHORIZED:
                raise
        self._tokens.forget(token)
        return await self._send(await self._tokens.get(), method, url, headers or {}, body)

    async def _send(
        self,
        token: str,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: Mapping[str, Any] | None,
    ) -> Json:
        sent = {
            **_HEADERS,
            "Authorization": f"Bearer {token}",
            "client-request-id": str(uuid.uuid4()),
            **headers,
        }
        content = None if body is None else to_json(body)
        if content is not None:
            sent["Content-Type"] = "application/json"
        async with self._limits.request():
            try:
                response = await self._receive(method, url, sent, content)
            except _NOT_SENT as error:
                raise BusinessCentralError(
                    Outcome.NOT_SENT, f"Business Central could not be reached: {_name(error)}."
                ) from error
            except httpx2.HTTPError as error:
                raise BusinessCentralError(
                    Outcome.UNKNOWN,
                    f"The connection to Business Central broke: {_name(error)}.",
                ) from error
        return self._read(*response)

    async def _receive(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None
    ) -> tuple[httpx2.Response, bytes]:
        async with self._http.stream(method, url, headers=headers, content=content) as response:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > MAX_ANSWER:
                    raise BusinessCentralError(
                        Outcome.REFUSED, "Business Central's answer is too large."
                    )
            return response, bytes(body)

    def _read(self, response: httpx2.Response, body: bytes) -> Json:
        """Return the record in an answer. Raises BusinessCentralError."""
        if response.is_success and not body:
            return {}
        try:
            answer = from_json(body)
        except ValueError:
            answer = None
        if response.is_success and isinstance(answer, dict):
            return answer
        raise self._failure(response, answer)

    def _failure(self, response: httpx2.Response, answer: Any) -> BusinessCentralError:
        status, given = response.status_code, _error_of(answer)
        code = given.get("code")
        if response.is_success or response.is_redirect:  # a proxy's sign-in page
            outcome, message = Outcome.MISCONFIGURED, "Business Central's answer is not JSON."
        else:
            outcome = classify(status, code)
            message = str(given.get("message") or f"Business Central answered with HTTP {status}.")
        text, _, correlation = message.partition("CorrelationId:")
        return BusinessCentralError(
            outcome,
            text.strip(),
            status,
            code,
            parse_retry_after(response.headers.get("retry-after"), self._now()),
            correlation.strip(" .") or response.headers.get("x-ms-correlation-id"),
        )


def _error_of(answer: Any) -> Json:
    error = answer.get("error") if isinstance(answer, dict) else None
    return error if isinstance(error, dict) else {}


def _name(error: Exception) -> str:
    return str(error) or type(error).__name__
