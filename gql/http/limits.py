"""What one request, one connection and all of a process's clients together may take."""

from dataclasses import dataclass

# One request
LONGEST_LINE = 8 * 1024  # bytes of the target
LONGEST_HEAD = 64 * 1024  # bytes of the headers
MOST_HEADERS = 100
LARGEST_BODY = 1024 * 1024  # bytes
MOST_CHUNKS = 4_096  # of a body
MOST_PARTS = 50_000  # lists and objects in a body; orjson takes 10 ms for so many

# One connection
MOST_WAITING = 8  # requests that a client may send ahead of their answers

# One process
LARGEST_BODIES = 64 * 1024 * 1024  # bytes of request bodies under way
LARGEST_UNSENT = 64 * 1024 * 1024  # bytes of answers that wait for slow readers
MOST_PAUSED = 2_000  # refusals that wait until they may leave


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a client is waited for."""

    head: float = 10.0  # seconds in which the head of a request must have arrived
    body: float = 10.0  # more seconds for its body,
    slowest: int = 32 * 1024  # and one for so many bytes; answers must be taken as fast
    sweep: float = 1.0  # seconds between two looks at a connection


USUAL = Patience()
