"""From input objects to what actions take: only what was given, ids and addresses resolved.

Absent, null and a value are three things: absent fields are left out, null stays None.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

import strawberry

from db import tables
from db.reads.identifiers import NOBODY, table_of, uuid_in
from domain.errors import ValueRequired
from domain.terms import Address
from domain.text import camel
from gql.inputs.addresses import AddressInput

Typed = dict[str, Any]

_TABLES = {
    "account_id": tables.accounts,
    "base_unit_id": tables.units,
    "competitor_id": tables.competitors,
    "default_price_list_id": tables.price_lists,
    "default_unit_id": tables.units,
    "discount_list_id": tables.discount_lists,
    "opportunity_id": tables.opportunities,
    "owner_id": tables.users,
    "parent_id": tables.products,
    "price_list_id": tables.price_lists,
    "product_id": tables.products,
    "related_product_id": tables.products,
    "tax_code_id": tables.tax_codes,
    "unit_group_id": tables.unit_groups,
    "unit_id": tables.units,
}


_NEVER_NULL = frozenset(
    {
        "base_currency_code",
        "code",
        "currency_code",
        "customer_id",
        "default_unit_id",
        "direction",
        "discount_method",
        "forecast_category",
        "high_quantity",
        "inactive_discount_lists_apply",
        "is_active",
        "is_required",
        "is_revenue_system_calculated",
        "last_name",
        "low_quantity",
        "max_lines_per_document",
        "method",
        "name",
        "number",
        "owner_id",
        "precision",
        "price_list_optional",
        "pricing_precision",
        "create_products_as_active",
        "quantity",
        "quantity_decimals",
        "quantity_selling",
        "rate",
        "round_unit_price_first",
        "rounding_mode",
        "rounding_policy",
        "stage",
    }
)


def typed(given: object, *, without: Iterable[str] = (), required: Iterable[str] = ()) -> Typed:
    """The given fields of an input object, by the names of the domain. Raises VALUE_REQUIRED.

    `required` adds to the fields that are never null anywhere.
    """
    values: Typed = {}
    for name, value in _given(given).items():
        if value is None and (name in _NEVER_NULL or name in required):
            raise ValueRequired(field=camel(name), path=(camel(name),))
        if name not in without:
            values |= _resolved(name, value)
    return values


def typed_lines(lines: Iterable[object] | None) -> list[Typed]:
    """The given fields of each line."""
    return [typed(line) for line in lines or ()]


def _given(given: object) -> Mapping[str, Any]:
    found: Typed = {}
    for field in fields(given):  # type: ignore[arg-type]
        value = getattr(given, field.name)
        if isinstance(value, strawberry.Some):
            found[field.name] = value.value
        elif value is not None and value is not strawberry.UNSET:
            found[field.name] = value
    return found


def _resolved(name: str, value: Any) -> Typed:
    if name == "customer_id":
        return _customer(value)
    if name in _TABLES and value is not None:
        return {name: uuid_in(value, _TABLES[name])}
    if name == "bundle_line_id" and value is not None:
        table = table_of(value)
        return {name: NOBODY if table is None else uuid_in(value, table)}
    if name == "options" and value is not None:
        return {name: typed_lines(value)}
    if isinstance(value, AddressInput):
        return {name: Address(**_given(value))}
    return {name: value}


def _customer(id: str | None) -> dict[str, UUID | None]:
    """A customer is an account or a contact; the id says which."""
    table = table_of(id or "")
    if table is tables.contacts:
        return {"account_id": None, "contact_id": uuid_in(id or "", table)}
    account = uuid_in(id or "", table) if table is tables.accounts else NOBODY
    return {"account_id": account, "contact_id": None}
