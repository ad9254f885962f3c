"""Bearer tokens: those we issue are accepted until they expire, and no others are."""

import base64
import hmac
import json
from datetime import timedelta
from uuid import UUID

import jwt
import pytest

from gql.tokens import Bearer, InvalidToken, issue, verify
from tests.tenants import NOW

SECRET = "s" * 32
HOUR = timedelta(hours=1)
ADA = Bearer(
    UUID("0197a5c2-5a4e-7d6f-8b1a-3c9e4f20a11b"), UUID("0197a5c2-5a4e-7d6f-8b1a-3c9e4f20a11c")
)
SECOND = int(NOW.timestamp())
DAY = 24 * 60 * 60  # seconds
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


@pytest.mark.parametrize("claim", ["tenant", "sub", "iat", "exp"])
def test_each_claim_is_required(claim: str) -> None:
    claims: dict[str, object] = {name: value for name, value in CLAIMS.items() if name != claim}

    with pytest.raises(InvalidToken, match=f"The token has no claim {claim}."):
        verify(signed(claims), secret=SECRET, now=NOW)


NOT_SECONDS: tuple[object, ...] = (
    None, True, False, "", "tomorrow", str(SECOND), [], {}, [SECOND], 1.5, float(SECOND), 1e300,
    float("nan"), float("inf"), -1, -SECOND,
)  # fmt: skip


@pytest.mark.parametrize("value", NOT_SECONDS)
@pytest.mark.parametrize("claim", ["exp", "iat", "nbf"])
def test_a_time_is_a_whole_number_of_seconds(claim: str, value: object) -> None:
    with pytest.raises(InvalidToken):
        verify(signed({**CLAIMS, claim: value}), secret=SECRET, now=NOW)


NOT_IDS: tuple[object, ...] = (
    None, 5, True, [], {}, [str(ADA.user_id)], "", " ", "demo", "usr_" + ADA.user_id.hex,
    ADA.user_id.hex, str(ADA.user_id).upper(), f"{{{ADA.user_id}}}", f"urn:uuid:{ADA.user_id}",
    f"{ADA.user_id}\n", f" {ADA.user_id}", str(ADA.user_id)[:-1], "' OR true --", "\x00" * 36,
)  # fmt: skip


@pytest.mark.parametrize("value", NOT_IDS)
@pytest.mark.parametrize("claim", ["tenant", "sub"])
def test_tenant_and_user_are_uuids_in_their_usual_form(claim: str, value: object) -> None:
    with pytest.raises(InvalidToken):
        verify(signed({**CLAIMS, claim: value}), secret=SECRET, now=NOW)


@pytest.mark.parametrize(
    ("claims", "sentence"),
    [
        ({"exp": SECOND}, "The token has expired: get a new one."),
        ({"exp": SECOND - 1}, "The token has expired: get a new one."),
        ({"exp": 0}, "The token has expired: get a new one."),
        ({"iat": SECOND + 61}, "The token was issued in the future: check the issuer's clock."),
        ({"nbf": SECOND + 61}, "The token is not valid yet."),
        ({"nbf": 10**30}, "The token is not valid yet."),
        (
            {"exp": SECOND + DAY + 1},
            "The token must expire after it was issued, and within the 24 h",
        ),
        ({"exp": 10**30}, "The token must expire after it was issued, and within the 24 h"),
        ({"iat": 0}, "The token must expire after it was issued, and within the 24 h"),
        (
            {"iat": SECOND - DAY, "exp": SECOND + 1},
            "The token must expire after it was issued, and within the 24 h",
        ),
        (
            {"iat": SECOND + 60, "exp": SECOND + 60},
            "The token must expire after it was issued, and within the 24 h",
        ),
        (
            {"iat": SECOND + 60, "exp": SECOND + 1},
            "The token must expire after it was issued, and within the 24 h",
        ),
        ({"aud": "another service"}, "The token was issued for another service: it must not have"),
    ],
)
def test_a_token_at_the_wrong_time_is_told_why(claims: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidToken) as refused:
        verify(signed({**CLAIMS, **claims}), secret=SECRET, now=NOW)

    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": SECOND + DAY},
        {"exp": SECOND + 1},
        {"iat": SECOND + 60},
        {"nbf": SECOND + 60},
        {"nbf": 0},
        {"iat": SECOND - DAY + 1, "exp": SECOND + 1},
        {"iss": "somebody", "jti": "1", "scope": "everything", "name": "Ada \U0001f600"},
    ],
)
def test_a_token_within_the_bounds_is_accepted(claims: dict[str, object]) -> None:
    assert verify(signed({**CLAIMS, **claims}), secret=SECRET, now=NOW) == ADA


def test_the_operator_sets_the_longest_lifetime() -> None:
    week = issue(ADA, secret=SECRET, now=NOW, lifetime=7 * 24 * HOUR)
    hour = issue(ADA, secret=SECRET, now=NOW, lifetime=HOUR)

    assert verify(week, secret=SECRET, now=NOW, longest=7 * 24 * HOUR) == ADA
    assert verify(hour, secret=SECRET, now=NOW, longest=HOUR) == ADA
    with pytest.raises(InvalidToken, match="within the 1 h that"):
        verify(week, secret=SECRET, now=NOW, longest=HOUR)


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


def forged(head: object, body: object = CLAIMS, secret: str | None = SECRET) -> str:
    """Build a token of any form with a valid signature; `bytes` are used as they are."""
    head, body = (
        part if isinstance(part, bytes) else json.dumps(part).encode() for part in (head, body)
    )
    said = f"{encoded(head)}.{encoded(body)}"
    if secret is None:
        return f"{said}."
    return f"{said}.{encoded(hmac.digest(secret.encode(), said.encode(), 'sha256'))}"


HEAD = {"alg": "HS256", "typ": "JWT"}
GOOD = forged(HEAD)
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
SPELT_OTHERWISE = GOOD[:-1] + _ALPHABET[_ALPHABET.index(GOOD[-1]) + 1]  # the same 32 bytes


def test_the_forge_makes_good_tokens() -> None:
    assert verify(GOOD, secret=SECRET, now=NOW) == ADA


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        ".",
        "..",
        "a.b.c",
        "\udcff",
        "ä.ö.ü",
        "." * 10_000,
        GOOD[:-2],
        GOOD + "=",
        GOOD + "A",
        GOOD + "!",
        GOOD + "\n",
        GOOD + ".",
        "." + GOOD,
        " " + GOOD,
        GOOD.replace(".", ". ", 1),
        GOOD.upper(),
        GOOD[::-1],
        SPELT_OTHERWISE,
        GOOD.rpartition(".")[0],
        GOOD.rpartition(".")[0] + ".",
        forged(HEAD, secret=None),
        forged({"alg": "none"}, secret=None),
        forged({"alg": "none"}),
        forged({"alg": "None"}),
        forged({"alg": "hs256"}),
        forged({"alg": "HS512"}),
        forged({"alg": "RS256"}),
        forged({"alg": ["HS256"]}),
        forged({"alg": None}),
        forged({"typ": "JWT"}),
        forged({**HEAD, "crit": ["exp"], "exp": 1}),
        forged({**HEAD, "b64": False, "crit": ["b64"]}),
        forged(HEAD, secret="another secret of thirty-two bytes"),
        forged(HEAD, secret=""),
        signed({**CLAIMS}, "s" * 64, "HS512"),
        forged([]),
        forged(None),
        forged(b""),
        forged(b"{"),
        forged(b"\xff\xfe"),
        forged(b"[" * 1_500 + b"]" * 1_500),
        forged(HEAD, []),
        forged(HEAD, None),
        forged(HEAD, "claims"),
        forged(HEAD, b""),
        forged(HEAD, b"{"),
        forged(HEAD, b"\xff"),
        forged(HEAD, b"[" * 1_400 + b"]" * 1_400),
        forged(HEAD, b'{"exp":' + b"9" * 2_500 + b"}"),
        forged(HEAD, {**CLAIMS, "padding": "x" * 4_096}),
    ],
)
def test_what_we_did_not_sign_is_refused(token: str) -> None:
    with pytest.raises(InvalidToken):
        verify(token, secret=SECRET, now=NOW)


def test_a_long_token_is_refused_unread() -> None:
    long = forged(HEAD, {**CLAIMS, "padding": "x" * 4_096})

    with pytest.raises(InvalidToken, match=r"The token is longer than 4,096 characters\."):
        verify(long, secret=SECRET, now=NOW)


@pytest.mark.parametrize(
    ("token", "sentence"),
    [
        ("<token>", "Send a JSON Web Token as `salesgraph token` prints it, and nothing else."),
        (f'"{GOOD}"', "Send a JSON Web Token as `salesgraph token` prints it, and nothing else."),
        (
            forged(HEAD, secret="another secret of thirty-two bytes"),
            "The token was not signed with the secret of this server: get a new one here.",
        ),
        (forged({"alg": "RS256"}), "The token must be signed with HS256."),
        (forged(HEAD, []), "The token is not valid: get a new one."),
        (
            forged(HEAD, {**CLAIMS, "sub": str(ADA.user_id).upper()}),
            "The claim sub must be a UUID in lower case with hyphens.",
        ),
    ],
)
def test_a_refusal_says_what_to_do(token: str, sentence: str) -> None:
    with pytest.raises(InvalidToken) as refused:
        verify(token, secret=SECRET, now=NOW)

    assert str(refused.value) == sentence
