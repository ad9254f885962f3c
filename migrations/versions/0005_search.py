"""Full-text search: a column with the words of each record, its index, the function that looks.

Row-level security keeps PostgreSQL from using such an index, because matching words is not
leakproof. So the function looks as the owner of the tables, whom a policy lets read, and is itself
the wall: it answers for the tenant of the session and no other, and only with ids.
"""

from alembic import op

from migrations.folding import LIGATURES, plain_letters

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ROLE = "salesgraph_app"
DOCUMENTS = {
    "OPPORTUNITY": "opportunities",
    "QUOTE": "quotes",
    "ORDER": "orders",
    "INVOICE": "invoices",
}
OTHERS = {
    "ACCOUNT": ("accounts", "NULL", "name, email, website, industry, description"),
    "CONTACT": ("contacts", "NULL", "name, email, job_title, description"),
    "PRODUCT": ("products", "number", "name, description"),
    "COMPETITOR": ("competitors", "NULL", "name, website"),
}
KINDS = {kind: (table, "number", "name, description") for kind, table in DOCUMENTS.items()} | OTHERS

_SMALL = 'lower(left($1, 10000) COLLATE "C")'
_PUNCTUATION = r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+"


def upgrade() -> None:
    """Make the functions, the columns, the indexes and the policies."""
    op.execute(_words())
    op.execute(_VECTOR)
    for table, number, texts in KINDS.values():
        vector = f"search_vector(tenant_id, {number}, {texts})"
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN search tsvector"
            f" GENERATED ALWAYS AS ({vector}) STORED NOT NULL"
        )
        op.execute(f"CREATE INDEX ix_{table}_search ON {table} USING gin (search)")
        op.execute(f"CREATE POLICY search ON {table} FOR SELECT TO CURRENT_USER USING (true)")
    op.execute(_WORD)
    op.execute(_FOUND)
    op.execute(_records())
    for function in (_PART, _SIGNATURE):
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {_SIGNATURE} TO {ROLE}")


def downgrade() -> None:
    """Drop them."""
    op.execute(f"DROP FUNCTION {_SIGNATURE}")
    op.execute(f"DROP FUNCTION {_PART}")
    op.execute("DROP FUNCTION search_condition(uuid, text)")
    for table, *_ in KINDS.values():
        op.execute(f"DROP POLICY search ON {table}")
        op.execute(f"ALTER TABLE {table} DROP COLUMN search")
    op.execute("DROP FUNCTION search_vector(uuid, text, text[])")
    op.execute("DROP FUNCTION search_words(text)")


def _words() -> str:
    """Words in small plain letters and digits, with one space between two of them."""
    text = "left($1, 10000)"
    for ligature, written in LIGATURES.items():
        text = f"replace({text}, '{ligature}', '{written}')"
    letters = plain_letters()
    text = f"translate({text}, '{''.join(letters)}', '{''.join(letters.values())}')"
    text = f"CASE WHEN $1 ~ '[^\\u0001-\\u007f]' THEN {text} ELSE {_SMALL} END"  # it is slow
    return (
        "CREATE FUNCTION search_words(text) RETURNS text LANGUAGE sql"
        " IMMUTABLE STRICT PARALLEL SAFE AS"
        f" $$ SELECT btrim(regexp_replace({text}, '{_PUNCTUATION}', ' ', 'g')) $$"
    )


# A number is found whole, in its parts, and without the zeros that it begins with. Each word begins
# with a mark of the tenant, so that beginnings of words lie together in the index for each tenant.
_VECTOR = r"""
CREATE FUNCTION search_vector(tenant uuid, number text, VARIADIC texts text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_to_tsvector(array_agg(DISTINCT right(tenant::text, 6) || left(word, 60))),
    ''::tsvector)
  FROM unnest(string_to_array(concat_ws(
    ' ', public.search_words(number), replace(public.search_words(number), ' ', ''),
    ltrim(regexp_replace(number, '\D', '', 'g'), '0'),
    public.search_words(array_to_string(texts, ' '))), ' ')) AS word
  WHERE word <> ''
$$
"""

_WORD = """
CREATE FUNCTION search_condition(tenant uuid, word text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT format('r.search @@ %L::tsquery', quote_literal(right(tenant::text, 6) || word) || ':*')
$$
"""

# What most rows have is found soonest among the newest ones, what few have by the index, and
# PostgreSQL cannot tell them apart: it knows nothing of beginnings of words. So the newest rows
# are looked at first, and say how common each condition is.
_FOUND = """
CREATE FUNCTION search_found(tenant uuid, place text, fits text[], most integer) RETURNS uuid[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public AS $$
DECLARE
  newest CONSTANT integer := 2000;
  further CONSTANT integer := 30000;
  every text := array_to_string(fits, ' AND ');
  counted text := 'SELECT count(*), array_agg(r.id ORDER BY r.created_at DESC, r.id DESC)'
    ' FILTER (WHERE %s), ARRAY[%s] FROM (SELECT * FROM %I WHERE tenant_id = $1'
    ' ORDER BY created_at DESC, id DESC LIMIT %s) AS r';
  counts text;
  seen bigint;
  found uuid[];
  often bigint[];
  rare text;
BEGIN
  SELECT string_agg(format('count(*) FILTER (WHERE %s)', fit), ', ' ORDER BY at) INTO counts
    FROM unnest(fits) WITH ORDINALITY AS f (fit, at);
  EXECUTE format(counted, every, counts, place, newest) INTO seen, found, often USING tenant;
  IF seen < newest OR cardinality(found) >= most THEN
    RETURN found[1:most];
  END IF;
  IF cardinality(found) * further / newest >= most THEN
    EXECUTE format(counted, every, '0::bigint', place, further) INTO seen, found USING tenant;
    IF seen < further OR cardinality(found) >= most THEN
      RETURN found[1:most];
    END IF;
  END IF;
  SELECT string_agg(fit, ' AND ') INTO rare FROM (
    SELECT fit, often[at] AS had, rank() OVER (ORDER BY often[at], at) AS place
    FROM unnest(fits) WITH ORDINALITY AS f (fit, at)) AS ranked
    WHERE had <= newest / 20 OR ranked.place = 1;
  EXECUTE format('SELECT array_agg(id) FROM (SELECT id FROM (SELECT r.id, r.created_at FROM %I AS r'
    ' WHERE r.tenant_id = $1 AND %s AND (%s) IS TRUE OFFSET 0) AS f'
    ' ORDER BY created_at DESC, id DESC LIMIT %s) AS g', place, rare, every, most)
    INTO found USING tenant;
  RETURN found;
END $$
"""

_PART = "search_found(uuid, text, text[], integer)"
_SIGNATURE = "search_records(uuid, text, text[], uuid, integer)"


def _records() -> str:
    """The records of a session's tenant that have all the words, the best ones first.

    Of each kind the newest 200 that match are put in order, and whatever has exactly this number
    or id. 1: the number or id itself. 2: the number begins so, or is it without its
    letters and zeros. 3: the name itself. 4: the name
    begins so. 5: all words are in the name. 6: they are elsewhere. Then the newest come first.
    """
    tables = "".join(f" WHEN '{kind}' THEN '{table}'" for kind, (table, *_) in KINDS.items())
    numbered = ", ".join(f"'{kind}'" for kind, (_, number, _) in KINDS.items() if number != "NULL")
    sold = ", ".join(f"'{kind}'" for kind in DOCUMENTS)
    return f"""
CREATE FUNCTION search_records(tenant uuid, asked text, kinds text[], named uuid, most integer)
RETURNS TABLE (kind text, id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  phrase text := search_words(asked);
  words text[] := (string_to_array(nullif(phrase, ''), ' '))[1:8];
  one text;
  own text[] := '{{}}';
  theirs text[] := '{{}}';
  accounts uuid[];
  contacts uuid[];
  statement text := '';
  kind_asked text;
  place text;
  found uuid[];
  number text;
BEGIN
  IF tenant IS DISTINCT FROM nullif(current_setting('app.tenant_id', true), '')::uuid THEN
    RETURN;
  END IF;
  FOREACH one IN ARRAY coalesce(words, '{{}}') LOOP
    one := search_condition(tenant, left(one, 60));
    own := own || one;
    IF kinds && ARRAY[{sold}] THEN
      accounts := search_found(tenant, 'accounts', ARRAY[one], 1000);
      contacts := search_found(tenant, 'contacts', ARRAY[one], 1000);
      theirs := theirs || ('(' || one
        || coalesce(format(' OR r.account_id = ANY (%L::uuid[])', accounts), '')
        || coalesce(format(' OR r.contact_id = ANY (%L::uuid[])', contacts), '') || ')');
    END IF;
  END LOOP;
  FOREACH kind_asked IN ARRAY kinds LOOP
    place := CASE kind_asked{tables} END;
    found := '{{}}';
    IF own <> '{{}}' THEN
      found := search_found(
        tenant, place, CASE WHEN kind_asked IN ({sold}) THEN theirs ELSE own END, 200);
    END IF;
    number := CASE WHEN kind_asked IN ({numbered}) THEN 'r.number' ELSE 'NULL::text' END;
    statement := statement || CASE WHEN statement = '' THEN '' ELSE ' UNION ' END || format(
      '(SELECT %L AS kind, r.id, %s AS number, r.name, r.created_at FROM %I AS r'
      ' WHERE r.tenant_id = $1 AND r.id = ANY (%L::uuid[]))'
      ' UNION (SELECT %L, r.id, %s, r.name, r.created_at FROM %I AS r'
      ' WHERE r.tenant_id = $1 AND (r.id = $2 OR %s = ANY ($3)) LIMIT 200)',
      kind_asked, number, place, coalesce(found, '{{}}'), kind_asked, number, place, number);
  END LOOP;
  IF statement = '' THEN
    RETURN;
  END IF;
  RETURN QUERY EXECUTE
    'SELECT f.kind, f.id FROM (SELECT *, search_words(number) AS n, search_words(name) AS w FROM ('
    || statement || ') AS u) AS f ORDER BY CASE WHEN f.id = $2 OR replace(f.n, '' '', '''') = $5'
    ' THEN 1 WHEN starts_with(replace(f.n, '' '', ''''), $5) OR $5 <> '''' AND'
    ' ltrim(regexp_replace(f.n, ''\\D'', '''', ''g''), ''0'') = ltrim($5, ''0'') THEN 2'
    ' WHEN f.w = $4 THEN 3'
    ' WHEN starts_with(f.w, $4) THEN 4 WHEN NOT EXISTS (SELECT FROM unnest($6) AS x'
    ' WHERE strpos('' '' || f.w, '' '' || x) = 0) THEN 5 ELSE 6 END,'
    ' f.created_at DESC, f.kind, f.id LIMIT $7'
    USING tenant, named, ARRAY[btrim(asked), upper(btrim(asked))], phrase,
      replace(phrase, ' ', ''), words, most;
END $$
"""
