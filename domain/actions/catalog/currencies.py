"""Actions on a tenant's currencies (1.10, 3.6). Documents keep the rate they were saved with."""

from uuid import UUID

from domain.actions.records import create_and_add
from domain.catalog.currency import BaseCurrencyFixed, CurrencyInUse, TenantCurrency
from domain.core.record import Values
from domain.ports.catalog import CatalogUnitOfWork


async def create_currency(work: CatalogUnitOfWork, values: Values) -> TenantCurrency:
    """Create a currency. Raises CURRENCY_EXISTS when saved."""
    return create_and_add(work.records(TenantCurrency), TenantCurrency(code=values["code"]), values)


async def update_currency(
    work: CatalogUnitOfWork, id: UUID, values: Values, expected_version: int | None
) -> TenantCurrency:
    """Change a currency. The base currency keeps its rate; one in use keeps its precision."""
    is_base, currency = await _get(work, id, expected_version)
    # All rates are units per unit of the base currency, so its own rate is always 1 (1.10).
    if is_base and values.get("exchange_rate", 1) != 1:
        raise BaseCurrencyFixed(path=("exchangeRate",))
    # Stored amounts have exactly as many decimals as their currency (I-41, decision 18).
    if values.get("precision", currency.precision) != currency.precision:
        await _check_unused(work, currency, is_base=is_base)
    currency.assign(values)
    return currency


async def set_currency_active(
    work: CatalogUnitOfWork, id: UUID, *, active: bool, expected_version: int | None
) -> TenantCurrency:
    """Allow or disallow a currency for new documents; existing documents keep it."""
    is_base, currency = await _get(work, id, expected_version)
    if is_base and not active:
        raise BaseCurrencyFixed
    currency.is_active = active
    return currency


async def delete_currency(work: CatalogUnitOfWork, id: UUID, expected_version: int | None) -> None:
    """Delete a currency that nothing uses."""
    is_base, currency = await _get(work, id, expected_version)
    if is_base:
        raise BaseCurrencyFixed
    if await work.usages.uses_currency(currency.code):
        raise CurrencyInUse
    work.records(TenantCurrency).delete(currency)


async def _check_unused(
    work: CatalogUnitOfWork, currency: TenantCurrency, *, is_base: bool
) -> None:
    """Raise CURRENCY_IN_USE if amounts are stored with the currency's precision."""
    # Documents in other currencies also store amounts in the base currency, with its decimals.
    based = is_base and await work.lookups.has_base_amounts()
    if based or await work.usages.uses_currency(currency.code):
        raise CurrencyInUse(path=("precision",))


async def _get(
    work: CatalogUnitOfWork, id: UUID, expected_version: int | None
) -> tuple[bool, TenantCurrency]:
    """Lock the currency; return whether it is the base currency, and the currency."""
    # Settings are locked first (`domain.ports.catalog`), so that nobody chooses another base
    # currency meanwhile.
    settings = await work.get_settings()
    currency = await work.records(TenantCurrency).get(id)
    currency.expect(expected_version)
    return currency.code == settings.base_currency_code, currency
