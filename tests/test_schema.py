"""The schema is printed, fully described, and compatible with its clients."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    parse,
    validate,
)

from gql.schema.descriptions import GLOSSARY, entry
from gql.schema.extension_keys import DEFINITION
from gql.schema.field_uses import DERIVED
from gql.server.schema import graphql_of, schema

ROOT = Path(__file__).parent.parent
GRAPHQL = graphql_of(schema)


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

    assert GLOSSARY.keys() - explained == set()


def _explained(owner: str, members: Mapping[str, Any]) -> set[str | None]:
    """Return the entries that describe members; derived descriptions must not be repeated."""
    keys = {entry(owner, name): given for name, given in members.items()}
    return {
        key
        for key, given in keys.items()
        if given.description == GLOSSARY.get(key or "") != _derived(given)
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


def test_everything_is_described() -> None:
    silent = []
    for name, kind in GRAPHQL.type_map.items():
        if name.startswith("__") or name in {"String", "Boolean", "Int", "Float", "ID"}:
            continue
        silent += [] if kind.description else [name]
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in kind.fields.items():
                silent += [] if field.description else [f"{name}.{field_name}"]
                silent += [
                    f"{name}.{field_name}({argument})"
                    for argument, given in field.args.items()
                    if not given.description
                ]
        if isinstance(kind, GraphQLInputObjectType):
            silent += [f"{name}.{f}" for f, given in kind.fields.items() if not given.description]
        if isinstance(kind, GraphQLEnumType):
            silent += [f"{name}.{v}" for v, value in kind.values.items() if not value.description]
    for directive in GRAPHQL.directives:
        silent += [] if directive.description else [f"@{directive.name}"]
        silent += [
            f"@{directive.name}({argument})"
            for argument, given in directive.args.items()
            if not given.description
        ]

    assert silent == []
