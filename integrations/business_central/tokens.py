"""Access tokens of Microsoft Entra by client credentials."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

import httpx2

from integrations.business_central.outcomes import BusinessCentralError, Outcome
from integrations.business_central.values import from_json

SCOPE = "https://api.businesscentral.dynamics.com/.default"
_RENEWED_AFTER = 0.8  # of the lifetime
_DEFAULT_LIFETIME = 3600
_MEANINGS = {
    7000215: "the client secret is wrong",
    7000222: "the client secret has expired",
    700016: "the directory does not know the client ID",
    90002: "the directory does not exist",
}


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who signs in, and in which directory."""

    directory_id: str
    client_id: str
    client_secret: str


class TokenSource:
    """Fetches the token of one connection, and remembers it until most of its life is over."""

    def __init__(
        self,
        http: httpx2.AsyncClient,
        login_url: str,
        credentials: Credentials,
        ticks: Callable[[], float],
    ) -> None:
        self._http, self._ticks = http, ticks
        directory = quote(credentials.directory_id, safe="")
        self._url = f"{login_url}/{directory}/oauth2/v2.0/token"
        self._credentials = credentials
        self._lock = asyncio.Lock()
        self._token, self._until = "", 0.0

    async def get(self) -> str:
        """Return a token that is valid for a while. Raises BusinessCentralError."""
        if self._ticks() < self._until:
            return self._token
        async with self._lock:  # only one of those who wait fetches it
            if self._ticks() >= self._until:
                await self._fetch()
            return self._token

    def forget(self, token: str) -> None:
        """Fetch a new token next time, because this one was refused."""
        if token == self._token:
            self._until = 0.0

    async def _fetch(self) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._credentials.client_id,
            "client_secret": self._credentials.client_secret,
            "scope": SCOPE,
        }
        try:
            response = await self._http.post(self._url, data=form)
        except httpx2.HTTPError as error:
            raise BusinessCentralError(
                Outcome.NOT_SENT, f"The sign-in server could not be reached: {_name(error)}."
            ) from error
        answer = _object(response.content)
        token = answer.get("access_token")
        if response.status_code != httpx2.codes.OK or not isinstance(token, str):
            raise _refusal(response.status_code, answer)
        lifetime = answer.get("expires_in")
        seconds = lifetime if isinstance(lifetime, int) and lifetime > 0 else _DEFAULT_LIFETIME
        self._token = token
        self._until = self._ticks() + timedelta(seconds=seconds * _RENEWED_AFTER).total_seconds()


def _object(content: bytes) -> dict[str, object]:
    try:
        answer = from_json(content)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _refusal(status: int, answer: dict[str, object]) -> BusinessCentralError:
    if status >= httpx2.codes.INTERNAL_SERVER_ERROR:
        return BusinessCentralError(
            Outcome.NOT_SENT, f"The sign-in server failed with HTTP {status}.", status
        )
    return BusinessCentralError(
        Outcome.MISCONFIGURED,
        f"Microsoft Entra refused the client credentials: {_reason(status, answer)}. Correct them"
        " with `connectErp`.",
        status,
        str(answer.get("error") or "") or None,
    )


def _reason(status: int, answer: dict[str, object]) -> str:
    """Return why Microsoft Entra refused: in our words for the usual codes, else in its own."""
    codes = answer.get("error_codes")
    for code in codes if isinstance(codes, list) else ():
        if code in _MEANINGS:
            return f"{_MEANINGS[code]} (AADSTS{code})"
    reason = answer.get("error_description") or answer.get("error") or f"HTTP {status}"
    return str(reason)[:300].rstrip(".")


def _name(error: Exception) -> str:
    return str(error) or type(error).__name__
