"""Promises of every mutation, found by walking the schema: stale versions and unknown IDs."""

import re
from collections.abc import Iterator
from typing import Any

from graphql import GraphQLInterfaceType

from tests.api.stage import MADE, MUTATIONS, Ids, Path, arguments, leaves, named, pointed, staged
from tests.client import Api

Json = dict[str, Any]
VERSIONED = sorted(name for name, field in MUTATIONS.items() if "expectedVersion" in field.args)
GHOST = "0" * 32
# Kinds that error codes name differently.
_KINDS = {
    "activeQuote": "QUOTE",
    "bareOpportunity": "OPPORTUNITY",
    "bundle": "PRODUCT",
    "family": "PRODUCT",
    "other": "PRODUCT",
    "productRelationship": "RELATIONSHIP",
}
# Valid values depend on the line's product; the tests of lines and bundles cover them.
_OF_THE_PRODUCT = {"unitId", "options", "bundleLineId"}

# An invoice of the ERP is stored, even if it names records that do not exist (O-15).
_REPORTED = {("upsertPostedInvoice", name) for name in ("customerId", "orderLineId", "productId")}
# Others than integration users are refused first; see `test_erp_fulfilment.py`.
_REPORTED |= {("updateErpFulfilment", "orderLineId")}


async def test_i_65_every_mutation_that_takes_a_version_refuses_a_stale_one(api: Api) -> None:
    ids = await staged(api)
    before = await _versions(api, ids)

    told = {
        mutation: await _errors(api, mutation, arguments(mutation, ids, ("expectedVersion",), 99))
        for mutation in VERSIONED
    }

    assert len(told) > 70
    assert {m: errors for m, errors in told.items() if errors != [("VERSION_CONFLICT", None)]} == {}
    assert await _versions(api, ids) == before


async def test_every_id_of_nothing_is_refused_by_what_it_should_name(api: Api) -> None:
    ids = await staged(api)
    before = await _versions(api, ids)
    wrong = {}

    for mutation, path in _ids_taken():
        noun = pointed(mutation, str(path[-1]))
        given = arguments(mutation, ids, path, ids[noun][:4] + GHOST)
        _sell_the_product(given)
        told = await _errors(api, mutation, given)
        expected = [(_not_found(noun, str(path[-1])), [str(step) for step in path])]
        if told != expected:
            wrong[mutation, path] = told, expected

    assert wrong == {}
    assert await _versions(api, ids) == before


def _ids_taken() -> Iterator[tuple[str, Path]]:
    """Yield every place where a mutation takes an ID."""
    for mutation in MUTATIONS:
        for path, kind in leaves(mutation):
            in_line = "lines" in path or mutation == "updateLine"
            if (mutation, path[-1]) in _REPORTED:
                continue
            if named(kind) == "ID" and not (in_line and _OF_THE_PRODUCT & {*path}):
                yield mutation, path


def _not_found(noun: str, argument: str) -> str:
    """Return the code of the refusal for a record that does not exist."""
    if argument == "customerId":
        return "CUSTOMER_NOT_FOUND"
    if noun.endswith("Line"):
        return "LINE_NOT_FOUND"
    kind = _KINDS.get(noun) or re.sub("([A-Z])", r"_\1", noun).upper()
    return f"{kind}_NOT_FOUND"


def _sell_the_product(given: Json) -> None:
    """Remove the write-in text from lines with a product."""
    for line in (given.get("input") or given).get("lines") or ():
        if "productId" in line:
            line.pop("writeIn")


async def _errors(api: Api, mutation: str, given: Json) -> list[tuple[str, list[str] | None]]:
    """Return the codes and paths that a mutation is refused with."""
    taken = MUTATIONS[mutation].args
    declared = ", ".join(f"${name}: {taken[name].type}" for name in given)
    passed = ", ".join(f"{name}: ${name}" for name in given)
    call = f"{mutation}({passed}) {{ userErrors {{ code path }} }}"
    data = await api(f"mutation ({declared}) {{ {call} }}", **given)
    return [(error["code"], error["path"]) for error in data[mutation]["userErrors"]]


async def _versions(api: Api, ids: Ids) -> Json:
    """Return the version of each record."""
    node = MADE.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    kinds = [each for each in MADE.get_possible_types(node) if "version" in each.fields]
    chosen = " ".join(f"... on {kind.name} {{ version }}" for kind in kinds)
    query = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ id {chosen} }} }}"
    found = await api(query, ids=sorted(set(ids.values())))
    return {each["id"]: each for each in found["nodes"]}
