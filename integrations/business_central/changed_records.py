"""Reads what has changed in Business Central since a reading.

Business Central stamps a change before its transaction ends, so each reading goes back further
than its longest transaction takes.
"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from integrations.business_central.client import BusinessCentral
from integrations.business_central.values import Json

MODIFIED = "lastModifiedDateTime"
OVERLAP = timedelta(minutes=12)
FIRST = timedelta(days=90)  # how far the first reading goes back


def read_changed(
    client: BusinessCentral, entity_set: str, lines: str, known: datetime | None, now: datetime
) -> AsyncIterator[Json]:
    """Yield the records with their lines, the oldest change first.

    `known` is the latest change that was read before; None before the first reading.
    """
    since = known - OVERLAP if known else now - FIRST
    return client.records(
        entity_set,
        filter=f"{MODIFIED} ge {since:%Y-%m-%dT%H:%M:%SZ}",
        orderby=MODIFIED,
        expand=lines,
    )
