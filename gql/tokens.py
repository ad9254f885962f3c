"""Bearer tokens: signed with the server's secret, they name a tenant and one of its users."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import jwt

MAX_TOKEN_LENGTH = 4_096  # characters; tokens issued here have about 250
DAY = timedelta(days=1)

_ALGORITHM = "HS256"
_LEEWAY = 60  # seconds by which the clocks of an issuer and of this server may differ
# Only one spelling per token: base64url without padding, and a 32-byte signature.
_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class InvalidToken(Exception):
    """The token is refused; the message says why."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """The authenticated user."""

    tenant_id: UUID
    user_id: UUID
    expires: float = field(default=math.inf, compare=False)  # seconds since 1970


def issue(bearer: Bearer, *, secret: str, now: datetime, lifetime: timedelta) -> str:
    """Issue a token for this user, valid until `lifetime` from now."""
    claims = {
        "tenant": str(bearer.tenant_id),
        "sub": str(bearer.user_id),
        "iat": int(now.timestamp()),
        "exp": int((now + lifetime).timestamp()),
    }
    return jwt.encode(claims, secret, algorithm=_ALGORITHM)


def verify(token: str, *, secret: str, now: datetime, longest: timedelta = DAY) -> Bearer:
    """Verify a token, whose lifetime may be at most `longest`. Raises InvalidToken."""
    claims = _verify_signature(token, secret)
    expires = _check_times(claims, now.timestamp(), longest)
    return Bearer(_uuid(claims, "tenant"), _uuid(claims, "sub"), expires)


def _verify_signature(token: str, secret: str) -> Mapping[str, Any]:
    """The claims of a token with a valid signature. Raises InvalidToken."""
    if len(token) > MAX_TOKEN_LENGTH:
        raise InvalidToken(f"The token is longer than {MAX_TOKEN_LENGTH:,} characters.")
    if not _COMPACT.fullmatch(token):
        raise InvalidToken(
            "Send a JSON Web Token as `salesgraph token` prints it, and nothing else."
        )
    try:
        claims: Mapping[str, Any] = jwt.decode(
            token,
            secret,
            algorithms=[_ALGORITHM],
            options={
                "verify_exp": False,  # PyJWT would read the clock, but time is an argument here
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
    except (jwt.PyJWTError, ValueError, AttributeError, TypeError, RecursionError) as error:
        raise InvalidToken(_reason(error)) from error
    return claims


def _reason(error: Exception) -> str:
    """Why the library refused the token, and what to do."""
    match error:
        case jwt.InvalidSignatureError():
            return "The token was not signed with the secret of this server: get a new one here."
        case jwt.InvalidAlgorithmError():
            return f"The token must be signed with {_ALGORITHM}."
        case jwt.InvalidAudienceError():
            return "The token was issued for another service: it must not have the claim aud."
    return "The token is not valid: get a new one."


def _check_times(claims: Mapping[str, Any], now: float, longest: timedelta) -> int:
    """Check the lifetime and return the expiry in seconds since 1970. Raises InvalidToken."""
    issued, expires = _second(claims, "iat"), _second(claims, "exp")
    begins = _second(claims, "nbf") if "nbf" in claims else issued
    if expires <= now:
        raise InvalidToken("The token has expired: get a new one.")
    if issued > now + _LEEWAY:
        raise InvalidToken("The token was issued in the future: check the issuer's clock.")
    if begins > now + _LEEWAY:
        raise InvalidToken("The token is not valid yet.")
    if not 0 < expires - issued <= longest.total_seconds():
        hours = longest / timedelta(hours=1)
        raise InvalidToken(
            "The token must expire after it was issued, and within the"
            f" {hours:g} h that SALESGRAPH_MAX_TOKEN_HOURS allows."
        )
    return expires


def _second(claims: Mapping[str, Any], name: str) -> int:
    value = _claim(claims, name)
    if type(value) is not int or value < 0:  # bool is a subclass of int
        raise InvalidToken(f"The claim {name} must be a whole number of seconds since 1970.")
    return value


def _uuid(claims: Mapping[str, Any], name: str) -> UUID:
    value = _claim(claims, name)
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise InvalidToken(f"The claim {name} must be a UUID in lower case with hyphens.")
    return UUID(value)


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    if name not in claims:
        raise InvalidToken(f"The token has no claim {name}.")
    return claims[name]
