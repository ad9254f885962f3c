"""The schema revisions that this version of salesgraph knows, without importing Alembic."""

from functools import cache
from pathlib import Path

import migrations


@cache
def known_revisions() -> tuple[str, ...]:
    """The ids of all revisions, oldest first, from the file names of the migrations."""
    folder = Path(migrations.__file__).parent / "versions"
    return tuple(sorted(file.name.partition("_")[0] for file in folder.glob("[0-9]*_*.py")))


def is_outdated(present: str | None) -> bool:
    """Whether a schema at this revision is older than this version requires.

    An unknown revision belongs to a newer version that is being rolled out.
    """
    return present is None or present in known_revisions()[:-1]
