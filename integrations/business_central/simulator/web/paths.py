"""What a path leads to: a company, an entity set, a record, its lines, an action."""

import re
from dataclasses import dataclass

from integrations.business_central.simulator.core.errors import (
    ApiError,
    no_such_segment,
    not_found,
    refuse,
    refuse_query,
)
from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import Transaction
from integrations.business_central.simulator.core.values import GUID, Guid
from integrations.business_central.simulator.model.entity import Entity, Navigation
from integrations.business_central.simulator.model.registry import COMPANIES, ENTITIES
from integrations.business_central.simulator.odata.projection import related_rows

_SEGMENT = re.compile(r"([^()]+)(?:\((.*)\))?")
ACTION = "Microsoft.NAV."


@dataclass
class Target:
    """What a request is about. Without `row` it is a collection."""

    company: Row | None
    entity: Entity
    row: Row | None = None
    parent: Row | None = None
    navigation: Navigation | None = None
    action: str = ""
    count: bool = False


def find_target(tx: Transaction, path: list[str], company_hint: str) -> Target:
    """Return what the path leads to; raises ApiError if there is no such thing.

    `company_hint` is the id or the name of a company that the path does not name.
    """
    segments = [_split(segment) for segment in path]
    name, key = segments[0]
    if name == "companies":
        company = _find_company(tx, key) if key is not None else None
        if len(segments) == 1 or company is None:
            _end(segments[1:])
            return Target(company, COMPANIES, company)
        segments = segments[1:]
    else:
        company = _find_company(tx, company_hint)
    return _find_in_company(tx, company, segments)


def _find_in_company(
    tx: Transaction, company: Row, segments: list[tuple[str, str | None]]
) -> Target:
    (name, key), rest = segments[0], segments[1:]
    entity = ENTITIES.get(name)
    if entity is None:
        raise no_such_segment(name)
    target = Target(company, entity)
    if key is not None:
        target.row = find_row(tx, company, entity, Guid().read(key))
    return _follow(tx, target, rest)


def _follow(tx: Transaction, target: Target, rest: list[tuple[str, str | None]]) -> Target:
    for name, key in rest:
        if name == "$count" and target.row is None and key is None:
            target.count = True
        elif target.row is None or target.action or target.count:
            raise no_such_segment(name)
        elif name.startswith(ACTION):
            target.action = _action(target.entity, name)
        else:
            _navigate(tx, target, name, key)
    return target


def _navigate(tx: Transaction, target: Target, name: str, key: str | None) -> None:
    navigation = target.entity.navigations.get(name)
    if navigation is None or target.row is None:
        raise no_such_segment(name)
    if not navigation.target:
        raise ApiError(501, "BadRequest_MethodNotImplemented", f"'{name}' is not simulated.")
    related = related_rows(tx, target.row, navigation)
    target.parent, target.navigation = target.row, navigation
    target.entity, target.row = ENTITIES[navigation.target], None
    if not navigation.many:
        if not related:
            raise not_found(target.entity.title, "")
        target.row = related[0]
    elif key is not None:
        record_id = Guid().read(key)
        target.row = next((row for row in related if row["id"] == record_id), None)
        if target.row is None:
            raise not_found(target.entity.title, record_id)


def find_row(tx: Transaction, company: Row, entity: Entity, id: str) -> Row:
    """Return a record or a line by its id; raises ApiError if the company has none."""
    row: Row | None
    if entity.lines_of:
        owner = tx.store.owner_of_line(id)
        documents = [tx.get(*owner)] if owner else list(tx.rows(entity.lines_of))
        row = next(
            (
                line
                for document in documents
                if document and document["_company"] == company["id"]
                for line in document["lines"]
                if line["id"] == id and (owner is None or owner[0] == entity.lines_of)
            ),
            None,
        )
    else:
        found = tx.get(entity.set_name, id)
        row = found if found and found["_company"] == company["id"] else None
    if row is None:
        raise not_found(entity.title, id)
    return row


def _find_company(tx: Transaction, hint: str | None) -> Row:
    if not hint:
        raise refuse(
            "Internal_CompanyNotFound",
            "Cannot process the request because the default company cannot be found.",
        )
    for company in tx.rows("companies"):
        if hint.lower() == company["id"] or hint == company["name"]:
            return company
    raise ApiError(404, "Internal_CompanyNotFound", f"The company {hint} does not exist.")


def _split(segment: str) -> tuple[str, str | None]:
    match = _SEGMENT.fullmatch(segment)
    if not match:
        raise refuse_query(f"Syntax error in the URL at '{segment}'.")
    name, key = match[1], match[2]
    if key is not None and not GUID.fullmatch(key):
        raise refuse_query(f"The key '{key}' of '{name}' is not a GUID without quotes.")
    return name, key


def _end(rest: list[tuple[str, str | None]]) -> None:
    if rest:
        raise no_such_segment(rest[0][0])


def _action(entity: Entity, name: str) -> str:
    action = name.removeprefix(ACTION)
    known = {each.lower(): each for each in entity.actions}
    if action.lower() not in known:
        raise ApiError(
            404, "BadRequest_NotFound", "No HTTP resource was found that matches the request URI."
        )
    return known[action.lower()]
