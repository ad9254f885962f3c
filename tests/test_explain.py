"""`salesgraph explain`: what operators and developers learn about a document."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.commands import salesgraph

QUERY = """query Page($first: Int!) {
  opportunities(first: $first) { nodes { name quotes(first: 1) { nodes { number } } } }
}"""

NESTED = "{not: " * 3_000 + "{}" + "}" * 3_000


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """Write a query to a file."""
    path = tmp_path / "page.graphql"
    path.write_text(QUERY)
    return path


def explain(url: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Return the output of the command."""
    return salesgraph(
        "explain",
        *arguments,
        DATABASE_URL=url,
        SALESGRAPH_SECRET="a secret of at least 32 bytes...",
    )


def test_it_prints_cost_phases_sql_and_plan(document: Path, login_url: str) -> None:
    ended = explain(login_url, str(document), "--variables", '{"first": 3}')

    assert (ended.returncode, ended.stderr) == (0, "")
    for heading in ("Cost: ", "Time:", "SQL (", "Parameters:", "PostgreSQL's plan:"):
        assert f"\n{heading}" in f"\n{ended.stdout}"
    for phase in ("parse and validate", "cost", "plan"):
        assert f" ms  {phase}\n" in ended.stdout
    assert "SELECT" in ended.stdout
    assert "on opportunities" in ended.stdout
    assert "actual time" not in ended.stdout


def test_it_measures_the_answer(document: Path, login_url: str, tmp_path: Path) -> None:
    variables = tmp_path / "variables.json"
    variables.write_text(json.dumps({"first": 3}))

    ended = explain(login_url, str(document), "--variables", f"@{variables}", "--analyze")

    assert (ended.returncode, ended.stderr) == (0, "")
    assert " ms  answer (" in ended.stdout
    assert "actual time" in ended.stdout


@pytest.mark.parametrize("analyze", [(), ("--analyze",)], ids=["planned", "measured"])
def test_a_search_has_two_statements(
    tmp_path: Path, login_url: str, analyze: tuple[str, ...]
) -> None:
    path = tmp_path / "search.graphql"
    path.write_text('{ search(text: "pump") { ... on Quote { number } } }')

    ended = explain(login_url, str(path), *analyze)

    assert (ended.returncode, ended.stderr) == (0, "")
    search, _, rest = ended.stdout.partition("\nSQL (")
    assert "Searches, which come first:" in search
    assert "Function Scan on search_records" in search
    assert "unnest((SELECT $2::TEXT[])" in rest
    assert "on quotes" in rest


@pytest.mark.parametrize(
    ("text", "given", "said"),
    [
        ("{ nothing }", "{}", "Cannot query field 'nothing'"),
        (QUERY, "{}", "$first"),
        (QUERY, "first", "is not valid JSON"),
        (QUERY, '{"first": "many"}', "must be a whole number"),
        ("{ opportunities(first: 101) { nodes { name } } }", "{}", "must be between 0 and 100"),
        (f"{{ accounts(filter: {NESTED}) {{ nodes {{ name }} }} }}", "{}", "nest"),
    ],
    ids=["unknown field", "missing variable", "no JSON", "wrong value", "too many", "nested"],
)
def test_it_says_what_is_wrong(
    tmp_path: Path, login_url: str, text: str, given: str, said: str
) -> None:
    path = tmp_path / "page.graphql"
    path.write_text(text)

    ended = explain(login_url, str(path), "--variables", given)

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_file_that_is_no_text_is_one_sentence(document: Path, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG\xff")

    for ended in (
        salesgraph("explain", str(path), SALESGRAPH_DATA=str(tmp_path)),
        salesgraph(
            "explain", str(document), "--variables", f"@{path}", SALESGRAPH_DATA=str(tmp_path)
        ),
    ):
        assert ended.returncode == 1
        assert ended.stderr == f"salesgraph: {path} is not a text in UTF-8.\n"


def test_a_mutation_has_no_plan(tmp_path: Path, login_url: str) -> None:
    path = tmp_path / "close.graphql"
    path.write_text('mutation { deleteQuote(quoteId: "quo_0") { deletedQuoteId } }')

    ended = explain(login_url, str(path))

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "A mutation has no plan" in ended.stdout


def test_what_the_schema_answers_needs_no_database(tmp_path: Path, login_url: str) -> None:
    path = tmp_path / "schema.graphql"
    path.write_text("{ __schema { queryType { name } } }")

    ended = explain(login_url, str(path))

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "without the database" in ended.stdout
