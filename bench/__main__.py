"""`make bench`: salesgraph and its peers on the same PostgreSQL, driven in turn.

SIZE: opportunities (10k, 50k, 100k, 1m). ROUNDS and SECONDS of each server and question.
PEERS: some of them, with commas between.
"""

import asyncio
import os
import sys
import time

import asyncpg

from bench import report
from bench.cluster import cluster, database
from bench.measuring import Unequal, measure
from bench.questions import questions
from bench.servers import PEERS, SALESGRAPH, Place, running
from db.database import plain_url


def size_of(text: str) -> int:
    """50k is 50,000 and 1m a million."""
    factor = {"k": 1000, "m": 1_000_000}.get(text[-1].lower(), 1)
    return int(text.rstrip("kKmM")) * factor


async def some_ids(place: Place, count: int = 500) -> list[str]:
    """Ids of opportunities from all over the table, the same each time."""
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


def main() -> None:
    """Load, start, compare, drive, print."""
    begun = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - begun:6.1f} s  {text}", file=sys.stderr, flush=True)

    size = size_of(os.environ.get("SIZE") or "50k")
    names = (os.environ.get("PEERS") or ",".join(PEERS)).split(",")
    peers = [SALESGRAPH, *(PEERS[name]() for name in names if name)]
    with cluster() as url:
        place = Place(*asyncio.run(database(url, size, say)))
        asked = questions(asyncio.run(some_ids(place)))
        with running(peers, place) as servers:
            measured = [
                measure(
                    question,
                    servers,
                    rounds=int(os.environ.get("ROUNDS") or 5),
                    seconds=float(os.environ.get("SECONDS") or 3),
                    say=say,
                )
                for question in asked
            ]
    titles = {peer.name: peer.title for peer in peers}
    print(report.ratios(measured, titles), report.rates(measured, titles), sep="\n\n")


if __name__ == "__main__":
    try:
        main()
    except Unequal as unequal:
        sys.exit(str(unequal))
