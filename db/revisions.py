"""The revisions of the schema that this version of salesgraph knows, without loading Alembic."""

from functools import cache
from pathlib import Path

import migrations


@cache
def known_revisions() -> tuple[str, ...]:
    """The ids of all revisions, oldest first. The file of each migration begins with its id."""
    folder = Path(migrations.__file__).parent / "versions"
    return tuple(sorted(file.name.partition("_")[0] for file in folder.glob("[0-9]*_*.py")))


def is_outdated(present: str | None) -> bool:
    """Whether a schema at this revision is older than this version needs.

    A revision that is not known is one of a newer version, which is still being installed.
    """
    return present is None or present in known_revisions()[:-1]
