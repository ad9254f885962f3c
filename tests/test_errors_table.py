"""docs/errors.md lists every code with which a request can be refused."""

import re
from pathlib import Path

from db.pool.failures import Failure

ROOT = Path(__file__).parent.parent
_GIVEN = re.compile(
    r"""(?:RawRefusal|RequestRefused|_with_code|_log_failure|_with_cost|refusal_response)"""
    r"""\((?:[^()]|\([^()]*\))*?"([A-Z]+_?[A-Z_]+)\""""
    r"""|^(?:    code|_OURS) = "([A-Z_]+)\"""",
    re.MULTILINE,
)


def test_the_table_has_every_code() -> None:
    sources = [*(ROOT / "gql").rglob("*.py"), *(ROOT / "db" / "planner").rglob("*.py")]
    given = {
        found[1] or found[2] for file in sources for found in _GIVEN.finditer(file.read_text())
    } | set(Failure)
    listed = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/errors.md").read_text(), re.MULTILINE)

    assert "OVERLOADED" in given
    assert sorted(listed) == sorted(given)
