"""Checks that every statement allows tables to be distributed by tenant.

PostgreSQL's own parser reads the statements (pglast). At every level, each table of a tenant must
be restricted to the tenant by a value that is part of the statement, not by a join alone, because a
planner that knows the tenant of every table can route the statement to one node.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import pglast
from pglast import ast
from pglast.enums import A_Expr_Kind, BoolExprType

from db.tables import metadata

KEYS = {name: "tenant_id" for name, table in metadata.tables.items() if table.info.get("tenant")}
KEYS["tenants"] = "id"
VOLATILE = {"clock_timestamp", "gen_random_uuid", "nextval", "random", "timeofday", "uuidv7"}
READING = {  # functions that read tables
    "number_changes", "search_found", "search_records", "tenant_ids", "tenants_to_number",
}  # fmt: skip


def wrong(statements: Iterable[str]) -> dict[str, list[str]]:
    """Return the statements that violate a rule, each with its faults."""
    found = {text: faults(text) for text in statements}
    return {text: faults for text, faults in found.items() if faults}


def faults(statement: str) -> list[str]:
    """Return all faults of a text with one or more statements."""
    found = []
    for raw in pglast.parse_sql(statement):
        found += [fault for level in _levels(raw.stmt) for fault in _faults_of(level)]
        found += _of_functions(raw.stmt)
    return found


def _faults_of(level: Any) -> Iterator[str]:
    relations = dict(_relations(level))
    for alias in relations.keys() - set(_bound(level, relations)):
        name = relations[alias]
        yield f"{name} as {alias} has no {KEYS[name]} = value of its own"
    called = {_name(node) for node in _within(level) if isinstance(node, ast.FuncCall)}
    if isinstance(level, ast.InsertStmt):
        yield from _of_insert(level)
    if isinstance(level, ast.UpdateStmt):
        yield from (f"{name}() in an UPDATE" for name in sorted(called & VOLATILE))
    if isinstance(level, ast.SelectStmt):
        for target in level.targetList or ():
            if isinstance(target.val, ast.FuncCall) and _name(target.val) == "unnest":
                yield "unnest() among what is selected"


def _of_functions(statement: Any) -> Iterator[str]:
    """Check that functions that read tables are called in statements without tables."""
    called = {_name(node) for node in _everything(statement) if isinstance(node, ast.FuncCall)}
    if any(dict(_relations(level)) for level in _levels(statement)):
        yield from (f"{name}() beside a table" for name in sorted(called & READING))


def _levels(node: Any) -> Iterator[Any]:
    """Yield every SELECT, INSERT, UPDATE and DELETE in a statement, itself first."""
    kinds = ast.SelectStmt, ast.InsertStmt, ast.UpdateStmt, ast.DeleteStmt
    if isinstance(node, kinds):
        yield node
    for child in _children(node):
        yield from _levels(child)


def _children(node: Any) -> Iterator[Any]:
    if isinstance(node, tuple):
        yield from node
    elif isinstance(node, ast.Node):
        yield from (getattr(node, name) for name in node)


def _everything(node: Any) -> Iterator[Any]:
    """Yield every node of a statement, including nested statements."""
    for child in _children(node):
        yield child
        yield from _everything(child)


def _within(node: Any) -> Iterator[Any]:
    """Yield the nodes of a level, without those of nested statements."""
    for child in _children(node):
        if not isinstance(child, ast.SelectStmt):
            yield child
            yield from _within(child)


def _relations(level: Any) -> Iterator[tuple[str, str]]:
    """Yield the tenants' tables of this level, by alias."""
    sources = [
        *(getattr(level, "fromClause", None) or ()),
        *(getattr(level, "usingClause", None) or ()),
    ]
    if isinstance(level, ast.UpdateStmt | ast.DeleteStmt):
        sources.append(level.relation)
    for source in sources:
        for node in (source, *_within(source)):
            if isinstance(node, ast.RangeVar) and node.schemaname in {None, "public"}:
                name = str(node.relname)
                if name in KEYS:
                    yield str(node.alias.aliasname if node.alias else name), name


def _bound(level: Any, relations: dict[str, str]) -> Iterator[str]:
    """Yield the aliases that a top-level condition restricts to a given tenant."""
    conditions = [getattr(level, "whereClause", None)]
    for source in getattr(level, "fromClause", None) or ():
        joins = (node for node in (source, *_within(source)) if isinstance(node, ast.JoinExpr))
        conditions += [join.quals for join in joins]
    for condition in conditions:
        for part in _parts(condition):
            if isinstance(part, ast.A_Const) and getattr(part.val, "boolval", None) is False:
                yield from relations  # it reads no table
            yield from _binds(part, relations)


def _parts(condition: Any) -> Iterator[Any]:
    if isinstance(condition, ast.BoolExpr) and condition.boolop == BoolExprType.AND_EXPR:
        for part in condition.args or ():
            yield from _parts(part)
    elif condition is not None:
        yield condition


def _binds(part: Any, relations: dict[str, str]) -> Iterator[str]:
    if not isinstance(part, ast.A_Expr) or part.kind != A_Expr_Kind.AEXPR_OP:
        return
    if [str(word.sval) for word in part.name or ()] != ["="]:
        return
    for column, value in ((part.lexpr, part.rexpr), (part.rexpr, part.lexpr)):
        if isinstance(column, ast.ColumnRef) and _is_given(value):
            names = [getattr(field, "sval", "*") for field in column.fields or ()]
            alias = names[0] if len(names) > 1 else next(iter(relations), "")
            if names[-1] == KEYS.get(relations.get(alias, "")):
                yield alias


def _is_given(value: Any) -> bool:
    """Return whether the value is a parameter or a constant."""
    while isinstance(value, ast.TypeCast):
        value = value.arg
    return isinstance(value, ast.ParamRef | ast.A_Const)


def _of_insert(level: Any) -> Iterator[str]:
    """Check that each inserted row has a given tenant, or that of a restricted table."""
    table = level.relation.relname
    if table not in KEYS or level.relation.schemaname not in {None, "public"}:
        return
    names = [column.name for column in level.cols or ()]
    if KEYS[table] not in names:
        yield f"rows of {table} without {KEYS[table]}"
        return
    at = names.index(KEYS[table])
    source = level.selectStmt
    rows = source.valuesLists or [[target.val for target in source.targetList]]
    inner = set(_bound(source, dict(_relations(source))))
    for row in rows:
        if not _is_given(row[at]) and not _is_of(row[at], inner):
            yield f"rows of {table} whose tenant is not given"


def _is_of(value: Any, bound: set[str]) -> bool:
    if not isinstance(value, ast.ColumnRef):
        return False
    names = [getattr(field, "sval", "*") for field in value.fields or ()]
    return names[-1] == "tenant_id" and (len(names) == 1 or names[0] in bound)


def _name(call: Any) -> str:
    return str(call.funcname[-1].sval)
