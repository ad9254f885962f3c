"""Input types for currencies and tax codes."""

from gql.inputs.input_types import create_input, update_input
from gql.types.prices import Currency, TaxCode


@create_input(Currency)
class CreateCurrencyInput:
    """Fields for creating a currency."""


@update_input(Currency)
class UpdateCurrencyInput:
    """Fields to change on a currency.

    Documents keep the exchange rate that they were last calculated with.
    """


@create_input(TaxCode)
class CreateTaxCodeInput:
    """Fields for creating a tax code."""


@update_input(TaxCode)
class UpdateTaxCodeInput:
    """Fields to change on a tax code."""
