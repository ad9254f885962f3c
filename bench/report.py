"""Writes the results: tables for the terminal, and docs/performance.md."""

from pathlib import Path

from bench.measuring import Measured

FILE = Path(__file__).parent.parent / "docs" / "performance.md"
_TEXT = """# Performance

Written by `make bench`; do not edit. A ratio is salesgraph's answers per second divided by the
other server's: the median of the rounds of one run, in which all servers use the same PostgreSQL
and are driven in turn. Targets are in parentheses. Before a query is measured, all servers must
return the same data for it.

{ratios}

## Rates and latencies

{rates}

## New documents

Servers cache documents. This is the cost of a document that the server has not seen, in CPU time of
the server, and the latency of requests for one record by ID meanwhile.

{cold}
{growth}
## Setup

* {size:,} opportunities, {quotes:,} quotes, {lines:,} quote lines, 0.3 orders and 0.2 invoices per
  opportunity; generated deterministically, so the same size always gives the same data
{machine}
* limit: Starlette and asyncpg, with a route and a handwritten statement per query, no token and
  no GraphQL; it returns the same data as salesgraph, built by PostgreSQL's JSON functions
  (`row_to_json`, `json_agg`)
* postgraphile: PostGraphile 5.1 with the amber preset and its aggregates plugin on Node 24
* strawberry: resolvers and dataloaders over asyncpg, no ORM, parsing and validation cached
* strawchemy: models, mapped types and fields without resolvers, as in its documentation; it pages
  by offset, so cursors and `hasNextPage` are neither requested nor compared
* createOrderFromQuote is compared with the same statements in the same transaction, sent through
  asyncpg without any business rules; the rows that both write must be equal, except for IDs,
  numbers and times
* Row-level security applies to all servers, which use the same role. The peers set the tenant when
  they connect and verify no token; salesgraph verifies one and takes the tenant from it.

## Running the benchmark

`make bench`, or `make bench SIZE=1m` (10k, 50k, 100k, 1m). `PEERS=limit` omits the other
peers, `ROUNDS` and `SECONDS` apply to each server and query, and `LARGE=1m` measures how queries
slow down from 10,000 opportunities to a million. The peers are installed into `.bench/`, which also
keeps the data. PostGraphile needs npm. Without wrk, a slower Python generator sends the requests.
"""


def write(
    measured: list[Measured],
    peers: dict[str, str],
    *,
    cold: str,
    size: int,
    machine: str,
    growth: str,
) -> None:
    """Write docs/performance.md."""
    text = _TEXT.format(
        ratios=ratios(measured, peers),
        rates=rates(measured, peers),
        cold=cold,
        size=size,
        quotes=2 * size,
        lines=8 * size,
        machine=machine,
        growth=f"\n{growth}\n" if growth else "",
    )
    FILE.write_text(text)


def ratios(measured: list[Measured], peers: dict[str, str]) -> str:
    """The ratios of salesgraph's rate to the others', with the targets."""
    names = [name for name in peers if name != "salesgraph"]
    head = f"| work | {' | '.join(f'vs. {name}' for name in names)} |"
    lines = [head, "|---|" + "---|" * len(names)]
    for one in measured:
        targets = dict(one.question.targets)
        cells = [
            f"{one.ratio(name):.2f}" + (f" (≥ {targets[name]:.2f})" if name in targets else "")
            if name in one.rounds
            else "n/a"
            for name in names
        ]
        lines.append(f"| {one.question.title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def rates(measured: list[Measured], peers: dict[str, str]) -> str:
    """The rates and latencies."""
    lines = ["| work | server | answers/s | p50 ms | p99 ms |", "|---|---|--:|--:|--:|"]
    for one in measured:
        title = f"{one.question.title} ({one.size / 1000:.1f} kB)"
        for name in peers:
            if name in one.rounds:
                lines.append(
                    f"| {title} | {name} | {one.rate(name):,.0f} "
                    f"| {one.latency(name, 'p50'):.2f} | {one.latency(name, 'p99'):.2f} |"
                )
                title = ""
    return "\n".join(lines)
