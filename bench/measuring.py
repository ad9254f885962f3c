"""Checks that all servers give the same answers, then drives them in turn."""

import json
import statistics
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

from bench.answers import alike, difference, read
from bench.drive import Load, Result, drive
from bench.questions import Question
from bench.servers import SALESGRAPH, Running

WARM_UP = 1.0  # seconds
_CHECKED = 5  # variables per question that are compared


class Effort(TypedDict):
    """The number of rounds, and their duration in seconds."""

    rounds: int
    seconds: float


class Unequal(Exception):
    """Two servers answer the same question differently, so they cannot be compared."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The results for one question."""

    question: Question
    rounds: dict[str, list[Result]]  # by server
    size: int  # bytes in salesgraph's answer

    def rate(self, server: str) -> float:
        """Answers per second, median of the rounds."""
        return statistics.median(result.rate for result in self.rounds[server])

    def latency(self, server: str, part: str) -> float:
        """p50 or p99 in milliseconds, median of the rounds."""
        parts: list[float] = [getattr(result, part) for result in self.rounds[server]]
        return statistics.median(parts)

    def ratio(self, server: str) -> float:
        """The ratio of salesgraph's rate to another server's: median of the rounds' ratios."""
        both = zip(self.rounds[SALESGRAPH.name], self.rounds[server], strict=True)
        return statistics.median(ours.rate / theirs.rate for ours, theirs in both)


def measure(
    question: Question,
    servers: list[Running],
    *,
    rounds: int,
    seconds: float,
    say: Callable[[str], None],
) -> Measured:
    """Measure one question on every server that supports it. Raises Unequal."""
    asked = [server for server in servers if server.peer.knows(question)]
    size = check(question, asked)
    loads = {server.peer.name: load(question, server) for server in asked}
    for one in loads.values():
        drive(one, min(WARM_UP, seconds))
    results: dict[str, list[Result]] = {name: [] for name in loads}
    for _ in range(rounds):
        for name, one in loads.items():
            results[name].append(drive(one, seconds))
    silent = [name for name, some in results.items() if not all(one.requests for one in some)]
    if silent:
        raise RuntimeError(f"{silent} answered nothing in {seconds} s: more SECONDS are needed.")
    measured = Measured(question, results, size)
    say(f"{question.name}: " + ", ".join(f"{name} {measured.rate(name):.0f}/s" for name in loads))
    return measured


def grown(small: Load, big: Load, *, rounds: int, seconds: float) -> tuple[float, float]:
    """The median latencies in milliseconds of two servers driven in turn."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds + 1):
        for one, mine in zip((small, big), times, strict=True):
            mine.append(drive(one, seconds).p50)
    return statistics.median(times[0][1:]), statistics.median(times[1][1:])


def load(question: Question, server: Running) -> Load:
    """The requests for a server."""
    bodies = (server.peer.body(question, variables) for variables in question.variables)
    return Load(
        server.url(question.name), tuple(json.dumps(b).encode() for b in bodies), server.headers
    )


def check(question: Question, servers: list[Running]) -> int:
    """Compare all answers with the first server's, and return its size in bytes. Raises Unequal."""
    size = 0
    for variables in question.variables[:_CHECKED]:
        first, *others = [_answer(question, server, variables) for server in servers]
        size = size or len(first)
        wanted = alike(read(first))
        for server, body in zip(servers[1:], others, strict=True):
            reshape = server.peer.reshaped.get(question.name, dict)
            found = difference(wanted, alike(reshape(read(body))))
            if found:
                raise Unequal(f"{question.name}, {servers[0].peer.name} and "
                              f"{server.peer.name} differ at {found}")  # fmt: skip
    return size


def _answer(question: Question, server: Running, variables: dict[str, object]) -> bytes:
    body = json.dumps(server.peer.body(question, variables)).encode()
    request = urllib.request.Request(  # noqa: S310
        server.url(question.name),
        body,
        {"Content-Type": "application/json", **server.headers},
    )
    with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
        answer: bytes = response.read()
    return answer
