"""Currencies and tax codes as clients type them."""

from decimal import Decimal

import strawberry
from strawberry import Maybe

from gql.scalars import CurrencyCode, ExchangeRate

_DECIMALS = "Number of decimals of the currency, 0 to 4."


@strawberry.input(description="Fields for creating a currency.")
class CreateCurrencyInput:
    """See `domain.currency.TenantCurrency`."""

    code: CurrencyCode = strawberry.field(description="ISO 4217 code, such as `EUR`.")
    name: str
    symbol: str | None = None
    precision: int = strawberry.field(default=2, description=_DECIMALS)
    exchange_rate: ExchangeRate | None = None


@strawberry.input(
    description="Fields to change on a currency; omitted fields stay as they are, and null clears a"
    " field. Documents keep the exchange rate that they were last calculated with."
)
class UpdateCurrencyInput:
    """See `domain.currency.TenantCurrency`."""

    name: Maybe[str | None]
    symbol: Maybe[str | None]
    precision: Maybe[int | None] = strawberry.field(description=_DECIMALS)
    exchange_rate: Maybe[ExchangeRate | None]


@strawberry.input(description="Fields for creating a tax code.")
class CreateTaxCodeInput:
    """See `domain.tax_code.TaxCode`."""

    code: str
    name: str
    rate: Decimal


@strawberry.input(description="Fields to change on a tax code; omitted fields stay as they are.")
class UpdateTaxCodeInput:
    """See `domain.tax_code.TaxCode`."""

    code: Maybe[str | None]
    name: Maybe[str | None]
    rate: Maybe[Decimal | None]
    is_active: Maybe[bool | None]
