"""What a tenant sells, and the currencies it sells in."""

from datetime import datetime

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
