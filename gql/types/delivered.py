"""The interface of documents with delivery and payment terms."""

from datetime import datetime

from db.planner.fields.pdf_links import Mailed, PdfLink, SentAt, SentTo
from domain.core.payment_terms import FreightTerms, PaymentTerms, ShippingMethod
from gql.schema.cost_directives import GROWN
from gql.schema.field_uses import SETTABLE
from gql.schema.fields import column, document, interface, table_field
from gql.types.documents import SalesDocument
from gql.types.interfaces import Address
from gql.types.mailings import Mailing, PrintedDocument


@interface
class DeliveredDocument(SalesDocument):
    """A document with delivery and payment terms: a quote, an order or an invoice."""

    bill_to: Address | None = document(
        "Billing address, copied to documents created from this one; null if not given.",
        input=SETTABLE,
    )
    ship_to: Address | None = document(
        "Shipping address, copied to documents created from this one; null if not given.",
        input=SETTABLE,
    )
    payment_terms: PaymentTerms | None = column(
        "Payment terms: when the customer pays; null if not agreed.", filter=True, input=SETTABLE
    )
    freight_terms: FreightTerms | None = column(
        "Freight terms: who pays the freight; null if not agreed.", filter=True, input=SETTABLE
    )
    shipping_method: ShippingMethod | None = column(
        "Shipping method: how the goods are shipped; null if not chosen.",
        filter=True,
        input=SETTABLE,
    )
    purchase_order_number: str | None = column(
        "Customer's purchase order number; null if not known. At most 100 characters.",
        filter=True,
        input=SETTABLE,
    )
    # The link is signed in SQL, with two hashes for each document (decision 22).
    pdf: PrintedDocument = table_field(
        PdfLink, "The document as a PDF for the customer, in its current version.", weight=12
    )
    mailings: list[Mailing] = table_field(
        Mailed,
        "Emails with the document, oldest first, including those that are queued or have failed.",
        size=GROWN,
    )
    sent_at: datetime | None = table_field(
        SentAt,
        "Time the document was last sent; null if it has not been sent.",
        weight=5,
    )
    sent_to: list[str] = table_field(
        SentTo,
        "Email addresses that the document was last sent to; empty if it has not been sent.",
        weight=5,
    )
