"""`make bench`: drives salesgraph and its peers in turn on the same PostgreSQL.

SIZE: number of opportunities (10k, 50k, 100k, 1m). ROUNDS and SECONDS per server and question.
PEERS: comma-separated names. EARLIER: folder of another checkout to compare with.
LARGE: also compare with this size. SHORT: write no file.
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable

import asyncpg

from bench import report
from bench.cluster import cluster, database
from bench.cold import measure_cold, table as cold_table
from bench.machine import machine
from bench.measuring import Effort, Measured, Unequal, grown, load, measure
from bench.ordering import measure_orders
from bench.questions import questions
from bench.servers import PEERS, SALESGRAPH, Peer, Place, running
from db.database import plain_url


def size_of(text: str) -> int:
    """Parse a size: 50k is 50,000 and 1m a million."""
    factor = {"k": 1000, "m": 1_000_000}.get(text[-1].lower(), 1)
    return int(text.rstrip("kKmM")) * factor


async def some_ids(place: Place, count: int = 500) -> list[str]:
    """IDs of opportunities from all over the table, the same in each run."""
    connection = await asyncpg.connect(plain_url(place.url))
    try:
        found = await connection.fetch(
            "SELECT id FROM opportunities WHERE tenant_id = $1 ORDER BY md5(number) LIMIT $2",
            place.tenant_id,
            count,
        )
    finally:
        await connection.close()
    return [f"opp_{row['id'].hex}" for row in found]


Say = Callable[[str], None]
SMALL = 10_000  # size that LARGE is compared with


def main() -> None:
    """Load, start, compare, drive and print; without SHORT, write docs/performance.md."""
    begun = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - begun:6.1f} s  {text}", file=sys.stderr, flush=True)

    size = size_of(os.environ.get("SIZE") or "50k")
    names = (os.environ.get("PEERS") or ",".join(PEERS)).split(",")
    peers = [SALESGRAPH, *(PEERS[name]() for name in names if name)]
    titles = {peer.name: peer.title for peer in peers}
    with cluster() as url:
        place, measured, cold = _compare(url, size, peers, say)
        by_hand = "limit" in titles
        measured += measure_orders(place, _effort(), say, limit=by_hand)
        large = size_of(os.environ.get("LARGE") or "0")
        growth = _growth(url, large, say) if large else ""
        described = asyncio.run(machine(place.url))
    if not os.environ.get("SHORT"):
        report.write(measured, titles, cold=cold, size=size, machine=described, growth=growth)
    tables = [report.ratios(measured, titles), report.rates(measured, titles), cold, growth]
    print("\n\n".join(filter(None, tables)))


def _compare(url: str, size: int, peers: list[Peer], say: Say) -> tuple[Place, list[Measured], str]:
    place = Place(*asyncio.run(database(url, size, say)))
    asked = questions(asyncio.run(some_ids(place)))
    by_id = next(one for one in asked if one.name == "one")
    with running(peers, place) as servers:
        measured = [measure(one, servers, say=say, **_effort()) for one in asked]
        cold = measure_cold(by_id, servers, say=say, seconds=_effort()["seconds"])
    return place, measured, cold_table(cold)


def _growth(url: str, large: int, say: Say) -> str:
    """Compare each question on a large and a small table, driven in turn."""
    places = [Place(*asyncio.run(database(url, size, say))) for size in (SMALL, large)]
    asked = [questions(asyncio.run(some_ids(place))) for place in places]
    lines = [f"| work | p50 ms at {SMALL:,} | p50 ms at {large:,} | ratio |", "|---|--:|--:|--:|"]
    with running([SALESGRAPH], places[0]) as small, running([SALESGRAPH], places[1]) as big:
        for question, same in zip(*asked, strict=True):
            if question.name == "groups":
                continue  # it reads the whole table
            slower = grown(load(question, small[0]), load(same, big[0]), **_effort())
            lines.append(f"| {question.title} | {slower[0]:.2f} | {slower[1]:.2f} "
                         f"| {slower[1] / slower[0]:.2f} |")  # fmt: skip
    return "\n".join(lines)


def _effort() -> Effort:
    return {
        "rounds": int(os.environ.get("ROUNDS") or 5),
        "seconds": float(os.environ.get("SECONDS") or 3),
    }


if __name__ == "__main__":
    try:
        main()
    except Unequal as unequal:
        sys.exit(str(unequal))
