"""The guides for engineers are accurate: what they name exists, and what they print happens."""

import re
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from cli.app import app
from gql.engine.execution import Executor
from gql.server.schema import graphql_of, schema
from tests.source_index import (
    PACKAGES,
    ROOT,
    files,
    has,
    imports_of,
    is_class,
    is_defined,
    is_member,
    room_of,
)

PAGES = ("docs/architecture.md", "CONTRIBUTING.md")
OTHER_PAGES = (
    "README.md",
    *(
        f"docs/{path.name}"
        for path in sorted((ROOT / "docs").glob("*.md"))
        if path.stem != "mutants"
    ),
)  # docs/mutants.md reports a run whose modules may have moved since
ELSEWHERE = {  # names that do not occur in this repository, and folders created by running it
    *("cancelWithOpportunity", "completeInvoicing", "revertInvoicing", ".data/", ".bench/"),
    *("127.0.0.0/8", "Forwarded", "Origin", "Accept", "application/json", "db.example"),
    *("salesgraph feed", "salesgraph jobs", "unaccent", "row_to_json"),
    *("pg_stat_statements", "pg_stat_all_tables"),
    *("salesorder", "pricelevel", "productpricelevel", "uom", "uomschedule", "discounttype"),
    *("opportunityproduct", "quotedetail", "salesorderdetail", "invoicedetail"),
    *("statecode", "statuscode"),
}
PRODUCT = tuple(name for name in PACKAGES if name not in {"docs", "tests"})
MAP = (ROOT / "docs" / "architecture.md").read_text()
GUIDE = (ROOT / "CONTRIBUTING.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
SCHEMA = (ROOT / "schema.graphql").read_text()

_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
_FUNCTIONS = re.compile(r"^\| `([\w/]+\.py)` \| (.*?) \|", re.MULTILINE)
_ROOM = re.compile(r"^\| `([\w/]+)/` \| .*? \| (.*?) \|$", re.MULTILINE)
_DEFINITION = re.compile(r"^\* \*\*(.+?)\*\*: (.+(?:\n  .+)*)$", re.MULTILINE)

_FILE = re.compile(r"\.?[\w-]+\.(py|md|toml|graphql|txt|lua|typ)|Makefile")
_PATH = re.compile(r"\.?[\w.-]+(/[\w.*-]+)*/|[\w.-]+(/[\w.*-]+)+")
_DOTTED = re.compile(rf"({'|'.join(PACKAGES)})(\.\w+)+")
_CLASS = re.compile(r"([A-Z]\w*[a-z]\w*)(?:\.(\w+))?")
_WORD = re.compile(r"(\w+)(\(\))?")


def prose(page: str) -> str:
    """Return a guide without its code blocks."""
    return _BLOCK.sub("", (ROOT / page).read_text())


@cache
def words() -> set[str]:
    """Return every word of the code, the schema and the settings of tools."""
    texts = [path.read_text() for path in files(*PACKAGES) if path != Path(__file__)]
    others = [ROOT / "Makefile", ROOT / "pyproject.toml", ROOT / "schema.graphql"]
    return set(re.findall(r"\w+", "\n".join([*texts, *(other.read_text() for other in others)])))


def is_path(name: str) -> bool:
    return any(ROOT.glob(name.rstrip("/")))


def is_target(name: str) -> bool:
    target = name.split()[1]
    return re.search(rf"^{re.escape(target)}:", MAKEFILE, re.MULTILINE) is not None


def is_command(name: str) -> bool:
    known = {command.name or str(command.callback.__name__) for command in app.registered_commands}  # type: ignore[union-attr]
    groups = {group.name for group in app.registered_groups}
    return name.split()[1] in known | groups


def is_type(name: str) -> bool:
    kind, _, member = name.partition(".")
    if is_member(kind, member) if member else is_class(kind):
        return True
    found = re.search(rf"^(type|input|enum|interface|union|scalar) {kind}\b", SCHEMA, re.MULTILINE)
    return found is not None and (not member or is_word(member))


def is_word(name: str) -> bool:
    return name.removesuffix("()") in words()


CHECKS: list[tuple[re.Pattern[str], Callable[[str], bool]]] = [
    (re.compile(r"make [\w-]+.*"), is_target),
    (re.compile(r"salesgraph [a-z].*"), is_command),
    (_FILE, is_path),
    (_PATH, is_path),
    (_DOTTED, is_defined),
    (_CLASS, is_type),
    (_WORD, is_word),
]


def is_there(name: str) -> bool:
    """Return whether the text in backticks exists; SQL and other phrases are not checked."""
    check = next((check for form, check in CHECKS if form.fullmatch(name)), None)
    return check is None or check(name)


def test_names_that_do_not_exist_are_noticed() -> None:
    wrong = [
        "make tset",
        "salesgraph explian",
        "decisions.txt",
        "db/planer/",
        "db/planner/plan.pyx",
        "db.planner.plan.PlanBuilder.finnish",
        "PlanBilder",
        "PlanBuilder.finnish",
        "finnish()",
    ]

    assert [name for name in wrong if is_there(name)] == []
    assert is_there("PlanBuilder.finish")
    assert is_there("db.planner.plan.PlanBuilder.finish")


@pytest.mark.parametrize("page", PAGES)
def test_whatever_stands_in_backticks_exists(page: str) -> None:
    names = [" ".join(name.split()) for name in _SPAN.findall(prose(page))]

    assert len(names) > 100
    assert [name for name in names if not is_there(name)] == []


@pytest.mark.parametrize("page", OTHER_PAGES)
def test_names_on_the_other_pages_exist(page: str) -> None:
    names = {" ".join(name.split()) for name in _SPAN.findall(prose(page))}

    assert names
    assert sorted(name for name in names - ELSEWHERE if not is_there(name)) == []


@pytest.mark.parametrize("page", sorted({*PAGES, *OTHER_PAGES}))
def test_links_lead_to_files(page: str) -> None:
    folder = (ROOT / page).parent
    links = [link for link in _LINK.findall(prose(page)) if "://" not in link]

    assert [link for link in links if not (folder / link).exists()] == []


def test_functions_of_the_walks_are_in_their_files() -> None:
    rows = _FUNCTIONS.findall(MAP)
    named = [(path, name) for path, cell in rows for name in _SPAN.findall(cell)]

    missing = [
        f"{path}: {name}"
        for path, name in named
        if not has(ROOT / path, name.removesuffix("()").split("."))
    ]

    assert len(rows) > 25
    assert missing == []


def rooms() -> dict[str, set[str]]:
    """Return what each room of the table may import; `db/` stands for all of its rooms there."""
    table = {room: _SPAN.findall(cell) for room, cell in _ROOM.findall(MAP)}
    return {room: {each.removesuffix("/") for each in cell} for room, cell in table.items()}


def test_every_room_is_in_the_table() -> None:
    paths = [path for path in files(*PRODUCT) if path.name != "__init__.py"]
    modules = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]

    assert {room_of(module) for module in modules} - {"migrations/versions"} == rooms().keys()


def test_rooms_import_what_the_table_allows() -> None:
    table, wrong = rooms(), defaultdict(set)
    for package in PRODUCT:
        for room, imported in imports_of(package):
            whole = imported.split("/")[0]
            if room in table and not {imported, f"{whole}/*"} & table[room]:
                wrong[room].add(imported)

    assert dict(wrong) == {}


def example(language: str) -> str:
    """Return the only code block in this language on the architecture page."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", MAP, re.MULTILINE | re.DOTALL)
    return str(found)


async def test_the_printed_sql_is_that_of_the_printed_query() -> None:
    executor = Executor(graphql_of(schema))

    planned = await executor.prepare("a tenant", example("graphql"), None, {"first": 2})

    assert planned.root_plan is not None
    assert "".join(example("sql").split()) == "".join(planned.root_plan.plan.sql.split())


def test_the_glossary_is_in_order_and_explains_each_word_once() -> None:
    entries = _DEFINITION.findall(MAP)
    terms = [term.lower() for term, _ in entries]

    assert len(entries) > 50
    assert terms == sorted(set(terms))
    assert [term for term, text in entries if not text.endswith(".")] == []


def test_every_proof_is_listed() -> None:
    targets = re.findall(r"^(prove[\w-]*|bench[\w-]*|test-[\w-]+):", MAKEFILE, re.MULTILINE)

    assert len(targets) > 10
    assert [target for target in targets if f"`make {target}`" not in GUIDE] == []


def test_an_entity_is_at_most_eight_files() -> None:
    section = GUIDE.split("### An entity")[1].split("What is derived")[0]
    rows = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    named = [name for row in rows for name in _SPAN.findall(row)]

    assert 0 < len(named) <= 8
    assert [name for name in named if "competitor" not in text_of(ROOT / name).lower()] == []


def text_of(path: Path) -> str:
    """Return the text of a file, or of all files in a folder."""
    return path.read_text() if path.is_file() else "".join(map(text_of, path.glob("*.py")))
