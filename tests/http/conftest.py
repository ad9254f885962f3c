"""Starts a real `salesgraph serve` with the demo, like `make serve`, to test it through sockets."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.commands import free_port, read_until, serving
from tests.demo_folder import copied_demo

SECRET = "a secret of the tests, 32 bytes and more"
PUBLIC = "https://sales.example.com/api"
ALLOWED = "api.internal, 10.0.0.5, 2001:db8:0::1"


@dataclass(frozen=True, slots=True)
class House:
    """A running server and the token of the demo administrator that it has printed."""

    port: int
    token: str

    @property
    def bearer(self) -> str:
        """The Authorization header with the token."""
        return f"Authorization: Bearer {self.token}"


@pytest.fixture(scope="session")
def house(demo_data: Path) -> Iterator[House]:
    """The demo on an embedded PostgreSQL and a loopback address, in two processes."""
    with copied_demo(demo_data) as folder:
        variables = {
            "SALESGRAPH_DATA": str(folder),
            "SALESGRAPH_SECRET": SECRET,
            "SALESGRAPH_PUBLIC_URL": PUBLIC,
            "SALESGRAPH_ALLOWED_HOSTS": ALLOWED,
            "SALESGRAPH_WORKERS": "2",
            "PORT": free_port(),
        }
        with serving(**variables) as server:
            read_until(server, "Bearer token of demo@example.com")
            assert server.stdout
            yield House(int(variables["PORT"]), server.stdout.readline().strip())
