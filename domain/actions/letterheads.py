"""Actions on the tenant's letterhead."""

from collections.abc import Mapping
from typing import Any

from domain.ports.unit_of_work import UnitOfWork
from domain.tenant.letterhead import Letterhead


async def update_letterhead(
    work: UnitOfWork, values: Mapping[str, Any], expected_version: int | None
) -> Letterhead:
    """Change the letterhead of future PDFs; PDFs already sent by mail keep the old one."""
    letterhead = await work.get_letterhead()
    letterhead.expect(expected_version)
    letterhead.assign(values)
    return letterhead
