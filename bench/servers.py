"""Starts salesgraph and its peers on one database, with equal numbers of connections."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from bench.cluster import FOLDER, ROOT
from bench.data.load import USER
from bench.peers.pool import session
from bench.peers.postgraphile import install as postgraphile
from bench.peers.postgraphile.documents import DOCUMENTS, RESHAPED
from bench.peers.strawchemy import documents as strawchemy_documents, install as strawchemy
from bench.questions import Json, Question
from db.login import APPLICATION_ROLE, url_of
from db.tenant_ids import user_id_of
from gql.tokens import Bearer, issue

POOL_SIZE = 8
_SECRET = "a secret of the measurement, 32 bytes and more"
_TIMEOUT = 60  # seconds in which a server must start to answer
_SALESGRAPH = "import sys, cli; sys.argv = ['salesgraph', 'serve']; cli.main()"


@dataclass(frozen=True, slots=True)
class Place:
    """The database and the tenant that a server uses."""

    url: str
    tenant_id: UUID


@dataclass(frozen=True, slots=True)
class Peer:
    """A server to measure."""

    name: str
    title: str
    command: tuple[str, ...]
    path: str = "/graphql"  # {question} is replaced by the name of the question
    environment: dict[str, str] = field(default_factory=dict)
    # the questions in its schema; None if it has salesgraph's schema
    documents: Mapping[str, str] | None = None
    missing: frozenset[str] = frozenset()  # questions that it does not support
    reshaped: Mapping[str, Callable[[Json], Json]] = field(default_factory=dict)

    def knows(self, question: Question) -> bool:
        """Whether it supports the question."""
        return question.name not in self.missing

    def body(self, question: Question, variables: Json) -> Json:
        """The body of the request."""
        if "{question}" in self.path:
            return variables
        if self.documents is None:
            return {"query": question.document, "variables": variables}
        document = self.documents[question.name]
        plain = {name: plain_id(value) for name, value in variables.items()}
        return {"query": document, "variables": plain}


@dataclass(frozen=True, slots=True)
class Running:
    """A running server."""

    peer: Peer
    port: int
    headers: dict[str, str]
    process: int  # its process ID
    tenant_id: UUID

    def url(self, question: str) -> str:
        """The URL for this question."""
        return f"http://127.0.0.1:{self.port}{self.peer.path.format(question=question)}"


SALESGRAPH = Peer("salesgraph", "salesgraph", (sys.executable, "-c", _SALESGRAPH))
LIMIT = Peer(
    "limit",
    "the limit: Starlette, asyncpg and SQL by hand",
    (sys.executable, "-m", "bench.peers.limit.server"),
    "/{question}",
)
DATALOADERS = Peer(
    "strawberry",
    "Strawberry with dataloaders over asyncpg",
    (sys.executable, "-m", "bench.peers.strawberry_dataloaders.server"),
    missing=frozenset({"groups", "list", "detail", "tree"}),
)


def _postgraphile() -> Peer:
    return Peer(
        "postgraphile",
        "PostGraphile 5.1 on Node 24, amber preset",
        postgraphile.install(FOLDER / "postgraphile"),
        environment={"NODE_ENV": "production", "GRAPHILE_ENV": "production"},
        documents=DOCUMENTS,
        missing=frozenset({"list"}),
        reshaped=RESHAPED,
    )


def _strawchemy() -> Peer:
    return Peer(
        "strawchemy",
        "strawchemy over SQLAlchemy models",
        strawchemy.install(FOLDER / "strawchemy"),
        documents=strawchemy_documents.DOCUMENTS,
        missing=frozenset({"groups", "list", "detail", "tree"}),
        reshaped=strawchemy_documents.RESHAPED,
    )


def _earlier() -> Peer:
    """Another checkout of salesgraph with its own .venv; it must know the present revision."""
    checkout = Path(os.environ["EARLIER"]).resolve()
    return Peer(
        "earlier",
        f"salesgraph in {checkout.name}",
        (str(checkout / ".venv" / "bin" / "python"), "-P", "-c", _SALESGRAPH),  # -P: not our code
        environment={"PYTHONPATH": str(checkout)},
    )


# Created on demand, because creating a peer installs it.
PEERS: dict[str, Callable[[], Peer]] = {
    "limit": lambda: LIMIT,
    "postgraphile": _postgraphile,
    "strawberry": lambda: DATALOADERS,
    "strawchemy": _strawchemy,
}
if os.environ.get("EARLIER"):
    PEERS["earlier"] = _earlier


@contextmanager
def running(peers: list[Peer], place: Place) -> Iterator[list[Running]]:
    """Run all servers side by side; only one is driven at a time."""
    with ExitStack() as stack:
        yield [stack.enter_context(_run(peer, place)) for peer in peers]


@contextmanager
def _run(peer: Peer, place: Place) -> Iterator[Running]:
    port = _free_port()
    log = FOLDER / f"{peer.name}.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603
            peer.command,
            cwd=ROOT,
            env=os.environ | _environment(place, port) | peer.environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            _await(process, port, log)
            headers = {"Authorization": f"Bearer {_token(place)}"}
            yield Running(peer, port, headers, process.pid, place.tenant_id)
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _environment(place: Place, port: int) -> dict[str, str]:
    parts, settings = urlsplit(place.url), session(str(place.tenant_id))
    return {
        "PORT": str(port),
        "DATABASE_URL": url_of(place.url, APPLICATION_ROLE),
        "DATABASE_OWNER_URL": place.url,
        "SALESGRAPH_SECRET": _SECRET,
        "SALESGRAPH_DEMO": "0",
        "SALESGRAPH_POOL_SIZE": str(POOL_SIZE),
        "BENCH_DATABASE": place.url,
        "BENCH_TENANT": str(place.tenant_id),
        "BENCH_POOL_SIZE": str(POOL_SIZE),
        # for drivers that support neither socket URLs nor session settings
        "PGHOST": parse_qs(parts.query)["host"][0],
        "PGUSER": parts.username or "postgres",
        "PGDATABASE": parts.path[1:],
        "PGOPTIONS": " ".join(f"-c {name}={value}" for name, value in settings.items()),
    }


def _token(place: Place) -> str:
    bearer = Bearer(place.tenant_id, user_id_of(place.tenant_id, USER))
    now = datetime.now(UTC)  # noqa: TID251
    return issue(bearer, secret=_SECRET, now=now, lifetime=timedelta(days=1))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + _TIMEOUT
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{process.args!r} does not answer:\n{log.read_text()[-2000:]}")


def plain_id(value: Any) -> Any:
    """A public ID as the UUID that other servers use."""
    return str(UUID(hex=value[4:])) if isinstance(value, str) and value[3:4] == "_" else value
