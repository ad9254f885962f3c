"""Statements take enum values from the domain instead of spelling them again."""

import ast
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type

from db.planner.aggregates.measures import Grouping
from domain.sales import opportunity_lifecycle as opportunity, quote_lifecycle as quote
from domain.sales.document import Document
from domain.sales.invoice import Invoice
from domain.sales.opportunity import Opportunity
from domain.sales.order import Order
from domain.sales.quote import Quote
from gql.server.schema import graphql_of, schema
from gql.types import groups

ROOT = Path(__file__).parent.parent.parent
MADE = graphql_of(schema)
RECORDS: dict[str, tuple[Grouping, type[Document[Any]]]] = {
    "Opportunity": (groups.OPPORTUNITY_INPUTS.grouping, Opportunity),
    "Quote": (groups.QUOTE_INPUTS.grouping, Quote),
    "Order": (groups.ORDER_INPUTS.grouping, Order),
    "Invoice": (groups.INVOICE_INPUTS.grouping, Invoice),
}


def _words() -> set[str]:
    found = set()
    for kind in StrEnum.__subclasses__():
        if kind.__module__.startswith("domain."):
            found |= {word.value for word in kind}
    return found


def _spelled(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            first = node.args[0]
            if node.func.id == "constant" and isinstance(first, ast.Constant):
                yield str(first.value)


def test_no_statement_spells_a_word_of_the_domain() -> None:
    words, spelled = _words(), set[str]()
    for path in (ROOT / "db").rglob("*.py"):
        spelled |= {*_spelled(path)}

    assert "DRAFT" in words
    assert "UTC" in spelled
    assert spelled & words == set()


def test_an_opportunity_is_open_won_or_lost() -> None:
    known = [*opportunity.OPEN_STATES, opportunity.WON, *opportunity.LOST_STATES]

    assert len(known) == len({*known})
    assert opportunity.LIFECYCLE.states() == {*known}


def test_a_quote_is_live_won_lost_or_revised() -> None:
    known = [quote.DRAFT, *quote.ACTIVE_STATES, quote.WON, *quote.LOST_STATES, quote.REVISED]

    assert len(known) == len({*known})
    assert quote.LIFECYCLE.states() == {*known}
    assert {state.status for state in known[:3]} == quote.LIVE


@pytest.mark.parametrize("name", RECORDS)
def test_the_amounts_of_groups_are_amounts_of_the_record(name: str) -> None:
    grouping, record = RECORDS[name]
    amounts = MADE.type_map[f"{name}Amounts"]
    assert isinstance(amounts, GraphQLObjectType)
    assert {get_named_type(field.type).name for field in amounts.fields.values()} == {"Money"}
    stored = {name for name in grouping.measures if not name.startswith("weighted")}

    assert stored - {"line_amount"} <= {*record.amounts}
    assert len(amounts.fields) == len(grouping.measures)
