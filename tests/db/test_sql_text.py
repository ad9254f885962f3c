"""The SQL text layer is correct: parentheses, quotes, nulls, names, and values beside rows."""

import asyncpg
import pytest

from db import tables
from db.database import plain_url
from db.scope import tenant_rows
from db.sql.expressions import (
    FALSE,
    ONE,
    TRUE,
    Expression,
    and_,
    case,
    cast,
    constant,
    literal,
    not_,
    null,
    or_,
    row_of,
)
from db.sql.functions import array, call, coalesce, concat, total
from db.sql.rows import Rows, Template, identifier, rows_of_function
from db.sql.selects import Select, union
from db.sql.sql_types import (
    BIGINT,
    BOOLEAN,
    DATE,
    INTEGER,
    JSONB,
    NUMERIC,
    SMALLINT,
    TEXT,
    TEXTS,
    sql_type_of,
)

A, B, C = (Expression(name, BOOLEAN) for name in "abc")
X, Y = Expression("x", INTEGER), Expression("y", INTEGER)
WORDS = (
    "plain",
    "it's",
    "''",
    "\\",
    "\\'",
    "E'\\n'",
    "a\nb",
    'a "b"',
    "$1",
    "%s",
    "--",
    "ä中😀",
    "",
)


@pytest.fixture
async def ask(login_url: str):  # type: ignore[no-untyped-def]
    """Evaluates an expression in PostgreSQL."""
    connection = await asyncpg.connect(plain_url(login_url))

    async def value(expression: Expression) -> object:
        return await connection.fetchval(f"SELECT {expression.sql}")

    yield value
    await connection.close()


def test_what_holds_together_less_gets_parentheses() -> None:
    assert and_(A, or_(B, C)).sql == "a AND (b OR c)"
    assert or_(A, and_(B, C)).sql == "a OR b AND c"
    assert not_(or_(A, B)).sql == "NOT (a OR b)"
    assert not_(not_(A)).sql == "NOT (NOT a)"
    assert (not_(A) & B).sql == "NOT a AND b"
    assert ((A | B) == C).sql == "(a OR b) = c"
    assert ((B == C) == A).sql == "(b = c) = a"
    assert ((X + Y) * X).sql == "(x + y) * x"
    assert (X - (Y - X)).sql == "x - (y - x)"
    assert ((X == Y).is_null()).sql == "(x = y) IS NULL"
    assert and_(A, B).is_not_true().sql == "(a AND b) IS NOT TRUE"
    assert cast(X + Y, TEXT).sql == "(x + y)::TEXT"
    assert cast(literal(-1, INTEGER), BIGINT).sql == "(-1)::BIGINT"
    assert cast(case((A, X), otherwise=Y), TEXT).sql == "CASE WHEN a THEN x ELSE y END::TEXT"


async def test_postgresql_reads_operators_as_they_were_put_together(ask) -> None:  # type: ignore[no-untyped-def]
    values = {True: TRUE, False: FALSE, None: null(BOOLEAN)}

    for a in values:
        for b in values:
            for c in values:
                # not constants, which would be omitted
                mine = [Expression(f"({values[one].sql})", BOOLEAN) for one in (a, b, c)]
                texts = [one.sql for one in mine]
                negated = or_(and_(mine[0], not_(mine[1])), mine[2])
                pairs = (
                    (negated, "(({0}) AND (NOT ({1}))) OR ({2})"),
                    (and_(or_(mine[0], mine[1]), mine[2]), "(({0}) OR ({1})) AND ({2})"),
                    (not_(mine[0] == mine[1]), "NOT (({0}) = ({1}))"),
                    (mine[0].is_distinct_from(mine[1] & mine[2]),
                     "({0}) IS DISTINCT FROM (({1}) AND ({2}))"),
                )  # fmt: skip
                for made, wanted in pairs:
                    by_hand = Expression(wanted.format(*texts), BOOLEAN)
                    assert await ask(made) == await ask(by_hand), (made, wanted)


def test_what_always_holds_is_left_out() -> None:
    assert and_() is TRUE
    assert or_() is FALSE
    assert and_(TRUE, A) is A
    assert or_(FALSE, A) is A
    assert and_(A, FALSE) is FALSE
    assert or_(A, TRUE) is TRUE


async def test_a_word_of_ours_stays_itself(ask) -> None:  # type: ignore[no-untyped-def]
    for word in WORDS:
        assert await ask(cast(constant(word), TEXT)) == word
        assert await ask(concat(constant(word))) == word
        assert await ask(array([constant(word)], TEXTS).item(1)) == word


def test_a_name_is_quoted_where_it_must_be() -> None:
    assert identifier("name") == "name"
    assert identifier("$at") == '"$at"'
    assert identifier("order") == '"order"'
    assert identifier('a"b') == '"a""b"'
    assert Select(X.label("$k0")).sql == 'SELECT x AS "$k0"'


async def test_what_is_sure_is_never_null(ask) -> None:  # type: ignore[no-untyped-def]
    nothing, something = null(TEXT), constant("x")

    assert not (something + nothing).is_sure
    assert not call("encode", nothing, something).is_sure
    assert not cast(nothing, INTEGER).is_sure
    assert not case((A, something)).is_sure
    assert not case((A, something), otherwise=nothing).is_sure
    assert not coalesce(nothing, nothing).is_sure
    assert not (X == Y).is_sure
    assert not tenant_rows(tables.quotes, "q").c.description.is_sure
    assert not Rows("x", "q", table=tables.quotes, may_be_absent=True)["name"].is_sure
    for sure in (coalesce(nothing, something), nothing.is_null(), concat(nothing)):
        assert sure.is_sure
        assert await ask(sure) is not None


def test_the_type_of_a_sum_and_of_days_is_postgresqls() -> None:
    assert total(Expression("n", INTEGER)).kind is BIGINT
    assert total(Expression("n", SMALLINT)).kind is BIGINT
    assert total(Expression("n", BIGINT)).kind is NUMERIC
    assert (Expression("d", DATE) - Expression("e", DATE)).kind is INTEGER


def test_every_column_of_every_table_has_a_type() -> None:
    for table in tables.metadata.tables.values():
        rows = Rows(table.name, "r", table=table)
        for column in table.c:
            assert rows[column.name].kind is sql_type_of(column.type)
            assert rows[column.name].is_sure is not column.nullable


def test_json_is_read_by_paths_of_ours_only() -> None:
    document = Expression("d", JSONB)

    assert document.text_at("a").sql == "d ->> 'a'"
    assert document.text_at("a", "b").sql == "d #>> '{a,b}'::TEXT[]"
    with pytest.raises(TypeError):
        X.text_at("a")


def test_more_arguments_than_a_function_takes_are_put_together_in_parts() -> None:
    made = concat(*[ONE] * 8_200).sql

    assert made.count("1") == 8_200
    assert max(part.count(", ") for part in made.split("concat(")) < 100


def test_every_table_of_a_tenant_is_cut_down_to_its_rows() -> None:
    lines = tenant_rows(tables.quote_lines, "l")
    quote = tenant_rows(tables.quotes, "q")

    joined = lines.join(quote.select(quote["id"]), quote["id"] == lines["quote_id"], outer=True)

    assert joined.sql == (
        "SELECT q.id FROM quotes AS q"
        " LEFT JOIN quote_lines AS l ON l.tenant_id = $1::UUID AND q.id = l.quote_id"
        " WHERE q.tenant_id = $1::UUID"
    )
    tenant = tenant_rows(tables.tenants, "t")
    assert tenant.select(ONE).sql == "SELECT 1 FROM tenants AS t WHERE t.id = $1::UUID"


def test_values_beside_a_row_are_written_once() -> None:
    made = []

    def doubled(row: Rows) -> Select:
        made.append(row)
        return Select((row["quantity"] + row["quantity"]).label("twice"))

    template = Template(tables.quote_lines, doubled)
    for name in ("a", "b"):
        rows = tenant_rows(tables.quote_lines, name)
        values = [rows.beside("doubled", template)["twice"] for _ in range(3)]
        sql = rows.select(*values).sql

        assert sql == (
            f"SELECT {name}_doubled.twice, {name}_doubled.twice, {name}_doubled.twice"
            f" FROM quote_lines AS {name} CROSS JOIN LATERAL"
            f" (SELECT {name}.quantity + {name}.quantity AS twice OFFSET 0) AS {name}_doubled"
            f" WHERE {name}.tenant_id = $1::UUID"
        )
    assert len(made) == 1  # the text is built only once, too


def test_rows_have_the_columns_that_were_named() -> None:
    rows = Select(X.label("n"), A.label("$at")).of(Rows("t", "r1")).rows("r2")

    assert rows["n"].kind is INTEGER
    assert rows["$at"].sql == 'r2."$at"'
    with pytest.raises(KeyError):
        rows["missing"]
    asked = rows_of_function(call("unnest", X), "u", {"n": INTEGER, "at": BIGINT})
    assert (
        Select(asked["n"]).of(asked).sql == "SELECT u.n FROM unnest(x) WITH ORDINALITY AS u(n, at)"
    )


def test_clauses_stand_in_their_order() -> None:
    made = (
        Select(X, ONE.label("one"))
        .limit(literal(5, INTEGER))
        .order_by(X.desc().nulls_last(), Y.asc())
        .where(A, B)
        .of(Rows("t", "r"))
        .group_by(X)
        .distinct(X)
    )

    assert made.sql == (
        "SELECT DISTINCT ON (x) x, 1 AS one FROM t AS r WHERE a AND b GROUP BY x"
        " ORDER BY x DESC NULLS LAST, y ASC LIMIT 5"
    )
    assert union(Select(X), Select(Y)) == "SELECT x UNION SELECT y"
    assert union(Select(X), Select(Y), every=True) == "SELECT x UNION ALL SELECT y"
    assert (row_of([X, Y]) < row_of([Y, X])).sql == "(x, y) < (y, x)"
