"""Compares the cost of requests with the CPU time they take, over many documents.

    make prove-costs                    # 200 documents
    DOCUMENTS=1000 make prove-costs

Each document is new and is sent once, so its CPU time includes parsing and planning. It is the time
of the server and its PostgreSQL together, in nanoseconds, as counted by Linux. The program
prints the CPU time per point of cost for each kind, and exits with an error if a document differs
from the median by more than a factor of three.
"""

import asyncio
import os
import statistics
import sys
from collections import defaultdict
from pathlib import Path
from random import Random

import httpx
import psutil

from db.embedded.postgres import run_postgres
from db.login import APPLICATION_ROLE
from tests.postgres import scratch_folder
from tests.proofs.furnished import Records, furnish, multiply
from tests.proofs.furnished_longer import furnish_longer
from tests.proofs.priced import KINDS
from tests.proofs.priced_longer import SURPLUS
from tests.proofs.servers import own_server

FACTOR = 3.0


def cpu(processes: list[psutil.Process]) -> int:
    """Return the CPU time of the processes in nanoseconds, including all their threads."""
    total = 0
    for process in processes:
        for task in Path(f"/proc/{process.pid}/task").glob("*/schedstat"):
            total += int(task.read_text().split()[0])
    return total


class Measured:
    """A server and its PostgreSQL, whose CPU time is measured."""

    def __init__(self, http: httpx.AsyncClient, server: int, postmaster: int) -> None:
        self.http, self._server = http, psutil.Process(server)
        self._postmaster = psutil.Process(postmaster)

    def _running(self) -> list[psutil.Process]:
        backends = [
            one
            for one in self._postmaster.children()
            if APPLICATION_ROLE in " ".join(one.cmdline())
        ]
        return [self._server, *backends]

    async def send(self, body: dict[str, object]) -> tuple[int, float]:
        """Send a request; return its cost, and its CPU time in milliseconds."""
        before = cpu(self._running())
        response = await self.http.post("/graphql", json=body)
        answer = response.json()
        assert "errors" not in answer, (answer["errors"], str(body)[:200])
        refused = [one.get("userErrors") for one in answer["data"].values() if type(one) is dict]
        assert not any(refused), (refused, str(body)[:200])
        spent = cpu(self._running()) - before
        return answer["extensions"]["cost"]["requestedQueryCost"], spent / 1e6


Found = dict[str, list[tuple[int, float]]]


async def measure(server: Measured, records: Records, count: int, seed: str) -> Found:
    """Return the cost and milliseconds of this many documents, by kind."""
    found: Found = defaultdict(list)
    names = list(KINDS)
    for at in range(count):
        name = names[at % len(names)]
        body = KINDS[name](Random(f"{seed} {name} {at}"), records)  # noqa: S311 - repeatable
        cost, spent = await server.send(body)
        found[name].append((cost + SURPLUS[name](body) if name in SURPLUS else cost, spent))
    return found


def report(found: Found) -> bool:
    """Print the CPU time of one point; return whether all documents agree."""
    ratios = {name: [1e3 * ms / cost for cost, ms in rows] for name, rows in found.items()}
    median = statistics.median(one for rows in ratios.values() for one in rows)
    print(f"One point of cost is {median:.2f} microseconds of CPU at the median.\n")
    print(f"{'':20}{'cost':>18}{'ms of CPU':>18}{'times the median':>20}")
    far = 0
    for name, rows in found.items():
        costs, spent = zip(*rows, strict=True)
        times = sorted(one / median for one in ratios[name])
        far += sum(not 1 / FACTOR <= one <= FACTOR for one in times)
        print(
            f"{name:20}{min(costs):8.0f} to{max(costs):7.0f}{min(spent):8.1f} to{max(spent):7.1f}"
            f"{times[0]:10.2f} to{times[-1]:5.2f}"
        )
    total = sum(map(len, found.values()))
    print(f"\n{total - far} of {total} documents are within a factor of {FACTOR:g}.")
    return far == 0


async def calibrate(url: str, folder: Path, count: int) -> bool:
    """Start a server, fill it and send the documents."""
    postmaster = int((folder / "postmaster.pid").read_text().split()[0])
    # Jobs would print the mails meanwhile, and their CPU time would count.
    async with own_server(url, SALESGRAPH_RUN_JOBS="0") as server, server.client() as http:
        measured = Measured(http, server.pid, postmaster)
        each = count // len(KINDS) + 5  # three first, one to spare
        furnisher = await furnish(http, each)
        await furnish_longer(furnisher, each)
        records = furnisher.records
        await multiply(url)
        await measure(measured, records, 3 * len(KINDS), "first")  # what is built only once
        return report(await measure(measured, records, count, "then"))


def main() -> None:
    """Run the calibration, and exit with an error if cost and CPU time disagree."""
    count = int(os.environ.get("DOCUMENTS") or 200)
    with scratch_folder() as folder, run_postgres(folder / "pg") as url:
        if not asyncio.run(calibrate(url, folder / "pg", count)):
            sys.exit("The cost of some documents is not what they take.")


if __name__ == "__main__":
    main()
