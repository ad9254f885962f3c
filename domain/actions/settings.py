"""Actions on the tenant's settings."""

from decimal import Decimal

from domain.catalog.currency import BaseCurrencyFixed
from domain.core.record import Values
from domain.ports.unit_of_work import UnitOfWork
from domain.tenant.settings import TenantSettings


async def update_tenant_settings(
    work: UnitOfWork, values: Values, expected_version: int | None
) -> TenantSettings:
    """Change settings. Raises BASE_CURRENCY_FIXED, CURRENCY_UNKNOWN, VALUE_OUT_OF_RANGE.

    The base currency can change only before any document has amounts in it; exchange rates to the
    old one are deleted.
    """
    settings = await work.get_settings()
    settings.expect(expected_version)
    code = values.get("base_currency_code", settings.base_currency_code)
    if code != settings.base_currency_code:
        await _rebase(work, code)
    settings.assign(values)
    return settings


async def _rebase(work: UnitOfWork, code: str) -> None:
    await work.lookups.get_currency(code)
    # Stored base amounts would be taken for amounts in the new currency (decision 17).
    if await work.lookups.has_base_amounts():
        raise BaseCurrencyFixed(path=("baseCurrencyCode",))
    # Rates are relative to the base currency, so those to the old one mean nothing now.
    for currency in await work.get_currencies_with_rates(code):
        currency.exchange_rate = Decimal(1) if currency.code == code else None
