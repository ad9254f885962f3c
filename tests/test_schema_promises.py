"""Promises that every type of the schema keeps, including types that are added later."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    get_nullable_type,
    is_introspection_type,
    is_list_type,
    is_non_null_type,
)

from db.planner.fields.field_sources import Identity
from db.planner.pagination import ConnectionSource
from db.tables import SEARCHED
from gql.schema.extension_keys import SOURCE, TABLE
from gql.server.schema import graphql_of, schema

GRAPHQL = graphql_of(schema)


def objects() -> Iterator[GraphQLObjectType]:
    """Return our own object types."""
    for kind in GRAPHQL.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not is_introspection_type(kind):
            yield kind


def places() -> Iterator[tuple[str, Any]]:
    """Yield every field, argument and input field of the schema, with its type."""
    for kind in GRAPHQL.type_map.values():
        if is_introspection_type(kind):
            continue
        for name, field in getattr(kind, "fields", {}).items():
            yield f"{kind.name}.{name}", field.type
            for argument, given in getattr(field, "args", {}).items():
                yield f"{kind.name}.{name}.{argument}", given.type


def is_node(kind: GraphQLObjectType) -> bool:
    """Return whether `node(id:)` finds objects of this type."""
    return any(interface.name == "Node" for interface in kind.interfaces)


def test_what_is_a_record_has_an_id() -> None:
    for kind in objects():
        is_record = kind.extensions.get(TABLE) is not None
        assert is_node(kind) is is_record, kind.name
        assert ("id" in kind.fields) is is_record, kind.name


def test_no_two_types_share_their_ids() -> None:
    sources = [kind.fields["id"].extensions[SOURCE] for kind in objects() if "id" in kind.fields]
    tables = Counter(source.table.name for source in sources if isinstance(source, Identity))

    assert set(tables.values()) == {1}
    assert tables.total() == len(sources) > 20


def test_a_type_with_the_fields_of_an_interface_implements_it() -> None:
    interfaces = [one for one in GRAPHQL.type_map.values() if isinstance(one, GraphQLInterfaceType)]

    for kind in objects():
        fits = {one.name for one in interfaces if one.fields.keys() <= kind.fields.keys()}
        assert {one.name for one in kind.interfaces} == fits, kind.name


def test_search_answers_every_type_that_it_searches() -> None:
    found, asked = GRAPHQL.type_map["SearchResult"], GRAPHQL.type_map["SearchType"]

    assert isinstance(found, GraphQLUnionType)
    assert isinstance(asked, GraphQLEnumType)
    assert [kind.extensions[TABLE] for kind in found.types] == list(SEARCHED.values())
    assert [kind.name.upper() for kind in found.types] == list(asked.values) == list(SEARCHED)


def test_every_currency_is_a_currency_code() -> None:
    found = [
        (place, get_named_type(kind).name)
        for place, kind in places()
        if place.lower().endswith(("currencycode", "currency.code", "currencyinput.code"))
    ]

    assert len(found) > 20
    assert {kind for _, kind in found} == {"CurrencyCode", "CurrencyCodeFilter"}, found


def payloads() -> Iterator[tuple[str, GraphQLObjectType]]:
    """Return the mutations by name, each with its payload."""
    assert GRAPHQL.mutation_type is not None
    for name, field in GRAPHQL.mutation_type.fields.items():
        payload = get_nullable_type(field.type)
        assert isinstance(payload, GraphQLObjectType)
        assert payload.name.endswith("Payload")
        assert is_non_null_type(field.type), name
        yield name, payload


def test_a_payload_has_nullable_results_and_user_errors() -> None:
    for name, payload in payloads():
        fields = dict(payload.fields)
        assert str(fields.pop("userErrors").type) == "[UserError!]!", name
        assert fields, name
        for field in fields.values():
            is_list = is_list_type(get_nullable_type(field.type))
            assert is_non_null_type(field.type) is is_list, f"{name}: {field}"


def test_what_is_deleted_is_named() -> None:
    named = {
        name: [field for field in payload.fields if field.startswith("deleted")]
        for name, payload in payloads()
        if name.startswith(("delete", "remove"))
    }

    for name, fields in named.items():
        noun = name.removeprefix("delete").removeprefix("remove")
        assert fields[:1] == [f"deleted{noun}Id"], name
    assert len(named) > 10


def test_lists_have_no_gaps() -> None:
    lists = [(place, kind) for place, kind in places() if is_list_type(get_nullable_type(kind))]
    gaps = [place for place, kind in lists if not is_non_null_type(get_nullable_type(kind).of_type)]

    assert gaps == ["Query.nodes"]  # one for each ID; null if it matches nothing


def lists() -> dict[str, tuple[GraphQLObjectType, Any]]:
    """Return the types that lists offer by name, each with the filter of its lists."""
    found = {}
    for kind in objects():
        for field in kind.fields.values():
            if isinstance(field.extensions.get(SOURCE), ConnectionSource):
                page: Any = get_named_type(field.type)
                node = get_named_type(page.fields["nodes"].type)
                found[node.name] = (node, field.args["filter"].type)
    return found


def enums_of(kind: GraphQLObjectType) -> dict[str, GraphQLEnumType]:
    """Return the fields of a type that return an enum."""
    types = {name: get_named_type(field.type) for name, field in kind.fields.items()}
    return {name: one for name, one in types.items() if isinstance(one, GraphQLEnumType)}


def test_a_filter_takes_the_enum_that_is_answered() -> None:
    checked = 0
    for name, (kind, conditions) in lists().items():
        for field, enum in enums_of(kind).items():
            operators = get_named_type(conditions.fields[field].type).fields
            taken = {get_named_type(operators[one].type) for one in ("eq", "ne", "in")}
            assert taken == {enum}, f"{name}.{field}"
            checked += 1
    assert checked > 30


@pytest.mark.parametrize("noun", ["Opportunity", "Quote", "Order", "Invoice"])
def test_a_group_key_is_the_enum_that_is_answered(noun: str) -> None:
    keys, steps = GRAPHQL.type_map[f"{noun}Keys"], GRAPHQL.type_map[f"{noun}GroupField"]
    assert isinstance(keys, GraphQLObjectType)
    assert isinstance(steps, GraphQLEnumType)

    answered = enums_of(lists()[noun][0])

    assert enums_of(keys) == answered
    assert {re.sub("([A-Z])", r"_\1", name).upper() for name in answered} <= steps.values.keys()


def test_no_two_enums_have_the_same_values() -> None:
    """Sorts are exempt: that two lists have the same sort fields today is a coincidence.

    So is one of the two words for extents: what the ERP has shipped is not what is invoiced.
    """
    values = Counter(
        frozenset(kind.values)
        for name, kind in GRAPHQL.type_map.items()
        if isinstance(kind, GraphQLEnumType)
        and not name.endswith("SortField")
        and name != "ErpFulfilment"
    )

    assert set(values.values()) == {1}


WHOLES = {
    "BundleItem": "bundle",
    "DiscountTier": "discountList",
    "Line": "document",
    "Lines": "document",
    "PriceListItem": "priceList",
    "PriceListItems": "priceList",
    "ProductRelationship": "product",
    "Unit": "unitGroup",
}


def test_a_change_of_a_part_answers_the_whole() -> None:
    checked = 0
    for name, payload in payloads():
        verb = re.split("[A-Z]", name)[0]
        noun = name.removeprefix(verb)
        if verb in {"add", "create", "update", "remove", "delete"} and noun in WHOLES:
            assert WHOLES[noun] in payload.fields, name
            checked += 1
    assert checked >= 3 * 6
