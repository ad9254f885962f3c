"""Expected failures, each as one sentence that says what to do."""

from db.operator_error import OperatorError


class InvalidCommand(OperatorError):
    """A command is invalid as given; the message says what to do instead."""


def sentence(error: Exception) -> str | None:
    """The message for the operator; None for an unexpected failure."""
    if isinstance(error, OperatorError):
        return str(error)
    return _of_migrations(error) or _of_driver(error) or _of_system(error)


def _of_migrations(error: Exception) -> str | None:
    from alembic.util import CommandError

    if isinstance(error, CommandError):
        return f"The migration failed: {_first_line(error).rstrip('.')}."
    return None


def _of_driver(error: Exception) -> str | None:
    import asyncpg
    from sqlalchemy.exc import DBAPIError

    cause = error.orig if isinstance(error, DBAPIError) else error
    cause = getattr(cause, "__cause__", None) or cause
    if isinstance(cause, asyncpg.UndefinedTableError | asyncpg.UndefinedColumnError):
        return "The schema of the database is not up to date: run salesgraph migrate."
    if isinstance(cause, asyncpg.InsufficientPrivilegeError):
        return (
            f"This login lacks a privilege ({_first_line(cause)}):"
            " set DATABASE_OWNER_URL to the login that owns the database."
        )
    if isinstance(cause, asyncpg.PostgresError | asyncpg.InterfaceError):
        return f"The database refused: {_first_line(cause).rstrip('.')}."
    return None


def _of_system(error: Exception) -> str | None:
    if isinstance(error, OSError):
        place = f": {error.filename}" if error.filename else ""
        return f"{error.strerror or error}{place}."
    return None


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
