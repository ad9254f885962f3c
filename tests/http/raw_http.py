"""Sends raw bytes to an HTTP server, as an attacker might, and reads the answers."""

import json
import socket
from dataclasses import dataclass
from typing import Any

QUERY = b'{"query": "{ __typename }"}'


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of the only error."""
        (error,) = self.json["errors"]
        found: str = error["extensions"]["code"]
        return found


def connect(port: int, address: str = "127.0.0.1") -> socket.socket:
    """Open a connection with a timeout of 30 seconds."""
    return socket.create_connection((address, port), timeout=30)


def exchange(port: int, request: bytes, address: str = "127.0.0.1") -> Reply:
    """Send these bytes, and read one answer."""
    with socket.create_connection((address, port), timeout=20) as connection:
        connection.sendall(request)
        return read_reply(connection)


def read_reply(connection: socket.socket) -> Reply:
    """Read one answer from a connection, and nothing beyond it."""
    read = connection.makefile("rb", buffering=0)
    status = int(read.readline().split()[1])
    headers: dict[str, str] = {}
    for line in iter(read.readline, b"\r\n"):
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.lower()] = value.strip()
    body, size = b"", int(headers.get("content-length", "0"))
    while len(body) < size and (more := read.read(size - len(body))):
        body += more
    return Reply(status, headers, body)


def get(target: str, host: bytes | None, *headers: str, method: str = "GET") -> bytes:
    """Build a request without a body; `host` is the whole value of the Host header."""
    lines = [f"{method} {target} HTTP/1.1".encode()]
    lines += [] if host is None else [b"Host: " + host]
    lines += [line.encode("latin-1") for line in headers]
    return b"\r\n".join([*lines, b"", b""])


def post(
    host: bytes | None,
    *headers: str,
    body: bytes | None = QUERY,
    target: str = "/graphql",
) -> bytes:
    """Build a POST request to /graphql; without a body, the headers must announce what follows."""
    kind = "Content-Type: application/json"
    if body is None:
        return get(target, host, kind, *headers, method="POST")
    sized = f"Content-Length: {len(body)}"
    return get(target, host, sized, kind, *headers, method="POST") + body
