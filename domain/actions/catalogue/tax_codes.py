"""Acts on tax codes (W8)."""

from uuid import UUID

from domain.actions.catalogue.shared import Typed, added, changed
from domain.catalogue.tax_code import TaxCode
from domain.ports.catalogue import CatalogueWork


async def create_tax_code(work: CatalogueWork, typed: Typed) -> TaxCode:
    """A new code. Raises TAX_CODE_TAKEN when saved."""
    return added(work.tax_codes, TaxCode(), typed)


async def update_tax_code(
    work: CatalogueWork, id: UUID, typed: Typed, expected_version: int | None
) -> TaxCode:
    """Change a code; lines keep the tax that it filled in before."""
    return changed(await work.tax_codes.get(id), typed, expected_version)
