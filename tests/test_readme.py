"""The README is true: its tour is run request by request, its diagrams are up to date."""

import json
import re
from pathlib import Path
from typing import Any

from docs.diagrams import diagrams, written
from tests.client import Api

README = (Path(__file__).parent.parent / "README.md").read_text()
STEP = re.compile(r"```graphql\n(.*?)```\s*```json\n(.*?)```", re.DOTALL)


def matches(shown: Any, given: Any) -> bool:
    """Whether an answer is the one shown; `…` in a text stands for anything."""
    if isinstance(shown, dict):
        return list(shown) == list(given) and all(matches(shown[k], given[k]) for k in shown)
    if isinstance(shown, list):
        return len(shown) == len(given) and all(map(matches, shown, given))
    if isinstance(shown, str) and "…" in shown:
        pattern = ".*".join(map(re.escape, shown.split("…")))
        return isinstance(given, str) and re.fullmatch(pattern, given) is not None
    return bool(shown == given)


def ids(payload: dict[str, Any]) -> dict[str, str]:
    """The ids that an answer gives to the requests after it."""
    (fields,) = payload.values()
    return {
        f"<{name} id>": part["id"]
        for name, part in fields.items()
        if isinstance(part, dict) and "id" in part
    }


async def test_the_tour_shows_what_the_server_answers(api: Api) -> None:
    known: dict[str, str] = {}
    steps = STEP.findall(README)

    for request, shown in steps:
        for placeholder, id in known.items():
            request = request.replace(placeholder, id)  # noqa: PLW2901
        body = await api.raw(request)
        assert body.pop("extensions").keys() == {"cost"}  # not shown at each step
        assert matches(json.loads(shown), body), (request, json.dumps(body))
        known |= ids(body["data"]) if request.startswith("mutation") else {}

    assert len(steps) == 21


def test_the_diagrams_are_those_of_the_life_cycles() -> None:
    assert written() == diagrams().strip("\n"), "run python -m docs.diagrams"
