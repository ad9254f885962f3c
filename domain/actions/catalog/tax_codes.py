"""Actions on tax codes (W8)."""

from uuid import UUID

from domain.actions.catalog.shared import Typed, apply_changes, create_and_add
from domain.catalog.tax_code import TaxCode
from domain.ports.catalog import CatalogWork


async def create_tax_code(work: CatalogWork, typed: Typed) -> TaxCode:
    """Create a tax code. Raises TAX_CODE_TAKEN when saved."""
    return create_and_add(work.tax_codes, TaxCode(), typed)


async def update_tax_code(
    work: CatalogWork, id: UUID, typed: Typed, expected_version: int | None
) -> TaxCode:
    """Change a tax code; lines keep the tax computed from it before."""
    return apply_changes(await work.tax_codes.get(id), typed, expected_version)
