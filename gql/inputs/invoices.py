"""Input types for invoices."""

from gql.inputs.input_types import create_input, update_input
from gql.inputs.lines import LineInput
from gql.types.sales import Invoice


@create_input(Invoice)
class CreateInvoiceInput:
    """Fields for creating an invoice."""

    lines: list[LineInput] | None = None


@update_input(Invoice, without=["currency_code"])
class UpdateInvoiceInput:
    """Fields to change on an invoice."""
