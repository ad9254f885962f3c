"""The statements, written by hand; each answers with the JSON that salesgraph answers with."""

PAGE = """
SELECT json_build_object('opportunities', json_build_object('nodes',
  coalesce(json_agg(node) FILTER (WHERE place <= $2), '[]'), 'pageInfo', json_build_object(
    'hasNextPage', count(*) > $2, 'endCursor', max(place) FILTER (WHERE place <= $2))))
FROM (
  SELECT row_number() OVER (ORDER BY o.created_at DESC, o.id DESC) AS place, json_build_object(
    'id', 'opp_' || replace(o.id::text, '-', ''), 'number', o.number, 'name', o.name,
    'stage', o.stage, 'estimatedCloseDate', o.estimated_close_date,
    'account', (SELECT json_build_object('id', 'acc_' || replace(a.id::text, '-', ''),
        'name', a.name)
      FROM accounts AS a WHERE a.tenant_id = $1 AND a.id = o.account_id),
    'owner', (SELECT json_build_object('id', 'usr_' || replace(u.id::text, '-', ''),
        'name', u.name)
      FROM users AS u WHERE u.tenant_id = $1 AND u.id = o.owner_id),
    'totalAmount', json_build_object('amount', o.total_amount::text,
      'currencyCode', o.currency_code),
    'quotes', json_build_object('nodes', (
      SELECT coalesce(json_agg(json_build_object(
        'id', 'quo_' || replace(q.id::text, '-', ''), 'number', q.number, 'status', q.status,
        'totalAmount', json_build_object('amount', q.total_amount::text),
        'lines', (SELECT coalesce(json_agg(json_build_object(
            'id', 'qul_' || replace(l.id::text, '-', ''), 'lineNumber', l.line_number,
            'quantity', l.quantity::text,
            'pricePerUnit', json_build_object('amount', l.price_per_unit::text),
            'extendedAmount', json_build_object('amount', l.extended_amount::text)
          ) ORDER BY l.line_number), '[]')
          FROM quote_lines AS l WHERE l.tenant_id = $1 AND l.quote_id = q.id)
        ) ORDER BY q.created_at, q.id), '[]')
      FROM (SELECT * FROM quotes AS q WHERE q.tenant_id = $1 AND q.opportunity_id = o.id
        ORDER BY q.created_at, q.id LIMIT 10) AS q))) AS node
  FROM (SELECT * FROM opportunities WHERE tenant_id = $1
    ORDER BY created_at DESC, id DESC LIMIT $2 + 1) AS o
) AS nodes
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
