"""The bearer token: what we issue we accept, until it expires, and nothing else."""

import base64
import json
from datetime import timedelta
from uuid import uuid4

import jwt
import pytest

from gql.tokens import Bearer, InvalidToken, issue, verify
from tests.tenants import NOW

SECRET = "s" * 32
HOUR = timedelta(hours=1)
ADA = Bearer(uuid4(), uuid4())
CLAIMS = {
    "tenant": str(ADA.tenant_id),
    "sub": str(ADA.user_id),
    "iat": int(NOW.timestamp()),
    "exp": int((NOW + HOUR).timestamp()),
}


def signed(claims: dict[str, object], secret: str = SECRET, algorithm: str = "HS256") -> str:
    return jwt.encode(claims, secret, algorithm=algorithm)


def test_what_was_issued_is_accepted_until_it_expires() -> None:
    token = issue(ADA, secret=SECRET, now=NOW, lifetime=HOUR)

    assert verify(token, secret=SECRET, now=NOW) == ADA
    assert verify(token, secret=SECRET, now=NOW + HOUR - timedelta(seconds=1)) == ADA
    with pytest.raises(InvalidToken, match="expired"):
        verify(token, secret=SECRET, now=NOW + HOUR)


def test_time_is_an_argument() -> None:
    token = issue(ADA, secret=SECRET, now=NOW - 10_000 * HOUR, lifetime=HOUR)

    assert verify(token, secret=SECRET, now=NOW - 10_000 * HOUR) == ADA


@pytest.mark.parametrize("claim", ["tenant", "sub", "exp"])
def test_each_claim_is_required(claim: str) -> None:
    claims: dict[str, object] = {name: value for name, value in CLAIMS.items() if name != claim}

    with pytest.raises(InvalidToken):
        verify(signed(claims), secret=SECRET, now=NOW)


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("tenant", "demo"),
        ("tenant", None),
        ("tenant", 5),
        ("sub", ""),
        ("exp", "tomorrow"),
        ("exp", None),
        ("exp", True),
        ("exp", float("nan")),
        ("exp", 1e300),
        ("exp", 0),
        ("exp", []),
    ],
)
def test_nonsense_is_refused(claim: str, value: object) -> None:
    with pytest.raises(InvalidToken):
        verify(signed({**CLAIMS, claim: value}), secret=SECRET, now=NOW)


def unsigned() -> str:
    head, body = ({"alg": "none", "typ": "JWT"}, CLAIMS)
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in (head, body))
    return ".".join(part.rstrip("=") for part in parts) + "."


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "a.b.c",
        "\udcff",
        "ä.ö.ü",
        "." * 10_000,
        unsigned(),
        signed({**CLAIMS}, "another secret of thirty-two bytes"),
        signed({**CLAIMS}, "s" * 64, "HS512"),
        signed({**CLAIMS})[:-2],
    ],
)
def test_what_we_did_not_sign_is_refused(token: str) -> None:
    with pytest.raises(InvalidToken):
        verify(token, secret=SECRET, now=NOW)
