"""Media types: of the request body, and of the response that the client accepts."""

from functools import lru_cache

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
HTML = "text/html"

MAX_READ_LENGTH = 4_096  # characters of an Accept header; a longer one is not parsed
# characters of a header that is cached; browsers and clients send shorter ones
MAX_REMEMBERED_LENGTH = 256

Wishes = dict[str, float]


def is_json(content_type: bytes) -> bool:
    """Whether the Content-Type is exactly application/json in UTF-8."""
    return len(content_type) <= MAX_REMEMBERED_LENGTH and _is_json(content_type)


def choose_media_type(accept: str, offered: tuple[str, ...]) -> str | None:
    """The offered type that an Accept header prefers; of equals, the one offered first.

    None if the header accepts none of them or is too long.
    """
    if len(accept) > MAX_READ_LENGTH:
        return None
    if len(accept) > MAX_REMEMBERED_LENGTH:
        return _choose(accept, offered)
    return _remembered_choice(accept, offered)


@lru_cache(maxsize=64)
def _is_json(content_type: bytes) -> bool:
    kind, *parameters = (
        piece.strip().lower() for piece in content_type.decode("latin-1").split(";")
    )
    charsets = [
        one.partition("=")[2].strip('"') for one in parameters if one.startswith("charset=")
    ]
    return kind == JSON and all(charset in {"utf-8", "utf8"} for charset in charsets)


def _choose(accept: str, offered: tuple[str, ...]) -> str | None:
    if not accept.strip():
        return offered[0]
    wishes = _wishes(accept)
    best = max(offered, key=lambda kind: _liking(kind, wishes))
    return best if _liking(best, wishes) > 0 else None


_remembered_choice = lru_cache(maxsize=256)(_choose)


def _wishes(accept: str) -> Wishes:
    wishes: Wishes = {}
    for part in accept.split(","):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weights = [one[2:] for one in parameters if one.startswith("q=")]
        wishes[kind] = _weight(weights[0]) if weights else 1.0
    return wishes


def _liking(kind: str, wishes: Wishes) -> float:
    """The weight of the most specific media range that matches the type."""
    for range_ in (kind, kind.partition("/")[0] + "/*", "*/*"):
        if range_ in wishes:
            return wishes[range_]
    return 0.0


def _weight(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
