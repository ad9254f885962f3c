"""Writes what was measured: a table to look at, and docs/performance.md."""

from bench.measuring import Measured


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
            else ""
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
