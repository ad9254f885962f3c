"""Every request is answered or refused within little CPU time, without delaying others.

    make prove-requests              # 500 requests, each measured
    SHORT=1 make prove-requests      # two of each kind, and only gross misses fail

The promise: a request of up to 100 kB takes at most 250 ms of CPU time, and delays others by no
more than that. Each request is new and is sent once. Its CPU time is that of the server process;
meanwhile, a client sends a small warm query every few milliseconds, and the longest wait is noted.
The limits are relaxed on slower machines than the promise assumes: a Python loop is timed first.
"""

import asyncio
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx
import orjson
import psutil

from db.embedded.postgres import run_postgres
from tests.postgres import scratch_folder
from tests.proofs.documents import DOCUMENTS, LONGEST, Generator
from tests.proofs.inputs import CUSTOMER, INPUTS
from tests.proofs.long_inputs import LINE, LONG, LONG_INPUTS, TARGET, TEMPLATE
from tests.proofs.servers import own_server

GENERATORS: Mapping[str, Generator] = {
    **DOCUMENTS,
    **INPUTS,
    **LONG_INPUTS,
}  # the promise also covers generators that are added here

ALLOWED = 0.25  # seconds of CPU, and of waiting
LOOP = 0.030  # seconds that `_pace` takes on the reference machine
OK = {200, 400}
ACCOUNT = 'mutation { createAccount(input: { name: "C" }) { account { id } } }'
PROBE = {"query": "{ viewer { user { id } } }"}


@dataclass
class Kind:
    """The highest CPU time and wait of one kind of request, in seconds, and its responses."""

    cpu: float = 0.0
    wait: float = 0.0
    codes: set[str] = field(default_factory=set)


class Proof:
    """Sends requests to one server and measures it."""

    def __init__(self, http: httpx.AsyncClient, probe: httpx.AsyncClient, pid: int) -> None:
        self._http, self._probe, self._server = http, probe, psutil.Process(pid)

    async def measure(self, body: bytes, kind: Kind) -> None:
        """Send one request while a probe runs."""
        stop = asyncio.Event()
        waiting = asyncio.create_task(self._longest_wait(stop))
        await asyncio.sleep(0.02)
        before = self._cpu()
        response = await self._http.post("/graphql", content=body)
        spent = self._cpu() - before
        stop.set()
        longest, probes = await waiting
        kind.cpu = max(kind.cpu, spent - probes * 0.002)
        kind.wait = max(kind.wait, longest)
        assert response.status_code in OK, (response.status_code, response.text[:300], body[:300])
        kind.codes.add(_code(response))

    async def _longest_wait(self, stop: asyncio.Event) -> tuple[float, int]:
        longest, asked = 0.0, 0
        while not stop.is_set():
            begun = time.perf_counter()
            response = await self._probe.post("/graphql", json=PROBE)
            longest, asked = max(longest, time.perf_counter() - begun), asked + 1
            assert response.status_code == 200, response.text
            await asyncio.sleep(0.005)
        return longest, asked

    def _cpu(self) -> float:
        times = self._server.cpu_times()
        return times.user + times.system


def _code(response: httpx.Response) -> str:
    """Return the code of the refusal, or "data" if there was none."""
    body = response.json()
    return "data" if "data" in body else str(body["errors"][0]["extensions"]["code"])


def _pace() -> float:
    """Return by what factor a Python loop is slower here than on the reference machine."""
    taken = []
    for _ in range(5):
        begun = time.process_time()
        sum(at % 7 for at in range(500_000))
        taken.append(time.process_time() - begun)
    return max(1.0, min(taken) / LOOP)


async def prove(url: str, rounds: int, factor: float) -> None:
    """Start a server, send all requests, and report those that exceeded the limits."""
    async with own_server(url) as server, server.client() as http, server.client() as probe:
        await probe.post("/graphql", json=PROBE)
        ids = await _furnish(http)
        kinds = await _send_all(Proof(http, probe, server.pid), rounds, ids)
    _report(kinds, ALLOWED * factor * _pace())


async def _furnish(http: httpx.AsyncClient) -> dict[str, str]:
    """Create the records that requests refer to; return their IDs by placeholder."""

    async def made(query: str, **variables: object) -> Any:
        response = await http.post("/graphql", json={"query": query, "variables": variables})
        return next(iter(response.json()["data"].values()))

    customer = (await made(ACCOUNT))["account"]["id"]
    header = f'name: "Long", customerId: "{customer}", currencyCode: "EUR", lines: $l'
    line = {"writeIn": "Feed pump", "quantity": "2", "pricePerUnit": "40.00", "tax": "5.00"}
    long = []
    for kind in ("Opportunity", "Quote", "Quote"):
        chosen = f"{{ made: {kind.lower()} {{ id lines(first: 1) {{ id }} }} }}"
        create = f"create{kind}(input: {{ {header} }}) {chosen}"
        query = f"mutation ($l: [LineInput!]) {{ {create} }}"
        long.append((await made(query, l=[line] * 1_000))["made"])
    template, quote, target = long
    return {
        CUSTOMER: customer,
        TEMPLATE: template["id"],
        LONG: quote["id"],
        LINE: quote["lines"][0]["id"],
        TARGET: target["id"],
    }


async def _send_all(proof: Proof, rounds: int, ids: Mapping[str, str]) -> dict[str, Kind]:
    kinds = {name: Kind() for name in GENERATORS}
    for at in range(rounds):
        for name, made in GENERATORS.items():
            body = orjson.dumps(made(Random(f"{name} {at}")))  # noqa: S311 - repeatable
            for stands, id in ids.items():
                body = body.replace(stands.encode(), id.encode())
            assert len(body) <= 1.1 * LONGEST, name
            await proof.measure(body, kinds[name])
    return kinds


def _report(kinds: Mapping[str, Kind], allowed: float) -> None:
    print(f"{'':22}{'CPU':>8}{'wait':>8}   answers (at most {allowed * 1000:.0f} ms each)")
    for name, kind in kinds.items():
        told = ", ".join(sorted(kind.codes))
        print(f"{name:22}{kind.cpu * 1000:6.0f}ms{kind.wait * 1000:6.0f}ms   {told}")
    missed = [name for name, kind in kinds.items() if max(kind.cpu, kind.wait) > allowed]
    if missed:
        sys.exit(f"Too much: {', '.join(missed)}.")


if __name__ == "__main__":
    is_short = bool(os.environ.get("SHORT"))
    each = 2 if is_short else -(-500 // len(GENERATORS))
    with scratch_folder() as folder, run_postgres(folder / "pg") as server_url:
        asyncio.run(prove(server_url, each, 6.0 if is_short else 2.0))
