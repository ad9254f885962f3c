"""What a tenant sells, and the currencies it sells in."""

from datetime import datetime
from decimal import Decimal

from db import tables
from gql.fields import column, entity, to_one
from gql.scalars import CurrencyCode
from gql.types.interfaces import Node
from gql.types.parties import User


@entity(tables.currencies)
class Currency:
    """A currency of ISO 4217."""

    code: CurrencyCode = column("The code, three capital letters.")
    name: str = column("The name.")
    precision: int = column("The number of its decimals.")


@entity(tables.units)
class Unit(Node):
    """What quantities are counted in."""

    name: str = column("The name.")
    quantity: Decimal = column("How many of the base unit it is.")
    base_unit: "Unit | None" = to_one("base_unit_id", "What it is counted in; null of the primary.")


@entity(tables.tax_codes)
class TaxCode(Node):
    """A rate that makes the tax of the lines which ask for it."""

    code: str = column("The code; no two tax codes share one.")
    name: str = column("The name.")
    rate: Decimal = column("The rate, in percent.")
    is_active: bool = column("Whether further lines can ask for it.")


@entity(tables.price_lists)
class PriceList(Node):
    """Prices of products in one currency."""

    name: str = column("The name; no two price lists share one.")
    currency_code: CurrencyCode = column("The currency of its prices.")
    description: str | None = column("Notes.")
    is_active: bool = column("Whether documents can choose it.")


@entity(tables.products)
class Product(Node):
    """What can be sold."""

    number: str = column("The number that people know it by; no two products share one.")
    name: str = column("The name.")
    description: str | None = column("Notes.")
    is_active: bool = column("Whether it can be added to documents.")
    version: int = column("Counts the changes; for `expectedVersion`.")
    created_at: datetime = column("When it was made.")
    created_by: User | None = to_one("created_by", "Who made it.")
    updated_at: datetime = column("When it last changed.")
    updated_by: User | None = to_one("updated_by", "Who changed it last.")
