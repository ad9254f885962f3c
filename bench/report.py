"""Writes what was measured: a table to look at, and docs/performance.md."""

from pathlib import Path

from bench.measuring import Measured

FILE = Path(__file__).parent.parent / "docs" / "performance.md"
_TEXT = """# How fast

Written by `make bench`; do not edit. Ratios are answers of salesgraph for each answer of the
other, the median of the rounds of one run, in which all servers stand side by side on the same
PostgreSQL and are driven in turn. In brackets what we want. Before a question is measured, all
servers must answer it with the same data.

{ratios}

## The numbers behind them

{rates}

## Documents that are new

A server remembers documents; this is what one costs that it has not seen before, in CPU time of its
own, and how long requests for one record by id take meanwhile.

{cold}
{growth}
## What was measured

* {size:,} opportunities, {quotes:,} quotes, {lines:,} quote lines, 0.3 orders and 0.2 invoices for
  each opportunity; made by rule, so the same size is always the same data
{machine}
* limit: Starlette and asyncpg, a route and a statement by hand for each question, no token, no
  GraphQL; it answers with the same data as salesgraph, which PostgreSQL's own functions for JSON
  put together (`row_to_json`, `json_agg`)
* postgraphile: PostGraphile 5.1 with the amber preset and its aggregates plugin on Node 24
* strawberry: resolvers and dataloaders over asyncpg, no ORM, parsing and validation cached
* strawchemy: models, mapped types and fields without resolvers, as its documentation shows; its
  pages go by offset, so cursors and whether there is more are neither asked nor compared
* createOrderFromQuote is ordered against the same statements in the same transaction, sent by hand
  through asyncpg without any of the rules; the rows that both leave are compared, but for their
  own ids, numbers and times
* Row-level security holds for all: each is in the same role. The peers name the tenant when they
  connect and check no token; salesgraph checks one and takes the tenant from it.

## How to repeat it

`make bench`, or `make bench SIZE=1m` (10k, 50k, 100k, 1m). `PEERS=limit` leaves the others out,
`ROUNDS` and `SECONDS` are those of each server and question, `LARGE=1m` measures how a page slows
down from 10,000 opportunities to a million. The peers are installed into `.bench/`, where
the data stay too. PostGraphile needs npm. Without wrk a slower generator of ours sends the
requests.
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
    """How many times as many answers salesgraph gives, with the targets."""
    names = [name for name in peers if name != "salesgraph"]
    head = f"| work | {' | '.join(f'against {name}' for name in names)} |"
    lines = [head, "|---|" + "---|" * len(names)]
    for one in measured:
        targets = dict(one.question.targets)
        cells = [
            f"{one.ratio(name):.2f}" + (f" (≥ {targets[name]:.2f})" if name in targets else "")
            if name in one.rounds
            else "not asked"
            for name in names
        ]
        lines.append(f"| {one.question.title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def rates(measured: list[Measured], peers: dict[str, str]) -> str:
    """Answers a second and the time of one."""
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
