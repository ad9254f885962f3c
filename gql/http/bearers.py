"""Who presents a token: verified once, then remembered while it is good."""

from datetime import datetime

from gql.recent import Recent
from gql.refusals import RequestRefused
from gql.tokens import Bearer, InvalidToken, verify

REMEMBERED = 4_096


class Bearers:
    """Knows the bearers of tokens that were signed with this secret."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._known: Recent[Bearer] = Recent(REMEMBERED)

    def of(self, authorization: str, now: datetime) -> Bearer:
        """Who sent this header. Raises RequestRefused."""

        def verified() -> Bearer:
            return self._verified(authorization, now)

        bearer = self._known.get(authorization, verified)
        if bearer.expires <= now.timestamp():
            return self._verified(authorization, now)  # says why
        return bearer

    def _verified(self, authorization: str, now: datetime) -> Bearer:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise RequestRefused("UNAUTHENTICATED", "Send a bearer token.")
        try:
            return verify(token.strip(), secret=self._secret, now=now)
        except InvalidToken as error:
            raise RequestRefused("UNAUTHENTICATED", str(error)) from None
