"""Checks answers to odd inputs: each is refused in plain words or done exactly as requested."""

import json
from decimal import Decimal
from typing import Any

from graphql import GraphQLEnumType, get_named_type, is_leaf_type

from gql.mutations.mutation import leads_to_input
from tests.api.odd import QUERIES, Case
from tests.api.stage import MUTATIONS, Ids, arguments, pointed
from tests.client import Api

Json = dict[str, Any]
Found = list[str]

_PYTHON = ("Traceback", "sys.", "object at 0x", "None", "<class", "asyncpg", "sqlalchemy", "{'")
_UNCOMPARED = frozenset({"locale", "logo", "addressLines"})  # kept in another spelling or form
_SEVERAL = {
    "customerId": {"acc", "con"},
    "documentId": {"opp", "quo", "ord", "inv"},
    "lineId": {"opl", "qul", "orl", "inl"},
    "bundleLineId": {"opl", "qul", "orl", "inl"},
}


async def faults(api: Api, case: Case, ids: Ids) -> Found:
    """Return the faults of an answer to an odd input; empty if there are none."""
    arguments = _arguments(case, ids)
    body = json.dumps({"query": _query(case, arguments), "variables": arguments})
    headers = {"content-type": "application/json"}
    response = await api.http.post("/graphql", content=body, headers=headers)
    answer = response.json()
    found = [] if response.status_code < 500 else [f"status {response.status_code}"]
    errors = answer.get("errors", [])
    found += [f"{e['extensions']['code']}: {e['message']}" for e in errors if _is_ours(e)]
    payload = (answer.get("data") or {}).get("it")
    told = payload.get("userErrors", []) if case.is_mutation and payload else []
    found += [fault for error in (*errors, *told) for fault in _said(error, case)]
    if payload and case.is_mutation and not told:
        found += wrongly_accepted(case, payload, ids)
    return found


def _arguments(case: Case, ids: Ids) -> Json:
    if case.is_mutation:
        return arguments(case.root, ids, case.path, case.value)
    values: Json = {}
    for name, argument in QUERIES[case.root].args.items():
        if str(argument.type).endswith("!"):
            values[name] = {"ids": ["x"], "text": "pump"}.get(name, "x")
    _put(values, case.path, case.value)
    return values


def _put(there: Any, path: tuple[Any, ...], value: Any) -> None:
    step, rest = path[0], path[1:]
    if not rest:
        there[step] = value
        return
    fresh: Any = [None] if rest[0] == 0 else {}
    there[step] = fresh
    _put(there[step], rest, value)


def _query(case: Case, arguments: Json) -> str:
    fields = MUTATIONS if case.is_mutation else QUERIES
    declared = ", ".join(f"${name}: {fields[case.root].args[name].type}" for name in arguments)
    passed = ", ".join(f"{name}: ${name}" for name in arguments)
    call = f"it: {case.root}({passed})"
    if case.is_mutation:
        return f"mutation ({declared}) {{ {call} {{ {_read(case)[0]} {_ERRORS} }} }}"
    return f"query ({declared}) {{ {call} {{ __typename }} }}"


_ERRORS = "userErrors { code message path }"


def _read(case: Case) -> tuple[str, str]:
    """Return a selection that reads the field back, and its record, if the two can be compared."""
    names = [step for step in case.path if isinstance(step, str) and step != "input"]
    payload: Any = get_named_type(MUTATIONS[case.root].type)
    record = next((n for n, f in payload.fields.items() if _is_record(f)), None)
    if record is None or case.path[0] != "input" or len(names) != 1 or case.kind is None:
        return "__typename", ""
    kind: Any = get_named_type(payload.fields[record].type)
    for name in (names[0], names[0].removesuffix("Id")):
        field = kind.fields.get(name)
        if field is not None and name not in _UNCOMPARED:
            chosen = _chosen(get_named_type(field.type), case)
            if chosen is not None:
                return f"{record} {{ read: {name} {chosen} }}", record
    return "__typename", ""


def _is_record(field: Any) -> bool:
    kind: Any = get_named_type(field.type)
    return not is_leaf_type(kind) and kind.name not in {"UserError", "Warning"}


def _chosen(kind: Any, case: Case) -> str | None:
    """Return the selection with which a field can be compared with what was sent."""
    if is_leaf_type(kind):
        same = get_named_type(case.kind).name == kind.name
        return "" if same or not isinstance(kind, GraphQLEnumType) else None
    fields = getattr(kind, "fields", {})
    if kind.name == "Money":
        return "{ amount }"
    return "{ id }" if "id" in fields and get_named_type(case.kind).name == "ID" else None


def _is_ours(error: Json) -> bool:
    return error["extensions"]["code"] in {"INTERNAL_SERVER_ERROR", "UNAVAILABLE", "TIMEOUT"}


def _said(error: Json, case: Case) -> Found:
    """Return the faults in the message or the path of an error."""
    message = error["message"]
    found = [
        f"says {word}: {message}" for word in _PYTHON if word in message and word != case.value
    ]
    if len(message) > 501 or not message:
        found.append(f"a message of {len(message)} characters")
    path = error.get("path")
    if "code" in error and path is not None:
        steps = tuple(int(step) if step.isdigit() else step for step in path)
        if not leads_to_input(steps, MUTATIONS[case.root].args):
            found.append(f"path {path} leads nowhere: {message}")
    return found


def wrongly_accepted(case: Case, payload: Json, ids: Ids) -> Found:
    """Return what should have been refused, or was not done as requested."""
    if case.kind is None:
        return []
    kind, value = get_named_type(case.kind).name, case.value
    if kind == "ID" and isinstance(value, str):
        name = str(case.path[-1])
        fitting = _SEVERAL.get(name) or {ids[pointed(case.root, name)][:3]}
        return [] if value[:3] in fitting else [f"accepted an id that is none of {fitting}"]
    _, record = _read(case)
    if not record or payload[record] is None or value is None:
        return []
    got = payload[record]["read"]
    got = got.get("amount", got.get("id")) if isinstance(got, dict) else got
    return [] if _same(value, got, kind) else [f"accepted, but reads back as {str(got)[:80]!r}"]


def _same(sent: Any, got: Any, kind: str) -> bool:
    if kind in {"Decimal", "ExchangeRate"}:
        return got is not None and Decimal(sent) == Decimal(got)
    if kind == "String" and isinstance(sent, str):
        return got == sent or got == sent.strip() or (not sent.strip() and not got)
    return bool(got == sent)
