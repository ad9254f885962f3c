"""Drives a server with wrk if it is installed, otherwise with an equivalent generator.

Eight keep-alive connections, each with one request at a time.
"""

import asyncio
import json
import shutil
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

CONNECTIONS = 8
_SCRIPT = Path(__file__).with_name("drive.lua")


@dataclass(frozen=True, slots=True)
class Load:
    """The requests: bodies sent in turn, as POST, to a URL."""

    url: str
    bodies: tuple[bytes, ...]
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one round. Latencies in milliseconds."""

    requests: int
    seconds: float
    p50: float
    p99: float
    failed: int

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.requests / self.seconds


def generator() -> str:
    """The name of the load generator."""
    found = shutil.which("wrk")
    if found is None:
        return "the generator in bench/drive.py"
    said = subprocess.run([found, "-v"], capture_output=True, text=True, check=False)  # noqa: S603
    return " ".join((said.stdout or said.stderr).split()[:2])


def duration(seconds: float) -> float:
    """Return how long `drive` sends requests: wrk supports only whole seconds."""
    return max(1, round(seconds)) if shutil.which("wrk") else seconds


def drive(load: Load, seconds: float) -> Result:
    """Send requests for `seconds`. Raises RuntimeError if one failed."""
    found = shutil.which("wrk")
    result = _wrk(found, load, seconds) if found else asyncio.run(own(load, seconds))
    if result.failed:
        raise RuntimeError(f"{result.failed} requests to {load.url} failed.")
    return result


def _wrk(wrk: str, load: Load, seconds: float) -> Result:
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        file.write(b"\n".join(load.bodies) + b"\n")
        file.flush()
        headers = {"Content-Type": "application/json", **load.headers}
        command = [
            wrk,
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{duration(seconds)}s",
            "--timeout=30s",
            "-s",
        ]
        command += [str(_SCRIPT)]
        for name, value in headers.items():
            command += ["-H", f"{name}: {value}"]
        command += [load.url, "--", file.name]
        said = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return Result(**json.loads(said.stdout.splitlines()[-1]))


async def own(load: Load, seconds: float, connections: int = CONNECTIONS) -> Result:
    """Drive a server without wrk."""
    begun = time.perf_counter()
    sending = _Sending(load, begun + seconds)
    await asyncio.gather(*(sending.connection() for _ in range(connections)))
    taken = time.perf_counter() - begun
    times = sorted(sending.times)
    if len(times) < 2:  # noqa: PLR2004
        return Result(len(times), taken, 0, 0, sending.failed)
    parts = statistics.quantiles(times, n=100)
    return Result(len(times), taken, parts[49] * 1000, parts[98] * 1000, sending.failed)


class _Sending:
    """The state that the connections of one round share."""

    def __init__(self, load: Load, until: float) -> None:
        self.load, self.until = load, until
        self.times: list[float] = []
        self.failed = self.at = 0
        self._parts = urlsplit(load.url)
        headers = {
            "Host": self._parts.netloc,
            "Content-Type": "application/json",
            **load.headers,
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        head = f"POST {self._parts.path} HTTP/1.1\r\n{lines}"
        self._requests = [
            f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body for body in load.bodies
        ]

    async def connection(self) -> None:
        """Send requests over one connection until the round ends."""
        host, port = self._parts.hostname, self._parts.port
        reader, writer = await asyncio.open_connection(host, port, limit=2**20)
        while (begun := time.perf_counter()) < self.until:
            writer.write(self._requests[self.at % len(self._requests)])
            self.at += 1
            status = await _answer(reader)
            self.times.append(time.perf_counter() - begun)
            self.failed += status != b"200"
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> bytes:
    """Read one response to its end and return its status."""
    head = await reader.readuntil(b"\r\n\r\n")
    fields = head.lower()
    if b"content-length:" in fields:
        await reader.readexactly(int(fields.partition(b"content-length:")[2].split(b"\r\n")[0]))
    else:  # chunked encoding
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return head.split(b" ", 2)[1]
