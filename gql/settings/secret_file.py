"""The secret that signs bearer tokens, kept in a file of the data folder."""

import os
import secrets
from pathlib import Path

from db.operator_error import OperatorError
from gql.settings import checks

_NAME = "secret"


class BadSecretFile(OperatorError):
    """The secret file exists but cannot be used; the message says why."""


def find_secret(folder: Path) -> str | None:
    """The secret in this folder; None if there is none yet. Raises BadSecretFile."""
    path = folder / _NAME
    try:
        return checks.secret(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        if path.is_symlink():
            raise BadSecretFile(f"{path} is a link to a file that does not exist.") from None
        return None
    except OSError as error:
        raise BadSecretFile(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        fault = "is not text" if isinstance(error, UnicodeDecodeError) else str(error)
        raise BadSecretFile(
            f"{path} {fault}; delete it to have a new secret made, which makes all tokens invalid."
        ) from error


def has_secret(folder: Path) -> bool:
    """Whether this folder has a secret."""
    return os.path.isfile(folder / _NAME)  # noqa: PTH113 - False if the folder is unreadable


def load_secret(folder: Path) -> str:
    """Return the secret of this folder; create it on first use, readable by its owner only.

    Raises BadSecretFile, and OSError if the folder cannot be written.
    """
    secret = find_secret(folder)
    if secret is not None:
        return secret
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{_NAME}.{secrets.token_hex(8)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(new_secret())
    try:
        (folder / _NAME).hardlink_to(draft)  # fails if another process was faster
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return find_secret(folder) or load_secret(folder)


def new_secret() -> str:
    """Generate a random secret."""
    return secrets.token_urlsafe(48)
