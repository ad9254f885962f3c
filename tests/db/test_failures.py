"""The meaning of PostgreSQL's error codes for callers; PostgreSQL itself raises each of them."""

import asyncio
import socket

import asyncpg
import pytest
import uvloop
from sqlalchemy import text

from db.database import Database, plain_url
from db.errors import constraint_of, to_domain_error
from db.pool.failures import Failure, failure_of, is_curable, is_disk_full
from domain.catalog.product import ProductNotFound
from domain.catalog.product_lifecycle import ProductInUse
from domain.sales.quote_lifecycle import QuoteAlreadyOrdered
from tests.tenants import Tenant

UNAVAILABLE, OVERLOADED = Failure.UNAVAILABLE, Failure.OVERLOADED
TIMEOUT, TOO_LARGE = Failure.TIMEOUT, Failure.TOO_LARGE

CODES: dict[str, tuple[Failure | None, bool]] = {
    "08000": (UNAVAILABLE, True),
    "08003": (UNAVAILABLE, True),
    "08006": (UNAVAILABLE, True),
    "25006": (UNAVAILABLE, True),
    "25P03": (UNAVAILABLE, True),
    "25P04": (TIMEOUT, False),
    "28P01": (UNAVAILABLE, False),
    "3D000": (UNAVAILABLE, False),
    "40001": (UNAVAILABLE, False),  # conflicts with other transactions are retried elsewhere
    "40P01": (UNAVAILABLE, False),
    "53100": (UNAVAILABLE, False),
    "53200": (UNAVAILABLE, False),
    "53300": (OVERLOADED, False),
    "53400": (TOO_LARGE, False),
    "54001": (TOO_LARGE, False),
    "55P03": (TIMEOUT, False),
    "57014": (TIMEOUT, False),
    "57P01": (UNAVAILABLE, True),
    "57P02": (UNAVAILABLE, True),
    "57P03": (UNAVAILABLE, True),
    "58030": (UNAVAILABLE, False),
    "F0000": (UNAVAILABLE, False),
    "XX001": (UNAVAILABLE, False),
    "XX002": (UNAVAILABLE, False),
    "22012": (None, False),
    "42703": (None, False),
    "XX000": (None, False),
}


def raising(code: str, message: str = "no", **more: str) -> str:
    using = "".join(f", {name} = '{value}'" for name, value in more.items())
    raised = f"ERRCODE = '{code}', MESSAGE = '{message}'{using}"
    return f"DO $$ BEGIN RAISE EXCEPTION USING {raised}; END $$"


async def error_of(database: Database, statement: str) -> Exception:
    """Return the exception that the driver raises for the statement."""
    with pytest.raises(Exception, match=r".*") as caught:
        async with database.reading(None) as connection:
            await connection.execute(statement)
    return caught.value


@pytest.mark.parametrize("code", CODES)
async def test_each_code_has_its_meaning(database: Database, tenant: Tenant, code: str) -> None:
    from_driver = await error_of(database, raising(code))
    with pytest.raises(Exception, match="no") as through_sqlalchemy:
        async with database.writing(tenant.id) as connection:
            await connection.execute(text(raising(code)))

    for error in (from_driver, through_sqlalchemy.value):
        assert (failure_of(error), is_curable(error)) == CODES[code]
        assert is_disk_full(error) is (code == "53100")


async def test_a_terminated_backend_is_unavailable_whatever_the_driver_says(
    database: Database, database_url: str, tenant: Tenant
) -> None:
    owner = await asyncpg.connect(plain_url(database_url))
    found = []
    for statement in ("SELECT pg_sleep(3)", "SELECT count(*) FROM generate_series(1, 30000000)"):
        for pause in (0, 0.001, 0.05):
            with pytest.raises(Exception, match=r".*") as caught:
                async with database.reading(tenant.id) as connection:
                    running = asyncio.ensure_future(connection.fetchval(statement))
                    await asyncio.sleep(pause)
                    await owner.execute(
                        "SELECT pg_terminate_backend($1)", connection.get_server_pid()
                    )
                    await running
            found.append(caught.value)
    await owner.close()

    assert [failure_of(error) for error in found] == [UNAVAILABLE] * 6
    assert all(is_curable(error) for error in found)


async def test_a_value_that_cannot_be_sent_is_our_own_fault(database: Database) -> None:
    with pytest.raises(Exception, match="invalid input") as caught:
        async with database.reading(None) as connection:
            await connection.fetchval("SELECT $1::int", "one")

    assert failure_of(caught.value) is None
    assert not is_curable(caught.value)


ORDERED = "uq_orders_tenant_id_quote_id"


@pytest.mark.parametrize(
    "error",
    [
        raising("23505", CONSTRAINT=ORDERED),
        raising("23505", CONSTRAINT=f"{ORDERED}_102008"),
        raising("23505", f'duplicate key value violates unique constraint "{ORDERED}_102008"'),
        raising("23505", f'duplicate key value violates unique constraint "{ORDERED}"'),
    ],
)
async def test_a_constraint_is_recognised_where_its_name_is_a_shards_or_missing(
    database: Database, error: str
) -> None:
    caught = await error_of(database, error)

    assert isinstance(caught, asyncpg.PostgresError)
    assert isinstance(to_domain_error(caught), QuoteAlreadyOrdered)


async def test_a_long_name_that_citus_has_cut_is_recognised(database: Database) -> None:
    name = "uq_price_list_items_tenant_id_price_list_id_product_id_unit_id"
    caught = await error_of(database, raising("23505", CONSTRAINT=f"{name[:45]}_0ab1c2d3_102008"))

    assert isinstance(caught, asyncpg.PostgresError)
    assert constraint_of(caught) == name


@pytest.mark.parametrize(
    ("detail", "refusal"),
    [
        ("Key (product_id) is not present in table products_102040.", ProductNotFound),
        ("Key (id) is still referenced from table quote_lines_102044.", ProductInUse),
    ],
)
async def test_a_foreign_key_of_a_shard_is_recognised(
    database: Database, detail: str, refusal: type[Exception]
) -> None:
    name = "fk_quote_lines_tenant_id_product_id"
    caught = await error_of(database, raising("23503", CONSTRAINT=f"{name}_102044", DETAIL=detail))

    assert isinstance(caught, asyncpg.PostgresError)
    assert isinstance(to_domain_error(caught), refusal)


def test_a_connection_that_was_closed_before_anything_was_sent_is_lost() -> None:
    """For example, by a proxy whose server is down. Servers run on uvloop, whose error differs."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        error = runner.run(_write_after_close())

    assert failure_of(error) is UNAVAILABLE
    assert is_curable(error)


async def _write_after_close() -> Exception:
    ours, theirs = socket.socketpair()
    transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, sock=ours)
    theirs.close()
    transport.abort()
    await asyncio.sleep(0.01)
    with pytest.raises(RuntimeError) as caught:
        transport.write(b"hello")
    return caught.value
