"""Acts on the tenant's letterhead."""

from collections.abc import Mapping
from typing import Any

from domain.ports.unit_of_work import Work
from domain.tenant.letterhead import Letterhead


async def update_letterhead(
    work: Work, typed: Mapping[str, Any], expected_version: int | None
) -> Letterhead:
    """Change what documents are printed on from now on; what was mailed stays as it was."""
    letterhead = await work.letterhead()
    letterhead.expect(expected_version)
    letterhead.take(typed)
    return letterhead
