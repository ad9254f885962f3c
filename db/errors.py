"""What PostgreSQL says no to, in the words of the domain: its constraints are the last guard."""

import asyncpg
from sqlalchemy.exc import DBAPIError, TimeoutError as PoolTimeout

from domain.errors import Conflict, DomainError
from domain.invoice import PaymentAlreadyReversed
from domain.product import ProductNumberTaken
from domain.quote import QuoteAlreadyOrdered, QuoteLiveRevisionExists


class RecordBusy(Conflict):
    """Somebody else holds the record for too long, or both of us waited for each other."""

    rule = "The record is being changed by somebody else. Try again."


class OutcomeUnknown(Conflict):
    """The connection was lost while a commit was under way."""

    rule = "The change may or may not have been saved. Read the record before you try again."


_GUARDS: dict[str, type[DomainError]] = {
    "uq_orders_tenant_id_quote_id": QuoteAlreadyOrdered,
    "uq_payments_tenant_id_reverses_payment_id": PaymentAlreadyReversed,
    "uq_quotes_live_revision": QuoteLiveRevisionExists,
    "uq_quotes_tenant_id_number_revision": QuoteLiveRevisionExists,
    "uq_products_tenant_id_number": ProductNumberTaken,
}

_BUSY = {"55P03", "57014", "40P01", "40001"}  # lock and statement timeout, deadlock, serialization
_RETRY = {"40P01", "40001"}


def sqlstate(error: DBAPIError) -> str | None:
    """PostgreSQL's five-letter code of what went wrong."""
    state: str | None = getattr(error.orig, "sqlstate", None)
    return state


def translated(error: DBAPIError) -> DomainError | None:
    """The refusal that a database error stands for, or None where it is our own fault."""
    if sqlstate(error) in _BUSY:
        return RecordBusy()
    cause = getattr(error.orig, "__cause__", None)
    guard = _GUARDS.get(getattr(cause, "constraint_name", None) or "")
    if guard is None:
        return None
    return guard(record="The quote", status="", order="another order")


def may_be_repeated(error: DBAPIError) -> bool:
    """Whether the transaction was rolled back only because it met another one."""
    return sqlstate(error) in _RETRY


_AWAY = (
    TimeoutError,
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.TooManyConnectionsError,
    asyncpg.OperatorInterventionError,
    PoolTimeout,
)


def is_unavailable(error: BaseException) -> bool:
    """Whether the database cannot be reached, or has no room for us, for now."""
    if isinstance(error, DBAPIError):
        cause = getattr(error.orig, "__cause__", None)
        return error.connection_invalidated or isinstance(cause, _AWAY)
    return isinstance(error, _AWAY) and not isinstance(error, asyncpg.QueryCanceledError)
