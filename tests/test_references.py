"""Rules that code and documents cite by number are described on the page of the rules."""

import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "sales-process.md").read_text()
PACKAGES = ("cli", "db", "demo", "domain", "gql", "integrations", "migrations", "tests")

_RULE = re.compile(r"\b(I-\d+|W\d+)\b")
_SECTION = re.compile(
    r"\(([1-5]\.\d{1,2}(?:, (?:[1-5]\.\d{1,2}|I-\d+|W\d+|0x\w+|Dynamics 0x\w+))*)\)"
)
_HEADING = re.compile(r"^### (\d\.\d+)(?: to (\d\.\d+))? ", re.MULTILINE)
_NO_RULES = {"W503", "W605"}


def _described() -> set[str]:
    """Return every rule and section of the page."""
    found = set(re.findall(r"^\* \*\*(I-\d+|W\d+)\*\*", PAGE, re.MULTILINE))
    for first, last in _HEADING.findall(PAGE):
        chapter, begin = first.split(".")
        end = (last or first).split(".")[1]
        found |= {f"{chapter}.{number}" for number in range(int(begin), int(end) + 1)}
    return found


def _prose(path: Path) -> str:
    """Return the comments and texts of a module, without the numbers in its code."""
    with path.open("rb") as file:
        tokens = list(tokenize.tokenize(file.readline))
    return "\n".join(t.string for t in tokens if t.type in {tokenize.COMMENT, tokenize.STRING})


def _cited(text: str) -> Iterator[str]:
    """Yield the rules and sections that a text cites."""
    yield from _RULE.findall(text)
    for group in _SECTION.findall(text):
        yield from re.findall(r"\b[1-5]\.\d{1,2}\b", group)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_rule_that_is_cited_is_described(package: str) -> None:
    described = _described()
    unknown = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((ROOT / package).rglob("*.py"))
        for name in _cited(_prose(path))
        if name not in described and name not in _NO_RULES
    }
    assert unknown == set()


def test_the_page_describes_each_rule_once() -> None:
    names = re.findall(r"^\* \*\*(I-\d+|W\d+)\*\*", PAGE, re.MULTILINE)
    assert len(names) == len(set(names)) > 80
