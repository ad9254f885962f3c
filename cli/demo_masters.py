"""The demo's customers, products, units and currencies as masters of Business Central."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from db import tables
from db.database import Database
from db.tenant_ids import tenant_id_of
from demo.names import SLUG

Master = dict[str, object]
_LOCAL = "EUR"  # the currency of the simulator's company, which is not among its currencies


async def masters_of_demo(database: Database) -> dict[str, Sequence[Master]]:
    """Return what the simulator must know before it gets an order of the demo."""
    units = sorted({name for name, _ in await _column(database, tables.units, "name", "name")})
    codes = [name[:10].strip() for name in units]
    accounts = await _column(database, tables.accounts, "name", "name")
    products = await _column(database, tables.products, "number", "name")
    currencies = await _column(database, tables.tenant_currencies, "code", "precision")
    return {
        "unitsOfMeasure": [
            {"code": code, "displayName": name} for code, name in zip(codes, units, strict=True)
        ],
        "currencies": [
            {"code": code, "amountRoundingPrecision": 1 / 10 ** int(places)}
            for code, places in currencies
            if code != _LOCAL
        ],
        "items": [_item(number, name, codes) for number, name in products],
        "customers": [
            {"number": str(20_000 + at), "displayName": name[:100]}
            for at, (name, _) in enumerate(accounts)
        ],
    }


def _item(number: str, name: str, units: Sequence[str]) -> Master:
    return {
        "number": number,
        "displayName": name[:100],
        "baseUnitOfMeasureCode": units[0],
        "units": units[1:],
        "taxGroupCode": "NORMAL",
    }


async def _column(database: Database, table: Any, name: str, other: str) -> list[tuple[str, str]]:
    tenant_id = tenant_id_of(SLUG)
    statement = select(table.c[name], table.c[other]).where(table.c.tenant_id == tenant_id)
    async with database.writing(tenant_id) as connection:
        rows = await connection.execute(statement.order_by(table.c[name]))
        return [(str(first), str(second)) for first, second in rows]
