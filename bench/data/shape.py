"""The records of the data set: everything is computed from a record's number.

No table is read to fill another: a quote has the ID of its opportunity because both compute it. So
the same size always gives the same data, and millions of rows take minutes.
"""

DAYS = 1095  # three years
BEGAN = 1_672_531_200  # 2023-01-01 00:00 UTC
OWNERS = 50
PRODUCTS = 200
QUOTES = 2  # per opportunity
LINES = 4  # per quote

# made(n, total, days): creation time of the n-th of `total` records, `days` after the first one can
# be created.
# ident(kind, n, total, days): its ID, a UUIDv7 of that time.
# price, quantity, amount: of the n-th quote line, in hundredths of its currency.
FUNCTIONS = f"""
CREATE FUNCTION pg_temp.made(n bigint, total bigint, days int) RETURNS timestamptz
LANGUAGE sql IMMUTABLE AS $$
  SELECT to_timestamp({BEGAN} + days * 86400 + n * {DAYS * 86400} / total)
$$;
CREATE FUNCTION pg_temp.ident(kind text, n bigint, total bigint, days int) RETURNS uuid
LANGUAGE sql IMMUTABLE AS $$
  SELECT overlay(overlay(md5(kind || n)
    placing lpad(to_hex(({BEGAN} + days * 86400) * 1000::bigint
                        + n * {DAYS * 86_400_000} / total), 12, '0') || '7' from 1)
    placing '8' from 17)::uuid
$$;
CREATE FUNCTION pg_temp.price(n bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT 1000 + n * 7919 % 90000 $$;
CREATE FUNCTION pg_temp.quantity(n bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT 1 + n * 13 % 9 $$;
CREATE FUNCTION pg_temp.amount(n bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT (1000 + n * 7919 % 90000) * (1 + n * 13 % 9) $$;
CREATE FUNCTION pg_temp.total(quote bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
  SELECT {" + ".join(f"pg_temp.amount({LINES} * quote - {back})" for back in range(LINES))}
$$;
"""

# Currencies in ten turns: code, rate, and value of a hundredth (yen have no hundredths).
CURRENCIES = """
CREATE TEMP TABLE tongues (turn int, code text, rate numeric, worth numeric);
INSERT INTO tongues VALUES
  (0, 'USD', 1, 0.01), (1, 'EUR', 0.92, 0.01), (2, 'USD', 1, 0.01), (3, 'GBP', 0.79, 0.01),
  (4, 'EUR', 0.92, 0.01), (5, 'USD', 1, 0.01), (6, 'JPY', 150, 1), (7, 'USD', 1, 0.01),
  (8, 'EUR', 0.92, 0.01), (9, 'USD', 1, 0.01);
"""

# The exchange rates of the documents.
RATES = """
UPDATE tenant_currencies SET exchange_rate = rate FROM tongues
WHERE tenant_id = :tenant AND tenant_currencies.code = tongues.code;
"""

# Values of the n-th opportunity that its quotes, orders and invoices share.
DEAL = """
  CROSS JOIN LATERAL (SELECT n * 7919 % 10 AS fate, n * 31 % 10 AS turn,
    CASE WHEN n * 13 % 10 > 0
      THEN pg_temp.ident('ACC', 1 + n * 7919 % :accounts, :accounts, -30) END AS account_id,
    CASE WHEN n * 13 % 10 = 0
      THEN pg_temp.ident('CON', 1 + n * 7919 % :contacts, :contacts, -30) END AS contact_id
  ) AS deal
  JOIN owners ON owners.place = n % (SELECT count(*) FROM owners)
  JOIN tongues USING (turn)
"""
