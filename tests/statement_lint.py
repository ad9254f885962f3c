"""Checks that every statement allows tables to be distributed by tenant.

PostgreSQL's own parser reads the statements (pglast). At every level, each table of a tenant must
be restricted to the tenant by a value that is part of the statement, not by a join alone, because a
planner that knows the tenant of every table can route the statement to one node.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
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


@dataclass(frozen=True, slots=True)
class Level:
    """A SELECT, INSERT, UPDATE or DELETE, and its nodes without those of nested SELECTs."""

    statement: Any
    nodes: list[Any] = field(default_factory=list)

    @property
    def functions(self) -> set[str]:
        """The names of the functions that the level calls."""
        return {_name(node) for node in self.nodes if isinstance(node, ast.FuncCall)}


def faults(statement: str) -> list[str]:
    """Return all faults of a text with one or more statements."""
    found = []
    for raw in pglast.parse_sql(statement) or ():
        levels: list[Level] = []
        _collect(raw, levels, ())
        found += [fault for level in levels for fault in _faults_of(level)]
        found += _of_functions(levels)
    return found


def _collect(node: Any, levels: list[Level], around: tuple[Level, ...]) -> None:
    """Add the levels below a node; its other nodes belong to the levels `around` it."""
    for child in _children(node):
        if isinstance(child, ast.SelectStmt):
            levels.append(Level(child))
            _collect(child, levels, (levels[-1],))
            continue
        for level in around:
            level.nodes.append(child)
        if isinstance(child, ast.InsertStmt | ast.UpdateStmt | ast.DeleteStmt):
            levels.append(Level(child))
            _collect(child, levels, (*around, levels[-1]))
        else:
            _collect(child, levels, around)


def _children(node: Any) -> Iterator[Any]:
    """Yield the nodes that a node or a tuple contains."""
    kind: Any = type(node)
    values = node if kind is tuple else [getattr(node, name) for name in _members(kind)]
    for value in values:
        if isinstance(value, ast.Node):
            yield value
        elif isinstance(value, tuple):
            yield from _children(value)


@cache
def _members(kind: Any) -> list[str]:
    """Return the members of a kind of node that are nodes or lists of them."""
    types = {name: slot.c_type for name, slot in kind.__slots__.items()}
    return [name for name, c_type in types.items() if c_type.endswith("*") and c_type != "char*"]


def _faults_of(level: Level) -> Iterator[str]:
    statement = level.statement
    relations = dict(_relations(statement))
    for alias in relations.keys() - set(_bound(statement, relations)):
        name = relations[alias]
        yield f"{name} as {alias} has no {KEYS[name]} = value of its own"
    if isinstance(statement, ast.InsertStmt):
        yield from _of_insert(statement)
    if isinstance(statement, ast.UpdateStmt):
        yield from (f"{name}() in an UPDATE" for name in sorted(level.functions & VOLATILE))
    if isinstance(statement, ast.SelectStmt):
        for target in statement.targetList or ():
            if isinstance(target.val, ast.FuncCall) and _name(target.val) == "unnest":
                yield "unnest() among what is selected"


def _of_functions(levels: Iterable[Level]) -> Iterator[str]:
    """Check that functions that read tables are called in statements without tables."""
    called = READING & set[str]().union(*(level.functions for level in levels))
    if called and any(dict(_relations(level.statement)) for level in levels):
        yield from (f"{name}() beside a table" for name in sorted(called))


def _relations(statement: Any) -> Iterator[tuple[str, str]]:
    """Yield the tenants' tables of a level, by alias."""
    sources = [
        *(getattr(statement, "fromClause", None) or ()),
        *(getattr(statement, "usingClause", None) or ()),
    ]
    if isinstance(statement, ast.UpdateStmt | ast.DeleteStmt):
        sources.append(statement.relation)
    for source in sources:
        for node in _joined(source):
            if isinstance(node, ast.RangeVar) and node.schemaname in {None, "public"}:
                name = str(node.relname)
                if name in KEYS:
                    yield str(node.alias.aliasname if node.alias else name), name


def _joined(source: Any) -> Iterator[Any]:
    """Yield a source of rows; for a join, also both of its sides."""
    yield source
    if isinstance(source, ast.JoinExpr):
        yield from _joined(source.larg)
        yield from _joined(source.rarg)


def _bound(statement: Any, relations: dict[str, str]) -> Iterator[str]:
    """Yield the aliases that a top-level condition restricts to a given tenant."""
    conditions = [getattr(statement, "whereClause", None)]
    for source in getattr(statement, "fromClause", None) or ():
        joins = (node for node in _joined(source) if isinstance(node, ast.JoinExpr))
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


def _of_insert(statement: Any) -> Iterator[str]:
    """Check that each inserted row has a given tenant, or that of a restricted table."""
    table = statement.relation.relname
    if table not in KEYS or statement.relation.schemaname not in {None, "public"}:
        return
    names = [column.name for column in statement.cols or ()]
    if KEYS[table] not in names:
        yield f"rows of {table} without {KEYS[table]}"
        return
    at = names.index(KEYS[table])
    source = statement.selectStmt
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
