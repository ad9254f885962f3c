"""The schema is printed, fully described, and compatible with its clients."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    is_specified_directive,
    parse,
    validate,
)

from domain.catalog.currency import TenantCurrency
from domain.catalog.discount_list import DiscountList
from domain.catalog.price_list import PriceList
from domain.catalog.product import Product
from domain.catalog.tax_code import TaxCode
from domain.catalog.unit import Unit, UnitGroup
from domain.core.address import Address
from domain.core.errors import error_classes
from domain.core.text import camel, text_fields_of
from domain.pricing.line import Line
from domain.sales.close_details import CloseRecord
from domain.sales.deliverable import Deliverable
from domain.sales.document import Document
from domain.sales.opportunity import Opportunity
from domain.sales.party import Account, Competitor, Contact
from domain.sales.payment import Payment
from domain.tenant.letterhead import Letterhead
from gql.schema.descriptions import DESCRIPTIONS, describe, entry
from gql.schema.extension_keys import DEFINITION
from gql.schema.field_uses import DERIVED
from gql.server.schema import graphql_of, schema

ROOT = Path(__file__).parent.parent
GRAPHQL = graphql_of(schema)
RECORDS: dict[str, Any] = {  # the type in the schema, and the record that declares its texts
    "Account": Account,
    "Address": Address,
    "CloseRecord": CloseRecord,
    "Competitor": Competitor,
    "Contact": Contact,
    "Currency": TenantCurrency,
    "DeliveredDocument": Deliverable,
    "DiscountList": DiscountList,
    "DocumentLine": Line,
    "Letterhead": Letterhead,
    "Opportunity": Opportunity,
    "Payment": Payment,
    "PriceList": PriceList,
    "Product": Product,
    "SalesDocument": Document,
    "TaxCode": TaxCode,
    "Unit": Unit,
    "UnitGroup": UnitGroup,
}


def test_the_printed_schema_is_the_codes() -> None:
    printed = (ROOT / "schema.graphql").read_text()

    assert printed.strip() == schema.as_str().strip(), "run make schema"


def test_no_document_that_clients_rely_on_becomes_invalid() -> None:
    contract = parse((ROOT / "tests" / "contract" / "clients.graphql").read_text())

    assert validate(GRAPHQL, contract) == []


def test_every_entry_of_the_glossary_explains_something() -> None:
    explained: set[str | None] = set()
    for kind in GRAPHQL.type_map.values():
        if isinstance(kind, GraphQLInputObjectType):
            explained |= _explained(kind.name, kind.fields)
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in kind.fields.items():
                explained |= _explained(name, field.args)

    assert DESCRIPTIONS.keys() - explained == set()


def _explained(owner: str, members: Mapping[str, Any]) -> set[str | None]:
    """Return the entries that describe members; derived descriptions must not be repeated."""
    keys = {entry(owner, name): given for name, given in members.items()}
    return {
        key
        for key, given in keys.items()
        if given.description == DESCRIPTIONS.get(key or "") != _derived(given)
    }


def _derived(given: Any) -> str | None:
    definition = given.extensions.get(DEFINITION)
    return definition.metadata.get(DERIVED) if definition else None


def test_a_field_or_a_kind_of_owner_can_have_words_of_its_own() -> None:
    found = [entry(owner, "tax") for owner in ("UpdateLineInput", "LineInput", "LineFilter")]

    assert found == ["Input.tax", "Input.tax", None]
    assert entry("createThing", "expectedVersion") == "expectedVersion"
    assert entry("cloneProduct", "number") == "cloneProduct.number"
    assert entry("createThing", "nothingOfTheKind") is None


def test_an_id_says_what_the_mutation_does_with_the_record() -> None:
    assert describe("activateQuote", "quoteId") == "ID of the quote to activate."
    assert describe("updateQuote", "id") == "ID of the quote to change."
    assert describe("taxCode", "id") == "ID of the tax code to return."
    assert (
        describe("createOrderFromQuote", "quoteId") == "ID of the quote to create the order from."
    )


def test_a_description_says_more_than_the_name() -> None:
    short = [(place, text) for place, text in descriptions() if len(text) < 20]

    assert short == []


@pytest.mark.parametrize("name", RECORDS)
def test_a_text_says_how_long_it_may_be(name: str) -> None:
    kind: Any = GRAPHQL.type_map[name]
    limits = {camel(field): text.limit for field, text in text_fields_of(RECORDS[name]).items()}
    silent = [
        f"{field}: {limit:,}"
        for field, limit in limits.items()
        if f"{limit:,} characters" not in kind.fields[field].description
    ]

    assert silent == []


def test_the_pricing_errors_that_are_never_set_say_so() -> None:
    source = "".join(file.read_text() for file in (ROOT / "domain").rglob("*.py"))
    used = set(re.findall(r"PricingError\.([A-Z_]+)", source))
    kind: Any = GRAPHQL.type_map["PricingError"]

    assert {
        name for name, value in kind.values.items() if "Never set" not in value.description
    } == used


def test_messages_write_names_of_the_schema_in_backticks() -> None:
    names = {name for place, _ in descriptions() for name in re.findall(r"\w+", place)}
    unmarked = re.compile(r"(?<![`\w{./])([a-z]+[A-Z]\w*|[A-Z]+_[A-Z_]+)(?![`\w}])")
    facts = re.compile(r"(?<!`)\{(?:field|status|reason)\}")
    bare = [
        (kind.__name__, word)
        for kind in error_classes()
        for text in (kind.rule, kind.message)
        for word in [*(names & {*unmarked.findall(text)}), *facts.findall(text)]
    ]

    assert bare == []


def descriptions() -> Iterator[tuple[str, str]]:
    """Yield every description of our schema with its place."""
    for name, kind in GRAPHQL.type_map.items():
        if name.startswith("__") or name in {"String", "Boolean", "Int", "Float", "ID"}:
            continue
        yield name, kind.description or ""
        members = {**getattr(kind, "fields", {}), **getattr(kind, "values", {})}
        for member_name, member in members.items():
            yield f"{name}.{member_name}", member.description or ""
            for argument, given in getattr(member, "args", {}).items():
                yield f"{name}.{member_name}({argument})", given.description or ""
    for directive in filter(lambda one: not is_specified_directive(one), GRAPHQL.directives):
        yield f"@{directive.name}", directive.description or ""
        for argument, given in directive.args.items():
            yield f"@{directive.name}({argument})", given.description or ""


def test_everything_is_described() -> None:
    assert [place for place, text in descriptions() if not text] == []
