"""Handwritten statements that return the same JSON as salesgraph."""

PAGE = """
SELECT row_to_json(answer) FROM (SELECT (
  SELECT row_to_json(page) FROM (
    SELECT coalesce(json_agg(o.node) FILTER (WHERE o.place <= $2), '[]') AS nodes,
      json_build_object('hasNextPage', count(*) > $2,
        'endCursor', max(o.cursor) FILTER (WHERE o.place <= $2)) AS "pageInfo"
    FROM (
      SELECT row_number() OVER () AS place, o.created_at || ' ' || o.id AS cursor,
        (SELECT row_to_json(x) FROM (SELECT
          'opp_' || replace(o.id::text, '-', '') AS id, o.number, o.name, o.stage,
          o.estimated_close_date AS "estimatedCloseDate",
          (SELECT row_to_json(a) FROM (
            SELECT 'acc_' || replace(id::text, '-', '') AS id, name
            FROM accounts WHERE tenant_id = $1 AND id = o.account_id) AS a) AS account,
          (SELECT row_to_json(u) FROM (
            SELECT 'usr_' || replace(id::text, '-', '') AS id, name
            FROM users WHERE tenant_id = $1 AND id = o.owner_id) AS u) AS owner,
          (SELECT row_to_json(m) FROM (
            SELECT o.total_amount::text AS amount, o.currency_code AS "currencyCode") AS m
          ) AS "totalAmount",
          (SELECT row_to_json(p) FROM (SELECT coalesce(json_agg(q), '[]') AS nodes FROM (
            SELECT 'quo_' || replace(q.id::text, '-', '') AS id, q.number, q.status,
              (SELECT row_to_json(m) FROM (SELECT q.total_amount::text AS amount) AS m
              ) AS "totalAmount",
              (SELECT coalesce(json_agg(l), '[]') FROM (
                SELECT 'qul_' || replace(id::text, '-', '') AS id, line_number AS "lineNumber",
                  quantity::text AS quantity,
                  (SELECT row_to_json(m) FROM (SELECT price_per_unit::text AS amount) AS m
                  ) AS "pricePerUnit",
                  (SELECT row_to_json(m) FROM (SELECT extended_amount::text AS amount) AS m
                  ) AS "extendedAmount"
                FROM quote_lines WHERE tenant_id = $1 AND quote_id = q.id
                ORDER BY line_number) AS l) AS lines
            FROM quotes AS q WHERE tenant_id = $1 AND opportunity_id = o.id
            ORDER BY q.created_at, q.id LIMIT 10) AS q) AS p) AS quotes
        ) AS x) AS node
      FROM (SELECT * FROM (SELECT * FROM opportunities WHERE tenant_id = $1
        ORDER BY created_at DESC, id DESC LIMIT 101) AS o LIMIT $2 + 1) AS o
    ) AS o
  ) AS page) AS opportunities
) AS answer
"""
ONE = """
SELECT row_to_json(answer) FROM (SELECT (
  SELECT row_to_json(found) FROM (
    SELECT 'opp_' || replace(o.id::text, '-', '') AS id, o.number, o.name, o.stage,
      (SELECT row_to_json(a) FROM (
        SELECT 'acc_' || replace(a.id::text, '-', '') AS id, a.name, a.email
        FROM accounts AS a WHERE a.tenant_id = $1 AND a.id = o.account_id) AS a) AS account
    FROM opportunities AS o WHERE o.tenant_id = $1 AND o.id = $2) AS found) AS opportunity
) AS answer
"""
GROUPS = """
SELECT json_build_object('opportunityGroups', json_build_object('nodes', json_agg(node)))
FROM (
  SELECT json_build_object('keys', json_build_object('stage', stage), 'inBaseCurrency',
    json_build_object('sum', json_build_object('totalAmount',
      json_build_object('amount', sum(total_amount_in_base)::text)),
    'maximum', json_build_object('totalAmount',
      json_build_object('amount', max(total_amount_in_base)::text)))) AS node
  FROM opportunities WHERE tenant_id = $1 AND status = 'OPEN'
  GROUP BY stage
  ORDER BY array_position(ARRAY['QUALIFY', 'DEVELOP', 'PROPOSE', 'CLOSE'], stage)
) AS groups
"""
LIST = """
SELECT json_build_object('opportunities', json_build_object(
  'nodes', coalesce(json_agg(node) FILTER (WHERE place <= $3), '[]'),
  'pageInfo', json_build_object('hasNextPage', count(*) > $3)))
FROM (
  SELECT row_number() OVER () AS place, (SELECT row_to_json(x) FROM (SELECT
    'opp_' || replace(o.id::text, '-', '') AS id, o.name, o.updated_at AS "updatedAt",
    (SELECT row_to_json(u) FROM (
      SELECT name FROM users WHERE tenant_id = $1 AND id = o.owner_id) AS u) AS owner,
    (SELECT row_to_json(a) FROM (
      SELECT name, (SELECT row_to_json(u) FROM (
        SELECT name FROM users WHERE tenant_id = $1 AND id = accounts.owner_id) AS u) AS owner
      FROM accounts WHERE tenant_id = $1 AND id = o.account_id) AS a) AS account) AS x) AS node
  FROM (SELECT * FROM (
    SELECT * FROM opportunities AS o
    WHERE tenant_id = $1 AND stage = $2 AND status = 'OPEN' AND EXISTS (
      SELECT FROM quotes WHERE tenant_id = $1 AND opportunity_id = o.id AND status = 'ACTIVE')
    ORDER BY updated_at DESC, id DESC LIMIT 101) AS o LIMIT $3 + 1) AS o
) AS nodes
"""
DETAIL = """
SELECT row_to_json(answer) FROM (SELECT (
  SELECT row_to_json(found) FROM (
    SELECT 'opp_' || replace(o.id::text, '-', '') AS id, o.number, o.name, o.description, o.status,
      o.status_reason AS "statusReason", o.stage, o.probability,
      o.currency_code AS "currencyCode", o.estimated_close_date AS "estimatedCloseDate",
      o.created_at AS "createdAt", o.updated_at AS "updatedAt",
      (SELECT row_to_json(m) FROM (SELECT o.total_amount::text AS amount) AS m) AS "totalAmount",
      (SELECT row_to_json(m) FROM (SELECT o.estimated_value::text AS amount) AS m
      ) AS "estimatedValue",
      (SELECT row_to_json(m) FROM (SELECT o.detail_amount::text AS amount) AS m) AS "detailAmount",
      (SELECT row_to_json(m) FROM (SELECT o.total_tax::text AS amount) AS m) AS "totalTax",
      (SELECT row_to_json(a) FROM (
        SELECT 'acc_' || replace(id::text, '-', '') AS id, name, email, phone
        FROM accounts WHERE tenant_id = $1 AND id = o.account_id) AS a) AS account,
      (SELECT row_to_json(u) FROM (
        SELECT 'usr_' || replace(id::text, '-', '') AS id, name, email
        FROM users WHERE tenant_id = $1 AND id = o.owner_id) AS u) AS owner,
      (SELECT row_to_json(p) FROM (SELECT coalesce(json_agg(q), '[]') AS nodes FROM (
        SELECT 'quo_' || replace(id::text, '-', '') AS id, number, revision, status,
          (SELECT row_to_json(m) FROM (SELECT total_amount::text AS amount) AS m
          ) AS "totalAmount", expires_on AS "expiresOn"
        FROM quotes WHERE tenant_id = $1 AND opportunity_id = o.id
        ORDER BY created_at, quotes.id LIMIT 10) AS q) AS p) AS quotes,
      (SELECT row_to_json(p) FROM (SELECT coalesce(json_agg(d), '[]') AS nodes FROM (
        SELECT 'ord_' || replace(id::text, '-', '') AS id, number, status,
          (SELECT row_to_json(m) FROM (SELECT total_amount::text AS amount) AS m
          ) AS "totalAmount", created_at AS "createdAt"
        FROM orders WHERE tenant_id = $1 AND opportunity_id = o.id
        ORDER BY created_at, orders.id LIMIT 10) AS d) AS p) AS orders
    FROM opportunities AS o WHERE o.tenant_id = $1 AND o.id = $2) AS found) AS opportunity
) AS answer
"""
TREE = """
SELECT json_build_object('accounts', json_build_object('nodes', coalesce(json_agg(a), '[]')))
FROM (
  SELECT 'acc_' || replace(a.id::text, '-', '') AS id, a.name,
    (SELECT json_build_object('nodes', coalesce(json_agg(o), '[]')) FROM (
      SELECT 'opp_' || replace(o.id::text, '-', '') AS id, o.name, o.stage,
        (SELECT json_build_object('nodes', coalesce(json_agg(q), '[]')) FROM (
          SELECT number, status FROM quotes WHERE tenant_id = $1 AND opportunity_id = o.id
          ORDER BY created_at, id LIMIT 3) AS q) AS quotes
      FROM opportunities AS o WHERE tenant_id = $1 AND account_id = a.id
      ORDER BY created_at DESC, o.id DESC LIMIT 5) AS o) AS opportunities
  FROM accounts AS a WHERE tenant_id = $1 ORDER BY created_at DESC, a.id DESC LIMIT $2
) AS a
"""
