"""Authentication: a token is verified once and cached while it is valid and its user is active."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from gql.http.users import User, Users
from gql.lru_cache import LruCache
from gql.request_errors import RequestRefused
from gql.tokens import MAX_TOKEN_LENGTH, Bearer, InvalidToken, verify

ALL_REMEMBERED = 4_000_000  # bytes
EACH = 700  # bytes that a cached token takes besides the token itself and its cache entry

_MAX_HEADER_LENGTH = MAX_TOKEN_LENGTH + 64
_SCHEME = b"bearer"
_HOW_TO_SIGN_IN = (
    "Send a bearer token in the header Authorization: Bearer …; `salesgraph token` prints one."
)


@dataclass(frozen=True, slots=True)
class _Known:
    """A verified token and its user."""

    bearer: Bearer
    user: User


class Authenticator:
    """Authenticates bearer tokens that were signed with this secret."""

    def __init__(self, secret: str, longest: timedelta, users: Users) -> None:
        self._secret, self._longest, self._users = secret, longest, users
        self._known: LruCache[_Known] = LruCache(ALL_REMEMBERED)

    def __len__(self) -> int:
        return len(self._known)

    async def of(self, authorization: bytes, now: datetime) -> Bearer:
        """Return the bearer of the token in an Authorization header.

        Raises RequestRefused, Overloaded, and TimeoutError if the user cannot be looked up.
        """
        token = _token(authorization)
        known = self._known.find(token)
        if known is None:
            return await self._introduce(token, now)
        if known.bearer.expires <= now.timestamp():
            self._known.forget(token)
            return self._verify(token, now)  # raises the error that tells the client why
        try:
            await self._users.let_in(known.user)
        except RequestRefused:
            self._known.forget(token)
            raise
        return known.bearer

    async def _introduce(self, token: bytes, now: datetime) -> Bearer:
        """Return the bearer of a new token, which is cached only if its user is active."""
        bearer = self._verify(token, now)
        user = self._users.user(bearer.tenant_id, bearer.user_id)
        await self._users.let_in(user)
        weight = EACH + len(token)
        self._known.keep(token, _Known(bearer, user), weight=weight, owner=bearer.tenant_id)
        return bearer

    def _verify(self, token: bytes, now: datetime) -> Bearer:
        text = token.decode("latin-1")
        try:
            return verify(text, secret=self._secret, now=now, longest=self._longest)
        except InvalidToken as error:
            raise RequestRefused("UNAUTHENTICATED", str(error)) from None


def _token(authorization: bytes) -> bytes:
    """The token after the scheme, so that the cache has one key for all spellings of the header."""
    if len(authorization) > _MAX_HEADER_LENGTH:
        raise RequestRefused(
            "UNAUTHENTICATED", f"Send a token of at most {MAX_TOKEN_LENGTH:,} characters."
        )
    scheme, _, token = authorization.partition(b" ")
    token = token.strip(b" ")
    if not token or scheme.lower() != _SCHEME:
        raise RequestRefused("UNAUTHENTICATED", _HOW_TO_SIGN_IN)
    return token
