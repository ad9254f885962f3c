"""Promises that every type of the schema keeps, however many more there will be."""

from collections import Counter
from collections.abc import Iterator

from graphql import GraphQLEnumType, GraphQLObjectType, GraphQLUnionType, is_introspection_type

from db.reads.sources import Identity
from db.tables import SEARCHED
from gql.marks import SOURCE, TABLE
from gql.schema import graphql_of, schema

GRAPHQL = graphql_of(schema)


def objects() -> Iterator[GraphQLObjectType]:
    """The object types that are ours."""
    for kind in GRAPHQL.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not is_introspection_type(kind):
            yield kind


def is_node(kind: GraphQLObjectType) -> bool:
    """Whether `node(id:)` finds objects of this type."""
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


def test_search_answers_every_type_that_it_searches() -> None:
    found, asked = GRAPHQL.type_map["SearchResult"], GRAPHQL.type_map["SearchType"]

    assert isinstance(found, GraphQLUnionType)
    assert isinstance(asked, GraphQLEnumType)
    assert [kind.extensions[TABLE] for kind in found.types] == list(SEARCHED.values())
    assert [kind.name.upper() for kind in found.types] == list(asked.values) == list(SEARCHED)
