"""The tables, by subject. SQLAlchemy Core only; rows become records in db/repositories.

Each module lists its tables in `__all__`, and `from db import tables` gives all of them.
"""

from sqlalchemy import Table as Table

from db.tables.catalog import *  # noqa: F403
from db.tables.changes import *  # noqa: F403
from db.tables.close_records import *  # noqa: F403
from db.tables.columns import metadata as metadata
from db.tables.erp import *  # noqa: F403
from db.tables.group_indexes import COVERED as COVERED
from db.tables.lines import *  # noqa: F403
from db.tables.parties import *  # noqa: F403
from db.tables.printing import *  # noqa: F403
from db.tables.sales import *  # noqa: F403
from db.tables.search import SEARCHED as SEARCHED
from db.tables.shipments import *  # noqa: F403
from db.tables.sort_keys import ORDERED as ORDERED
from db.tables.system import *  # noqa: F403

# The tables whose changes the feed reports, by the type of record that clients see.
FOLLOWED: dict[str, Table] = {
    table.info["feed"]: table for table in metadata.tables.values() if table.info.get("feed")
}
