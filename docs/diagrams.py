"""The state diagrams of the README, drawn from the tables that the verbs obey.

`python -m docs.diagrams` writes them anew; a test says when that is due.
"""

from collections import defaultdict
from pathlib import Path

from domain.core.lifecycle import Lifecycle
from domain.core.text import camel
from domain.sales import invoice_lifecycle, opportunity_lifecycle, order_lifecycle, quote_lifecycle

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- diagrams: python -m docs.diagrams -->", "<!-- end of diagrams -->"
LIFECYCLES = {
    "Opportunity": opportunity_lifecycle.LIFECYCLE,
    "Quote": quote_lifecycle.LIFECYCLE,
    "Order": order_lifecycle.LIFECYCLE,
    "Invoice": invoice_lifecycle.LIFECYCLE,
}


def diagrams() -> str:
    """One Mermaid diagram for each kind of document."""
    return "\n".join(_diagram(noun, lifecycle) for noun, lifecycle in LIFECYCLES.items())


def written() -> str:
    """The diagrams that the README has now."""
    return README.read_text().partition(BEGIN)[2].partition(END)[0].strip("\n")


def _diagram(noun: str, lifecycle: Lifecycle) -> str:
    """The coarse states; an arrow names its verb and the finer states that it leads to."""
    arrows: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for source, action, target in lifecycle.moves():
        reasons = arrows[source.status.value, target.status.value, _verb(action.value)]
        if source != target and target.reason.value not in reasons:
            reasons.append(target.reason.value)
    lines = [
        f"    {source} --> {target}: {verb} ({', '.join(reasons)})"
        for (source, target, verb), reasons in arrows.items()
        if reasons
    ]
    initial = lifecycle.initial
    start = f"    [*] --> {initial.status.value}: create ({initial.reason.value})"
    body = "\n".join([start, *lines])
    return f"### {noun}\n\n```mermaid\nstateDiagram-v2\n{body}\n```\n"


def _verb(action: str) -> str:
    return camel(action.lower())


def main() -> None:
    """Write the diagrams into the README."""
    before, _, rest = README.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    README.write_text(f"{before}{BEGIN}\n\n{diagrams()}\n{END}{after}")


if __name__ == "__main__":
    main()
