"""The bearer token: signed by us, names a tenant and one of its users."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import jwt

LONGEST_TOKEN = 4_096  # characters; ours have about 250
DAY = timedelta(days=1)

_ALGORITHM = "HS256"
_LEEWAY = 60  # seconds that the clocks of an issuer and of this server may differ
# One spelling for each token: base64url without padding, and a signature of 32 bytes.
_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class InvalidToken(Exception):
    """The token cannot be accepted; the message says why."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who asks."""

    tenant_id: UUID
    user_id: UUID
    expires: float = field(default=math.inf, compare=False)  # seconds since 1970


def issue(bearer: Bearer, *, secret: str, now: datetime, lifetime: timedelta) -> str:
    """A token for this user, good until `lifetime` from now."""
    claims = {
        "tenant": str(bearer.tenant_id),
        "sub": str(bearer.user_id),
        "iat": int(now.timestamp()),
        "exp": int((now + lifetime).timestamp()),
    }
    return jwt.encode(claims, secret, algorithm=_ALGORITHM)


def verify(token: str, *, secret: str, now: datetime, longest: timedelta = DAY) -> Bearer:
    """Who presents this token, which may be valid for at most `longest`. Raises InvalidToken."""
    claims = _signed_claims(token, secret)
    expires = _check_times(claims, now.timestamp(), longest)
    return Bearer(_uuid(claims, "tenant"), _uuid(claims, "sub"), expires)


def _signed_claims(token: str, secret: str) -> Mapping[str, Any]:
    """The claims, once the signature is known to be ours."""
    if len(token) > LONGEST_TOKEN:
        raise InvalidToken(f"The token is longer than {LONGEST_TOKEN} characters.")
    if not _COMPACT.fullmatch(token):
        raise InvalidToken("The token is not valid.")
    try:
        claims: Mapping[str, Any] = jwt.decode(
            token,
            secret,
            algorithms=[_ALGORITHM],
            options={
                "verify_exp": False,  # PyJWT would read the clock; here time is an argument
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
    except (jwt.PyJWTError, ValueError, AttributeError, TypeError, RecursionError) as error:
        raise InvalidToken("The token is not valid.") from error
    return claims


def _check_times(claims: Mapping[str, Any], now: float, longest: timedelta) -> int:
    """The second in which the token expires."""
    issued, expires = _second(claims, "iat"), _second(claims, "exp")
    begins = _second(claims, "nbf") if "nbf" in claims else issued
    if expires <= now:
        raise InvalidToken("The token has expired.")
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
    if type(value) is not int or value < 0:  # a bool is an int as well
        raise InvalidToken(f"The claim {name} must be a whole number of seconds since 1970.")
    return value


def _uuid(claims: Mapping[str, Any], name: str) -> UUID:
    value = _claim(claims, name)
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise InvalidToken(f"The claim {name} must be a UUID.")
    return UUID(value)


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    if name not in claims:
        raise InvalidToken(f"The token has no claim {name}.")
    return claims[name]
