"""The bearer token: signed by us, names a tenant and one of its users."""

import math
import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import jwt

_ALGORITHM = "HS256"
_SHORTEST_SECRET = 32  # bytes


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


def strong_enough(secret: str) -> bool:
    """Whether a secret is long enough to sign with."""
    return len(secret.encode()) >= _SHORTEST_SECRET


def kept_secret(folder: Path) -> str:
    """The secret of this data folder, made on the first use and readable by its owner only."""
    path = folder / "secret"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"secret.{secrets.token_hex(8)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            path.hardlink_to(draft)  # fails where another process was first
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
