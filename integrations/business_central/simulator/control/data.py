"""Companies and masters: created at the start from a seed, and through the control door."""

import uuid
from decimal import Decimal
from typing import Any

from integrations.business_central.simulator.core.errors import not_found
from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import Transaction
from integrations.business_central.simulator.model.registry import ENTITIES
from integrations.business_central.simulator.sales.bodies import read_body
from integrations.business_central.simulator.sales.masters import (
    change_master,
    create_master,
    save_row,
)
from integrations.business_central.simulator.web.world import World

_NAMESPACE = uuid.UUID("5b1f2c1e-6d0e-4f6d-9b1a-0d8a6f0b7a11")
_HIDDEN = {"taxGroups": {"percent"}, "items": {"units", "inventory"}}
_FIRST = (  # what others refer to comes first
    *("unitsOfMeasure", "currencies", "paymentTerms", "shipmentMethods", "paymentMethods"),
    *("taxGroups", "accounts", "salespeoplePurchasers", "items", "resources", "customers"),
)
SETS = frozenset(_FIRST)


def create_company(world: World) -> Row:
    """Create the company of the settings if it does not exist; its id follows from its name."""
    settings, tx = world.settings, world.store.begin()
    record_id = str(uuid.uuid5(_NAMESPACE, settings.company))
    present = tx.get("companies", record_id)
    if present:
        return present
    now = world.clock.now()
    company = {
        "id": record_id,
        "name": settings.company,
        "displayName": settings.company,
        "systemVersion": "28.0.0.0",
        "_currency": settings.currency,
        "_company": record_id,
        "systemCreatedAt": now,
        "systemModifiedAt": now,
    }
    tx.put("companies", company)
    information = {"id": str(uuid.uuid4()), "_company": record_id, "displayName": settings.company}
    tx.put("companyInformation", information | {"currencyCode": settings.currency})
    tx.commit()
    return company


def load_seed(world: World, seed: dict[str, Any]) -> int:
    """Create the masters of a seed, a list for each entity set; return how many."""
    company = create_company(world)
    if unknown := seed.keys() - SETS:
        raise ValueError(f"There is no set {min(unknown)}: a seed has {sorted(SETS)}.")
    tx, count = world.store.begin(), 0
    for set_name in _FIRST:
        for values in seed.get(set_name, ()):
            put_master(tx, company, set_name, values)
            count += 1
    tx.commit()
    return count


def put_master(tx: Transaction, company: Row, set_name: str, values: Any) -> Row:
    """Create a record, or change the one with the same id, number or code.

    Besides the API's fields, an item has `units` (codes in which it is sold too) and `inventory`,
    and a tax group has `percent`. An `id` chooses the record's id.
    """
    values = dict(values)
    record_id = values.pop("id", None)
    hidden = {f"_{name}": values.pop(name) for name in _HIDDEN.get(set_name, ()) if name in values}
    hidden = {name: Decimal(v) if isinstance(v, int) else v for name, v in hidden.items()}
    if set_name == "resources":
        return _put_resource(tx, company, values)
    entity = ENTITIES[set_name]
    key = "number" if "number" in entity.fields else "code"
    present = tx.get(set_name, record_id.lower()) if record_id else None
    if values.get(key) and present is None:
        wanted = read_body(entity, {key: values[key]})[key]
        present = tx.find(set_name, _company=company["id"], **{key: wanted})
    if present:
        tx.put(set_name, {**present, **hidden})
        return change_master(
            tx, company, entity, tx.get(set_name, present["id"]) or present, values
        )
    if record_id:
        hidden["id"] = record_id.lower()
    return create_master(tx, company, entity, values, hidden)


def delete_master_row(tx: Transaction, set_name: str, key: str) -> None:
    """Delete a record by id, number or code, even if documents refer to it."""
    found = tx.get(set_name, key.lower())
    for name in ("number", "code"):
        found = found or tx.find(set_name, **{name: key.upper()})
    if found is None:
        raise not_found(set_name, key)
    tx.delete(set_name, found["id"])


def _put_resource(tx: Transaction, company: Row, values: dict[str, Any]) -> Row:
    number = str(values["number"]).upper()
    present = tx.find("resources", _company=company["id"], number=number)
    row = {
        "id": present["id"] if present else str(uuid.uuid4()),
        "_company": company["id"],
        "number": number,
        "displayName": str(values.get("displayName", number)),
        "unitPrice": Decimal(values.get("unitPrice", 0)),
        "taxGroupCode": str(values.get("taxGroupCode", "")).upper(),
    }
    return save_row(tx, "resources", row)
