"""One simulator for all tests of a process; each test starts with the same masters."""

from collections.abc import Iterator

import pytest

from tests.simulator.running import Simulator, run_simulator


@pytest.fixture(scope="session")
def simulator_address() -> Iterator[str]:
    """The address of a running simulator."""
    with run_simulator() as (_, address):
        yield address


@pytest.fixture
def bc(simulator_address: str) -> Iterator[Simulator]:
    """A client of the simulator, which has nothing but the masters of the tests."""
    with Simulator(simulator_address) as simulator:
        yield simulator.reset()
