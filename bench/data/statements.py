"""The statements that fill the tables, in the order of their foreign keys."""

from bench.data.shape import DEAL, RATES

_BY = "'00000000-0000-7000-8000-000000000000'::uuid"
_PARTIES = f"""
INSERT INTO accounts (tenant_id, id, name, email, phone, industry, is_active, owner_id, version,
  created_at, created_by, updated_at, updated_by)
SELECT :tenant, pg_temp.ident('ACC', n, :accounts, -30),
  (ARRAY['Alder','Birch','Cedar','Elm','Fir','Hazel','Juniper','Larch','Maple','Oak'])[1 + n % 10]
  || ' ' || (ARRAY['Glass','Steel','Paper','Foods','Energy','Textiles','Robotics'])[1 + n % 7]
  || ' ' || n, CASE WHEN n % 3 > 0 THEN 'office@customer-' || n || '.example' END,
  '+1 555 ' || lpad(n::text, 7, '0'), (ARRAY['Glass','Steel','Paper',NULL])[1 + n % 4], true,
  owners.id, 1, pg_temp.made(n, :accounts, -30), {_BY}, pg_temp.made(n, :accounts, -20), {_BY}
FROM generate_series(1, :accounts) AS n
  JOIN owners ON owners.place = n % (SELECT count(*) FROM owners);

INSERT INTO contacts (tenant_id, id, first_name, last_name, name, email, is_active, account_id,
  owner_id, version, created_at, created_by, updated_at, updated_by)
SELECT :tenant, pg_temp.ident('CON', n, :contacts, -30), 'Robin', 'Sample ' || n,
  'Robin Sample ' || n, 'robin' || n || '@people.example', true,
  CASE WHEN n % 2 = 0 THEN pg_temp.ident('ACC', 1 + n % :accounts, :accounts, -30) END,
  owners.id, 1, pg_temp.made(n, :contacts, -30), {_BY}, pg_temp.made(n, :contacts, -20), {_BY}
FROM generate_series(1, :contacts) AS n
  JOIN owners ON owners.place = n % (SELECT count(*) FROM owners);
"""
_PRODUCTS = f"""
INSERT INTO products (tenant_id, id, number, name, structure, type, status, unit_group_id,
  default_unit_id, quantity_decimals, currency_code, list_price, version, created_at, created_by,
  updated_at, updated_by)
SELECT :tenant, pg_temp.ident('PRD', n, :products, -60), 'P-' || lpad(n::text, 5, '0'),
  (ARRAY['Pump','Valve','Filter','Sensor','Panel'])[1 + n % 5] || ' ' || n, 'PRODUCT',
  'SALES_INVENTORY', 'ACTIVE', unit_group_id, id, 2, 'USD', n * 1.25, 1,
  pg_temp.made(n, :products, -60), {_BY}, pg_temp.made(n, :products, -60), {_BY}
FROM generate_series(1, :products) AS n, units
WHERE tenant_id = :tenant AND base_unit_id IS NULL;
"""
_MONEY = ("detail_amount", "pre_freight_amount", "total_amount")
_AMOUNTS = ", ".join(f"{name}, {name}_in_base" for name in _MONEY)
_WORTH = ", ".join(["cents * worth, round(cents * worth / rate, 2)"] * len(_MONEY))
_HEAD = "account_id, contact_id, owner_id, currency_code, exchange_rate, pricing_error"
_HEADS = "account_id, contact_id, owners.id, code, rate, 'NONE'"
_STAMPS = "version, created_at, created_by, updated_at, updated_by"

_OPPORTUNITIES = f"""
INSERT INTO opportunities (tenant_id, id, number, name, status, status_reason, stage, probability,
  rating, forecast_category, estimated_value, estimated_value_in_base, estimated_close_date,
  actual_value, actual_value_in_base, actual_close_date, {_HEAD}, {_AMOUNTS}, {_STAMPS})
SELECT :tenant, pg_temp.ident('OPP', n, :size, 0), 'OPP-' || lpad(n::text, 7, '0'),
  (ARRAY['Renewal','New plant','Upgrade','Pilot','Spare parts','Service'])[1 + n % 6] || ' '
  || (ARRAY['north','south','east','west'])[1 + n * 3 % 4] || ' ' || n,
  CASE WHEN fate < 2 THEN 'WON' WHEN fate < 4 THEN 'LOST' ELSE 'OPEN' END,
  CASE WHEN fate < 2 THEN 'WON' WHEN fate < 4 THEN 'OUT_SOLD' ELSE 'IN_PROGRESS' END,
  (ARRAY['QUALIFY','DEVELOP','PROPOSE','CLOSE'])[1 + n * 7 % 4],
  CASE WHEN n % 5 > 0 THEN n * 17 % 101 END, (ARRAY['HOT','WARM','COLD',NULL])[1 + n % 4],
  CASE WHEN fate < 2 THEN 'WON' WHEN fate < 4 THEN 'LOST'
    ELSE (ARRAY['PIPELINE','BEST_CASE','COMMITTED','OMITTED'])[1 + n * 11 % 4] END,
  CASE WHEN n % 6 > 0 THEN cents * worth END,
  CASE WHEN n % 6 > 0 THEN round(cents * worth / rate, 2) END,
  CASE WHEN n % 4 > 0 THEN pg_temp.made(n, :size, 30 + (n % 120)::int)::date END,
  CASE WHEN fate < 2 THEN cents * worth END,
  CASE WHEN fate < 2 THEN round(cents * worth / rate, 2) END,
  CASE WHEN fate < 4 THEN pg_temp.made(n, :size, 20 + (n % 90)::int)::date END,
  {_HEADS}, {_WORTH}, 1, pg_temp.made(n, :size, 0), {_BY},
  pg_temp.made(n, :size, (n % 20)::int), {_BY}
FROM generate_series(1::bigint, :size) AS n {DEAL}
  CROSS JOIN LATERAL (SELECT pg_temp.total(2 * n) AS cents OFFSET 0) AS sum;
"""
_QUOTES = f"""
INSERT INTO quotes (tenant_id, id, number, revision, name, status, status_reason, opportunity_id,
  effective_from, effective_to, closed_on, {_HEAD}, {_AMOUNTS}, {_STAMPS})
SELECT :tenant, pg_temp.ident('QUO', quote, 2 * :size, 1), 'QUO-' || lpad(quote::text, 7, '0'), 0,
  'Offer ' || quote,
  CASE WHEN fate < 4 THEN CASE WHEN fate < 2 AND quote % 2 = 0 THEN 'WON' ELSE 'CLOSED' END
    ELSE CASE WHEN quote % 2 = 0 THEN 'ACTIVE' ELSE 'DRAFT' END END,
  CASE WHEN fate < 4 THEN CASE WHEN fate < 2 AND quote % 2 = 0 THEN 'WON' ELSE 'LOST' END
    ELSE 'IN_PROGRESS' END,
  pg_temp.ident('OPP', n, :size, 0), pg_temp.made(n, :size, 2)::date,
  CASE WHEN n % 3 > 0 THEN pg_temp.made(n, :size, 60)::date END,
  CASE WHEN fate < 4 THEN pg_temp.made(n, :size, 20 + (n % 90)::int)::date END,
  {_HEADS}, {_WORTH}, 1, pg_temp.made(quote, 2 * :size, 1), {_BY},
  pg_temp.made(quote, 2 * :size, 2), {_BY}
FROM generate_series(1::bigint, 2 * :size) AS quote
  CROSS JOIN LATERAL (SELECT (quote + 1) / 2 AS n) AS parent {DEAL}
  CROSS JOIN LATERAL (SELECT pg_temp.total(quote) AS cents OFFSET 0) AS sum;
"""
_ORDERS = f"""
INSERT INTO orders (tenant_id, id, number, name, status, status_reason, opportunity_id, quote_id,
  prices_locked, fulfillment_status, invoicing_status, request_delivery_by, {_HEAD}, {_AMOUNTS},
  {_STAMPS})
SELECT :tenant, pg_temp.ident('ORD', n, :size, 3), 'ORD-' || lpad(n::text, 7, '0'), 'Order ' || n,
  CASE WHEN fate = 0 THEN 'INVOICED' ELSE 'ACTIVE' END,
  CASE WHEN fate = 0 THEN 'INVOICED' ELSE 'NEW' END, pg_temp.ident('OPP', n, :size, 0),
  CASE WHEN fate < 2 THEN pg_temp.ident('QUO', 2 * n, 2 * :size, 1) END, false, 'NONE',
  CASE WHEN fate < 2 THEN 'FULL' ELSE 'NONE' END,
  CASE WHEN n % 3 > 0 THEN pg_temp.made(n, :size, 90)::date END, {_HEADS}, {_WORTH}, 1,
  pg_temp.made(n, :size, 3), {_BY}, pg_temp.made(n, :size, 4), {_BY}
FROM generate_series(1::bigint, :size) AS n {DEAL}
  CROSS JOIN LATERAL (SELECT pg_temp.total(2 * n) AS cents OFFSET 0) AS sum
WHERE fate IN (0, 1, 5);
"""
_INVOICES = f"""
INSERT INTO invoices (tenant_id, id, number, name, status, status_reason, opportunity_id, order_id,
  prices_locked, due_date, {_HEAD}, {_AMOUNTS}, amount_paid, amount_paid_in_base, amount_due,
  amount_due_in_base, {_STAMPS})
SELECT :tenant, pg_temp.ident('INV', n, :size, 5), 'INV-' || lpad(n::text, 7, '0'),
  'Invoice ' || n, CASE WHEN fate = 0 THEN 'PAID' ELSE 'ACTIVE' END,
  CASE WHEN fate = 0 THEN 'COMPLETE' ELSE 'NEW' END, pg_temp.ident('OPP', n, :size, 0),
  pg_temp.ident('ORD', n, :size, 3), true, pg_temp.made(n, :size, 35)::date, {_HEADS}, {_WORTH},
  CASE WHEN fate = 0 THEN cents * worth ELSE 0 END,
  CASE WHEN fate = 0 THEN round(cents * worth / rate, 2) ELSE 0 END,
  CASE WHEN fate = 0 THEN 0 ELSE cents * worth END,
  CASE WHEN fate = 0 THEN 0 ELSE round(cents * worth / rate, 2) END,
  1, pg_temp.made(n, :size, 5), {_BY}, pg_temp.made(n, :size, 6), {_BY}
FROM generate_series(1::bigint, :size) AS n {DEAL}
  CROSS JOIN LATERAL (SELECT pg_temp.total(2 * n) AS cents OFFSET 0) AS sum
WHERE fate < 2;
"""


def _lines(
    table: str, kind: str, parent: str, own: str, *, values: tuple[str, str], which: str
) -> str:
    """The lines of one document type, copied from the lines of the quotes."""
    return f"""
INSERT INTO {table} (tenant_id, id, {parent}, line_number, product_id, write_in, line_type,
  unit_id, currency_code, quantity, price_per_unit, price_per_unit_in_base, is_price_overridden,
  pricing_error, base_amount, base_amount_in_base, extended_amount, extended_amount_in_base{own})
SELECT :tenant, pg_temp.ident('{kind}', line, 8 * :size, 1), {values[0]},
  1 + (line - 1) % 4,
  CASE WHEN line % 5 > 0
    THEN pg_temp.ident('PRD', 1 + line * 31 % :products, :products, -60) END,
  CASE WHEN line % 5 = 0 THEN 'Extra work ' || line END,
  CASE WHEN line % 5 > 0 THEN 'PRODUCT' ELSE 'WRITE_IN' END,
  CASE WHEN line % 5 > 0 THEN unit.id END, code, pg_temp.quantity(line),
  pg_temp.price(line) * worth, round(pg_temp.price(line) * worth / rate, 2), true, 'NONE',
  pg_temp.amount(line) * worth, round(pg_temp.amount(line) * worth / rate, 2),
  pg_temp.amount(line) * worth, round(pg_temp.amount(line) * worth / rate, 2)
  {values[1]}
FROM generate_series(1::bigint, 8 * :size) AS line
  CROSS JOIN LATERAL (SELECT (line + 7) / 8 AS n, (line + 3) / 4 AS quote) AS parent
  CROSS JOIN LATERAL (SELECT n * 7919 % 10 AS fate, n * 31 % 10 AS turn) AS deal
  JOIN tongues USING (turn)
  CROSS JOIN (SELECT id FROM units WHERE tenant_id = :tenant AND base_unit_id IS NULL) AS unit
WHERE {which};
"""


_QUOTE_LINES = [
    _lines(
        "quote_lines",
        "QUL",
        "quote_id",
        ", lineage_id",
        values=(
            "pg_temp.ident('QUO', quote, 2 * :size, 1)",
            ", pg_temp.ident('QUL', line, 8 * :size, 1)",
        ),
        which=which,
    )
    for which in ("line <= 4 * :size", "line > 4 * :size")
]
_ORDER_LINES = _lines(
    "order_lines",
    "ORL",
    "order_id",
    ", quote_line_id, invoiced_quantity",
    values=(
        "pg_temp.ident('ORD', n, :size, 3)",
        """, CASE WHEN fate < 2 THEN pg_temp.ident('QUL', line, 8 * :size, 1) END,
  CASE WHEN fate < 2 THEN pg_temp.quantity(line) ELSE 0 END""",
    ),
    which="quote % 2 = 0 AND fate IN (0, 1, 5)",
)
_INVOICE_LINES = _lines(
    "invoice_lines",
    "INL",
    "invoice_id",
    ", order_line_id",
    values=(
        "pg_temp.ident('INV', n, :size, 5)",
        ", pg_temp.ident('ORL', line, 8 * :size, 1)",
    ),
    which="quote % 2 = 0 AND fate < 2",
)

# Steps by their progress message, in the order of the foreign keys.
STEPS: dict[str, str] = {
    "customers": _PARTIES,
    "products and rates": _PRODUCTS + RATES,
    "opportunities": _OPPORTUNITIES,
    "quotes": _QUOTES,
    "half of the quote lines": _QUOTE_LINES[0],
    "the other half of the quote lines": _QUOTE_LINES[1],
    "orders": _ORDERS,
    "order lines": _ORDER_LINES,
    "invoices": _INVOICES,
    "invoice lines": _INVOICE_LINES,
}
# Tables whose non-unique indexes are built after loading.
TABLES = (
    "accounts", "contacts", "products", "opportunities", "quotes", "quote_lines", "orders",
    "order_lines", "invoices", "invoice_lines",
)  # fmt: skip
