"""Limits for one request, for one connection, and for all clients of a process together."""

from dataclasses import dataclass

# One request
MAX_LINE_LENGTH = 8 * 1024  # bytes of the request target
MAX_HEAD_LENGTH = 64 * 1024  # bytes of the headers
MAX_HEADERS = 100
MAX_BODY = 1024 * 1024  # bytes
MAX_CHUNKS = 4_096  # of a body
MAX_BODY_PARTS = 50_000  # lists and objects in a body; orjson takes 10 ms to parse that many

# One connection
MAX_PIPELINED = 8  # requests that a client may pipeline

# One process
MAX_BODIES = 64 * 1024 * 1024  # bytes of the request bodies in progress
MAX_UNSENT = 64 * 1024 * 1024  # bytes of the answers that wait for slow readers
MAX_PAUSED = 2_000  # delayed refusals


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the server waits for a client."""

    head: float = 10.0  # seconds for the head of a request
    body: float = 10.0  # additional seconds for its body, or for a slow reader
    # bytes in each further second: the minimum rate for sending a body and reading an answer
    slowest: int = 32 * 1024
    sweep: float = 1.0  # seconds between two checks of a connection


USUAL = Patience()
