"""Input types for invoices and payments."""

from datetime import date as Day  # noqa: N812 - the field itself is named date

from gql.inputs.input_types import create_input, update_input
from gql.inputs.lines import LineInput
from gql.types.documents import Payment
from gql.types.sales import Invoice


@create_input(Invoice)
class CreateInvoiceInput:
    """Fields for creating an invoice."""

    lines: list[LineInput] | None = None


@update_input(Invoice, without=["currency_code"])
class UpdateInvoiceInput:
    """Fields to change on an invoice."""


@create_input(Payment)
class PaymentInput:
    """A payment received for an invoice."""

    date: Day | None = None
