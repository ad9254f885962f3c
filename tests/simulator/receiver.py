"""A receiver of webhooks: it shakes hands, keeps what it gets, and answers as it is told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class Receiver:
    """What a receiver got, and how it answers."""

    def __init__(self) -> None:
        self.calls: list[list[dict[str, str]]] = []
        self.headers: list[dict[str, str]] = []
        self.handshakes = 0
        self.shakes_hands = True
        self.status = 200
        self.url = ""

    @property
    def notifications(self) -> list[dict[str, str]]:
        """Return all notifications of all calls."""
        return [each for call in self.calls for each in call]

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """Return the status and the body of an answer."""
        token = parse_qs(urlsplit(path).query).get("validationToken")
        if token:
            self.handshakes += 1
            return (200, token[0].encode()) if self.shakes_hands else (200, b"no")
        self.calls.append(json.loads(body)["value"])
        self.headers.append(headers)
        return self.status, b""


@contextmanager
def receive() -> Iterator[Receiver]:
    """Start a receiver on a free port."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            status, answer = receiver.answer(self.path, dict(self.headers.items()), body)
            self.send_response(status)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: Any) -> None:
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook/secret"
        yield receiver
        server.shutdown()
        thread.join()
