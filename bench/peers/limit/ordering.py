"""`createOrderFromQuote` by hand: salesgraph's statements without its rules.

Assumes that the quote is active, priced, and the only one; checks and calculates nothing.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import orjson
from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import dialect
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.data.load import USER
from bench.peers.pool import session
from db import tables
from db.change_numbering import ChangeNumberer
from db.tenant_ids import user_id_of

TENANT = UUID(os.environ["BENCH_TENANT"])
PERSON = user_id_of(TENANT, USER)
_dialect = dialect()  # type: ignore[no-untyped-call]

Row = dict[str, Any]


def _columns(table: Table) -> list[str]:
    return [column.name for column in table.c if column.computed is None]


def _inserting(table: Table, names: Sequence[str]) -> str:
    """An INSERT with one array per column."""
    kinds = [table.c[name].type.compile(_dialect) for name in names]
    arrays = ", ".join(f"${at}::{kind}[]" for at, kind in enumerate(kinds, start=1))
    return f"INSERT INTO {table.name} ({', '.join(names)}) SELECT * FROM unnest({arrays})"


_ORDER, _ORDER_LINE = _columns(tables.orders), _columns(tables.order_lines)
_CLOSE_RECORD = _columns(tables.close_records)
_LOCK_OPPORTUNITY = """
SELECT id, status, version, currency_code FROM opportunities WHERE tenant_id = $1 AND id = (
  SELECT opportunity_id FROM quotes WHERE tenant_id = $1 AND id = $2) FOR NO KEY UPDATE
"""
_LOCK_QUOTES = f"""
SELECT {", ".join(_columns(tables.quotes))} FROM quotes
WHERE tenant_id = $1 AND (opportunity_id = $3
  OR number = (SELECT number FROM quotes WHERE tenant_id = $1 AND id = $2))
ORDER BY id FOR NO KEY UPDATE
"""
_LINES = f"""
SELECT {", ".join(_columns(tables.quote_lines))} FROM quote_lines
WHERE tenant_id = $1 AND quote_id = $2 ORDER BY line_number
"""
_NUMBER = """
INSERT INTO number_series AS series (tenant_id, kind, last) VALUES ($1, 'ORD', 1001)
ON CONFLICT (tenant_id, kind) DO UPDATE SET last = series.last + 1 RETURNING last
"""
_WIN_OPPORTUNITY = """
UPDATE opportunities SET status = 'WON', status_reason = 'WON', forecast_category = 'WON',
  actual_value = $3, actual_value_in_base = $4, actual_close_date = $5, version = version + 1,
  updated_at = $6, updated_by = $7 WHERE tenant_id = $1 AND id = $2 AND version = $8
"""
_WIN_QUOTE = """
UPDATE quotes SET status = 'WON', status_reason = 'WON', closed_on = $3, version = version + 1,
  updated_at = $4, updated_by = $5 WHERE tenant_id = $1 AND id = $2 AND version = $6
"""
_INSERT_ORDER = _inserting(tables.orders, _ORDER)
_INSERT_LINES = _inserting(tables.order_lines, _ORDER_LINE)
_INSERT_CLOSE_RECORDS = _inserting(tables.close_records, _CLOSE_RECORD)
_COMMIT = """
INSERT INTO unnumbered_changes (tenant_id, id, moment, types, record_ids, operations, versions,
  changed_at, changed_by)
VALUES ('{tenant}', '{id}', clock_timestamp(), '{{OPPORTUNITY,QUOTE,ORDER}}',
  '{{{opportunity},{quote},{order}}}', '{{UPDATED,UPDATED,CREATED}}', '{{{wins},{closes},1}}',
  '{now}', '{person}');
COMMIT
"""
_ANSWER = """
SELECT json_build_object('createOrderFromQuote', json_build_object(
  'order', (SELECT row_to_json(o) FROM (
    SELECT 'ord_' || replace(id::text, '-', '') AS id, number, status FROM orders
    WHERE tenant_id = $1 AND id = $2) AS o),
  'quote', (SELECT row_to_json(q) FROM (
    SELECT status FROM quotes WHERE tenant_id = $1 AND id = $3) AS q),
  'userErrors', '[]'::json))
"""


async def _connect() -> asyncpg.Connection:
    return await asyncpg.connect(os.environ["BENCH_DATABASE"], server_settings=session(str(TENANT)))


_numberer = ChangeNumberer(_connect)  # beside the requests, as salesgraph does


async def order(request: Request) -> Response:
    """Handle POST {"id": the quote's ID}."""
    quote_id = UUID(hex=orjson.loads(await request.body())["id"][4:])
    async with request.app.state.pool.acquire() as connection:
        made = await _ordered(connection, quote_id)
        _numberer.schedule(TENANT)
        data: bytes = await connection.fetchval(_ANSWER, TENANT, made, quote_id)
    return Response(b'{"data":%b}' % data, media_type="application/json")


async def _ordered(connection: asyncpg.Connection, quote_id: UUID) -> UUID:
    now = datetime.now(UTC)  # noqa: TID251
    number = await connection.fetchval(_NUMBER, TENANT)
    await connection.execute(f"BEGIN; SELECT set_config('app.tenant_id', '{TENANT}', true)")
    (deal,) = await connection.fetch(_LOCK_OPPORTUNITY, TENANT, quote_id)
    quotes = await connection.fetch(_LOCK_QUOTES, TENANT, quote_id, deal["id"])
    (quote,) = (row for row in quotes if row["id"] == quote_id)
    lines = await connection.fetch(_LINES, TENANT, quote_id)
    order = _order_of(quote, f"ORD-{number:05d}", now)
    total, day = quote["total_amount"], now.date()
    stamps = (now, PERSON)
    values = (total, quote["total_amount_in_base"], day, *stamps)
    await connection.execute(_WIN_OPPORTUNITY, TENANT, deal["id"], *values, deal["version"])
    await connection.execute(_WIN_QUOTE, TENANT, quote_id, day, *stamps, quote["version"])
    await connection.execute(_INSERT_ORDER, *_arrays(_ORDER, [order]))
    order_lines = [_line_of(line, order["id"]) for line in lines]
    await connection.execute(_INSERT_LINES, *_arrays(_ORDER_LINE, order_lines))
    records = [
        _closing(
            now, opportunity_id=deal["id"], revenue=total, currency_code=deal["currency_code"]
        ),
        _closing(now, quote_id=quote_id, currency_code=deal["currency_code"]),
    ]
    await connection.execute(_INSERT_CLOSE_RECORDS, *_arrays(_CLOSE_RECORD, records))
    await connection.execute(
        _COMMIT.format(
            tenant=TENANT, id=uuid4(), person=PERSON, now=now.isoformat(), opportunity=deal["id"],
            quote=quote_id, order=order["id"], wins=deal["version"] + 1,
            closes=quote["version"] + 1,
        )
    )  # fmt: skip
    made: UUID = order["id"]
    return made


def _order_of(quote: Any, number: str, now: datetime) -> Row:
    return dict(quote) | {
        "id": uuid4(),
        "number": number,
        "quote_id": quote["id"],
        "status": "ACTIVE",
        "status_reason": "NEW",
        "prices_locked": True,
        "date_fulfilled": None,
        "fulfillment_status": "NONE",
        "invoicing_status": "NONE",
        "reason_before_invoicing": None,
        "returns_to": None,
        "erp_status": None,
        "version": 1,
        "created_at": now,
        "created_by": PERSON,
        "updated_at": now,
        "updated_by": PERSON,
    }


def _line_of(line: Any, order_id: UUID) -> Row:
    own = {"id": uuid4(), "order_id": order_id, "quote_line_id": line["id"]}
    own |= {"invoiced_quantity": 0, "shipped_quantity": 0}
    return dict(line) | own


def _closing(now: datetime, **of: Any) -> Row:
    known = dict.fromkeys(_CLOSE_RECORD) | {
        "tenant_id": TENANT,
        "id": uuid4(),
        "status": "WON",
        "status_reason": "WON",
        "close_date": now.date(),
        "created_at": now,
        "created_by": PERSON,
    }
    return known | of


def _arrays(names: Sequence[str], rows: Sequence[Row]) -> list[list[Any]]:
    return [[row[name] for row in rows] for name in names]


ROUTE = Route("/order", order, methods=["POST"])
