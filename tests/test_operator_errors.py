"""When a command fails, the operator sees one sentence and no traceback."""

import pytest

from cli.failures import InvalidCommand, sentence
from db.admin.tenants import TenantExists, UnknownCurrency, UnknownTenant
from db.admin.user_accounts import UnknownUser, UserExists
from db.embedded.folder import CannotStart
from db.embedded.postgres import DataFolderInUse
from db.login import UnfitDatabase
from db.operator_error import OperatorError
from gql.server.sockets import PortInUse
from gql.settings import BadSetting
from gql.settings.secret_file import BadSecretFile

FORESEEN = [
    BadSecretFile,
    CannotStart,
    DataFolderInUse,
    PortInUse,
    InvalidCommand,
    TenantExists,
    UnfitDatabase,
    UnknownCurrency,
    UnknownTenant,
    UnknownUser,
    UserExists,
]


@pytest.mark.parametrize("kind", FORESEEN)
def test_the_message_is_the_sentence(kind: type[OperatorError]) -> None:
    assert sentence(kind("Do something else.")) == "Do something else."


def test_mistakes_in_settings_are_told() -> None:
    told = sentence(BadSetting(("PORT must be a number.",)))

    assert told is not None
    assert "PORT must be a number." in told


def test_a_new_kind_is_told_without_being_listed() -> None:
    class New(OperatorError):
        pass

    assert sentence(New("Do something else.")) == "Do something else."


def test_a_failure_that_nobody_foresaw_has_no_sentence() -> None:
    assert sentence(RuntimeError("secret")) is None
