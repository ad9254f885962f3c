"""Whatever is killed or cut off, an order is exactly one order there and one invoice here.

Orders are submitted over HTTP while the server, the workers, the simulator and PostgreSQL are
killed with `kill -9`, and connections to the simulator are dropped before and after its commit. The
simulator keeps its state in a file, so it survives. ERP_ORDERS=500 ERP_KILLS=40 ERP_DROPS=200 runs
longer, and only then on a PostgreSQL of its own, which is killed, too.
"""

import asyncio
import json
import os
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx
import pytest_asyncio

from db.admin.migrate import upgrade
from db.embedded.postgres import run_postgres
from db.login import open_login
from gql.settings import Settings
from integrations.business_central.limits import AT_ONCE
from tests.client import token_of
from tests.postgres import scratch_folder
from tests.proofs.erp.clients import ACCOUNT, CONNECT, LINK, READ, Client, Json, order
from tests.proofs.erp.stage import SECRET, Stage, staged
from tests.simulator.running import SECRET as CLIENT_SECRET, SEED, TENANT
from tests.tenants import Tenant, new_tenant

ORDERS = int(os.environ.get("ERP_ORDERS", "6"))
KILLS = int(os.environ.get("ERP_KILLS", "3"))
DROPS = int(os.environ.get("ERP_DROPS", "2"))
CHANCE = Random(int(os.environ.get("SEED", "1")))  # noqa: S311 - it chooses victims
IS_LONG = ORDERS > 50
SETTLED = "10" if IS_LONG else "4"  # seconds that a request may take
CLIENTS = 4
LATENCY = 0.1  # seconds that the simulator takes for a request
VICTIMS = ("worker 1", "simulator", "api", "worker 2")
PAUSE = 6.0 if IS_LONG else 0.5  # seconds between two kills, on average
UNTIL_DONE = 60.0 + 4 * ORDERS


@dataclass
class Proof:
    """The stage, its client, and what has been done to it."""

    stage: Stage
    client: Client
    account: str
    orders: list[Json] = field(default_factory=list)
    drops: Counter[str] = field(default_factory=Counter)
    most_at_once: int = 0
    most_a_second: int = 0
    is_done: asyncio.Event = field(default_factory=asyncio.Event)


@pytest_asyncio.fixture
async def proof(database_url: str, login_url: str) -> AsyncIterator[Proof]:
    """All processes, a tenant that is connected to the simulator, and its customer."""
    with ExitStack() as running:
        folder = running.enter_context(scratch_folder())
        owner_url, login, postgres = database_url, login_url, None
        if IS_LONG:
            postgres = folder / "pg"
            owner_url = running.enter_context(run_postgres(postgres))
            await upgrade(owner_url)
            login = await open_login(owner_url)
        seed = folder / "seed.json"
        seed.write_text(json.dumps(SEED))
        stage = running.enter_context(staged(Stage(login, folder, seed, SETTLED, postgres)))
        company = await asyncio.to_thread(stage.start_all)
        async with _client(stage, await new_tenant(owner_url)) as http:
            client = Client(http)
            yield Proof(stage, client, await _connect(stage, client, company))


def _client(stage: Stage, tenant: Tenant) -> httpx.AsyncClient:
    token = token_of(tenant, Settings(secret=SECRET, database_url=stage.login_url))
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.AsyncClient(base_url=stage.api, headers=headers, timeout=30)


async def _connect(stage: Stage, client: Client, company: str) -> str:
    """Connect the tenant, and link a customer and the currency; return the customer."""
    values = {
        "mode": "BUSINESS_CENTRAL",
        "directoryId": TENANT,
        "environment": "Production",
        "companyId": company,
        "clientId": "salesgraph",
        "clientSecret": CLIENT_SECRET,
        "writeInItem": "B-200",
    }
    await _slow_down(stage)
    await client.do(CONNECT, input=values)
    account: str = (await client.do(ACCOUNT))["account"]["id"]
    customer = await _control(stage, "POST", "masters/customers", {"number": "10000"})
    await client.do(LINK, type="ACCOUNT", record=account, id=customer["id"], number="10000")
    await client.do(LINK, type="CURRENCY", code="EUR", id="EUR", number="EUR")
    return account


async def test_every_order_is_one_order_there_and_one_invoice_here(proof: Proof) -> None:
    began = time.monotonic()
    troubles = asyncio.create_task(_make_trouble(proof))
    names = [f"{number}" for number in range(ORDERS)]
    await asyncio.gather(*(_submit(proof, names[at::CLIENTS]) for at in range(CLIENTS)))
    await troubles
    found = await _wait_for_invoices(proof)
    there = await _control(proof.stage, "GET", "state")
    _note(proof, there)

    _report(proof, found, there, time.monotonic() - began)
    _check(proof, found, there)


async def _submit(proof: Proof, names: list[str]) -> None:
    for name in names:
        proof.orders.append(await order(proof.client, proof.account, name))


async def _make_trouble(proof: Proof) -> None:
    """Kill and drop; with a few orders one after the other, so that both happen."""
    if IS_LONG:
        await asyncio.gather(_drop(proof), _kill(proof))
    else:
        await _drop(proof)
        await _kill(proof)


async def _kill(proof: Proof) -> None:
    """Kill one process after the other, at random moments."""
    victims = VICTIMS + (("postgres",) if proof.stage.postgres else ())
    for number in range(KILLS):
        await asyncio.sleep(PAUSE * (0.5 + CHANCE.random()))
        victim = victims[number % len(victims)]
        if victim == "simulator":
            _note(proof, await _control(proof.stage, "GET", "state"))
        await asyncio.to_thread(proof.stage.kill, victim)
        if victim in {"api", "simulator"}:
            await asyncio.to_thread(proof.stage.wait_for, victim)
        if victim == "simulator":
            await _slow_down(proof.stage)


async def _slow_down(stage: Stage) -> None:
    """Let each request take a moment, so that several run at once."""
    await _control(stage, "POST", "settings", {"latency_seconds": LATENCY})


async def _drop(proof: Proof) -> None:
    """Drop connections before and after the commit of a new order, in turn.

    If all orders have arrived before that, it submits more of them.
    """
    while proof.drops.total() < DROPS:
        kind = ("AFTER", "BEFORE")[proof.drops.total() % 2]
        fault = {"method": "POST", "path": "salesOrders$", "drop": kind}
        kills = proof.stage.kills["simulator"]
        await _control(proof.stage, "POST", "faults", fault)
        while (await _control(proof.stage, "GET", "state"))["faults"]:
            if len(proof.orders) >= ORDERS and not await _are_any_open(proof):
                await _submit(proof, ["one more"])
            await asyncio.sleep(0.02)
        # A simulator that was killed has forgotten the fault.
        proof.drops[kind] += proof.stage.kills["simulator"] == kills


async def _are_any_open(proof: Proof) -> bool:
    states = [(await proof.client.ask(READ, id=each["id"]))["order"] for each in proof.orders]
    return any(each["erp"]["status"] in {"PENDING", "SENDING"} for each in states)


async def _wait_for_invoices(proof: Proof) -> list[Json]:
    """Wait until every order is invoiced; return all as they are then, or after a long time."""
    end = time.monotonic() + UNTIL_DONE
    while True:
        found = [(await proof.client.ask(READ, id=each["id"]))["order"] for each in proof.orders]
        waits = [each for each in found if each["status"] != "INVOICED"]
        if not waits or time.monotonic() > end:
            return found
        await asyncio.sleep(min(5.0, 0.5 + len(waits) / 20))


def _note(proof: Proof, there: Json) -> None:
    counters = there["counters"]
    proof.most_at_once = max(proof.most_at_once, counters["mostProcessing"])
    proof.most_a_second = max(proof.most_a_second, counters["mostPerSecond"])


def _report(proof: Proof, found: list[Json], there: Json, seconds: float) -> None:
    states = dict(Counter(each["erp"]["status"] for each in found))
    print(
        f"\n{len(found)} orders in {seconds:.0f} s: {states}; killed {dict(proof.stage.kills)};"
        f" dropped {dict(proof.drops)}; there {len(there['invoices'])} invoices and"
        f" {len(there['orders'])} orders; at most {proof.most_at_once} requests at once and"
        f" {proof.most_a_second} a second; attempts {sum(e['erp']['attempts'] for e in found)}"
    )


def _check(proof: Proof, found: list[Json], there: Json) -> None:
    invoices = Counter(each["externalDocumentNumber"] for each in there["invoices"])
    orders = Counter(each["externalDocumentNumber"] for each in there["orders"])
    here = Counter(each["erp"]["remoteId"] for one in found for each in one["invoices"]["nodes"])
    assert len(found) == len(proof.orders) >= ORDERS
    assert proof.drops.total() == DROPS
    assert proof.stage.kills.total() == KILLS
    assert proof.most_at_once <= AT_ONCE
    assert [each for each in found if each["status"] != "INVOICED"] == []
    assert [each for each in found if len(each["invoices"]["nodes"]) != 1] == []
    assert [each["number"] for each in found if each["name"] == "changed"] == []
    assert invoices == Counter({each["number"]: 1 for each in found})
    assert orders == Counter(), "doubles"
    assert set(here) == {each["id"] for each in there["invoices"]}
    assert max(here.values()) == 1


async def _control(stage: Stage, method: str, path: str, body: Any = None) -> Any:
    """Use the simulator's control door, again while it is being restarted."""
    async with httpx.AsyncClient(timeout=30) as http:
        while True:
            try:
                response = await http.request(
                    method, f"{stage.simulator}/control/{path}", json=body
                )
            except httpx.TransportError:
                await asyncio.sleep(0.1)
                continue
            assert response.status_code == httpx.codes.OK, response.text
            return response.json()
