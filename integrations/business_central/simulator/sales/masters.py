"""Masters: create, change and delete customers, items, units, currencies and terms."""

import uuid
from typing import Any

from integrations.business_central.simulator.core.errors import (
    ApiError,
    refuse,
    refuse_by_rule,
)
from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import Transaction
from integrations.business_central.simulator.core.values import NO_GUID
from integrations.business_central.simulator.model.entity import Entity
from integrations.business_central.simulator.sales.bodies import read_body
from integrations.business_central.simulator.sales.references import check_terms, find_currency

_PAIRS = {  # id, code, table
    "items": (
        ("taxGroupId", "taxGroupCode", "taxGroups"),
        ("baseUnitOfMeasureId", "baseUnitOfMeasureCode", "unitsOfMeasure"),
    ),
}
_SERIES = {"customers": ("C", 10_001), "items": ("I", 1_001)}


def create_master(
    tx: Transaction, company: Row, entity: Entity, body: Any, hidden: Row | None = None
) -> Row:
    """Create a record; `hidden` are values that the API does not show.

    Raises ApiError if a reference is unknown or if the number or code is taken.
    """
    values = read_body(entity, body)
    row = {name: field.default for name, field in entity.fields.items() if not field.compute}
    row |= {"id": str(uuid.uuid4()), "_company": company["id"], **(hidden or {})}
    if entity.set_name == "customers" and not values.get("displayName"):
        raise refuse_by_rule('A "displayName" must be provided.')
    return _save(tx, company, entity, row, values)


def change_master(tx: Transaction, company: Row, entity: Entity, row: Row, body: Any) -> Row:
    """Change a record; raises ApiError like `create_master`."""
    values = read_body(entity, body)
    if entity.set_name == "customers" and values.get("displayName", "x") == "":
        raise refuse_by_rule('The blank "displayName" is not allowed.')
    return _save(tx, company, entity, dict(row), values)


def delete_master(tx: Transaction, entity: Entity, row: Row) -> None:
    """Delete a record; raises ApiError if an order refers to it."""
    if any(row["id"] in _references(order) for order in tx.rows("salesOrders")):
        raise refuse_by_rule(
            f"You cannot delete {entity.title} {_key_of(entity, row)} because there is at least"
            f" one outstanding Sales Order for this {entity.title.lower()}."
        )
    tx.delete(entity.set_name, row["id"])


def save_row(tx: Transaction, table: str, row: Row) -> Row:
    """Save a row and return it as it is saved."""
    tx.put(table, row)
    return tx.get(table, row["id"]) or row


def _save(tx: Transaction, company: Row, entity: Entity, row: Row, values: dict[str, Any]) -> Row:
    row |= values
    _set_key(tx, entity, row)
    check_terms(tx, company["id"], values)
    if entity.set_name == "customers":
        _set_currency(tx, company, row, values)
    for record_id, code, table in _PAIRS.get(entity.set_name, ()):
        _set_pair(tx, company["id"], row, values, (record_id, code, table))
    return save_row(tx, entity.set_name, row)


def _set_key(tx: Transaction, entity: Entity, row: Row) -> None:
    name = "number" if "number" in entity.fields else "code"
    if not row[name]:
        if entity.set_name not in _SERIES:
            raise refuse("BadRequest_RequiredParamNotProvided", f"'{name}' must not be blank.")
        prefix, first = _SERIES[entity.set_name]
        row[name] = f"{prefix}{tx.store.next_number(entity.set_name, first)}"
    same = tx.find(entity.set_name, _company=row["_company"], **{name: row[name]})
    if same and same["id"] != row["id"]:
        raise refuse(
            "Internal_EntityWithSameKeyExists",
            f"The {entity.title} already exists. Identification fields and values: {row[name]}",
        )


def _set_currency(tx: Transaction, company: Row, row: Row, values: dict[str, Any]) -> None:
    found = find_currency(tx, company, values)
    if found:
        row["currencyId"], row["_currency"] = found
    row.setdefault("_currency", "")
    row["currencyCode"] = row["_currency"] or company["_currency"]


def _set_pair(
    tx: Transaction, company: str, row: Row, values: dict[str, Any], pair: tuple[str, str, str]
) -> None:
    record_id, code, table = pair
    if record_id in values and values[record_id] != NO_GUID:
        found = tx.get(table, values[record_id])
    elif values.get(code):
        found = tx.find(table, _company=company, code=values[code])
    elif record_id in values or code in values:
        row |= {record_id: NO_GUID, code: ""}
        return
    else:
        return
    if found is None:
        raise _no_match(record_id if record_id in values else code)
    if values.get(code) and found["code"] != values[code]:
        raise refuse_by_rule(f"The {code.removesuffix('Code')} values do not match.")
    row |= {record_id: found["id"], code: found["code"]}


def _no_match(name: str) -> ApiError:
    return refuse_by_rule(f'The "{name}" does not match to a record.')


def _key_of(entity: Entity, row: Row) -> str:
    return str(row["number" if "number" in entity.fields else "code"])


def _references(order: Row) -> set[str]:
    own = {order[name] for name in ("customerId", "billToCustomerId", "currencyId")}
    return own | {line.get("_object", "") for line in order["lines"]}
