"""Every case of conformance, C-1 to C-20, is proved by a test that names it.

The cases are those that a client of Business Central must get right, because Business Central does
them sooner or later. `pytest -k c_5` runs the tests of one.
"""

import ast
import re
from pathlib import Path

import pytest

CASES = {
    1: "A token expires while orders are delivered.",
    2: "One request is answered with 401, and the next one is not.",
    3: "429 comes without a Retry-After header.",
    4: "503 comes with a Retry-After header.",
    5: "The connection is dropped after the commit: there is exactly one order.",
    6: "The connection is dropped before the commit: there is exactly one order.",
    7: "Two workers deliver the same order: there is exactly one.",
    8: "The order has changed when its discount is set.",
    9: "A line is refused: the order says why, and nothing is repeated.",
    10: "The order is deleted there: it is recalled here.",
    11: "Partial shipment, partial invoice, final invoice: invoiced only at the end.",
    12: "A payment is partial, full, and unapplied.",
    13: "An invoice is canceled.",
    14: "An invoice for several orders is left to people.",
    15: "A notification is lost: polling finds the change.",
    16: "Notifications come twice and in another order.",
    17: "A subscription is deleted: it is created again, and the gap is read.",
    18: "A record changes while pages are read.",
    19: "A change becomes visible later than it is stamped.",
    20: "Numbers have 35 characters, and letters that are not ASCII.",
}
FOLDER = Path(__file__).parent


def find_tests(case: int) -> list[str]:
    """Return the tests whose name has the number of a case."""
    named = re.compile(rf"(^|_)c_{case}(_|$)")
    return [
        f"{path.name}::{node.name}"
        for path in sorted(FOLDER.glob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef)
        and node.name.startswith("test_")
        and named.search(node.name)
    ]


@pytest.mark.parametrize("case", CASES)
def test_every_case_has_a_test(case: int) -> None:
    assert find_tests(case), f"C-{case}: {CASES[case]}"


def test_no_test_names_a_case_that_does_not_exist() -> None:
    assert [case for case in (0, *range(21, 100)) if find_tests(case)] == []
