"""The bearer token: signed by us, names a tenant and one of its users."""

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import jwt

_ALGORITHM = "HS256"


class InvalidToken(Exception):
    """The token is not ours, has expired, or says too little."""


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


def verify(token: str, *, secret: str, now: datetime) -> Bearer:
    """Who presents this token. Raises InvalidToken."""
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=[_ALGORITHM],
            options={
                "require": ["exp", "sub", "tenant"],
                "verify_exp": False,  # PyJWT would read the clock; below, time is an argument
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
        expires = claims["exp"]
        bearer = Bearer(UUID(claims["tenant"]), UUID(claims["sub"]), expires)
    except (jwt.PyJWTError, ValueError, AttributeError, TypeError, RecursionError) as error:
        raise InvalidToken("The token is not valid.") from error
    if type(expires) is not int or expires <= now.timestamp():
        raise InvalidToken("The token has expired.")
    return bearer
