"""The fields that quotes, orders and invoices share: delivery and payment."""

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, TypeVar
from uuid import UUID

from domain.core.action import Action
from domain.core.address import Address
from domain.core.payment_terms import FreightTerms, PaymentTerms, ShippingMethod
from domain.core.text import Text
from domain.pricing.line import Line
from domain.sales.document import OWN, Document
from domain.sales.mailing import Mailing

L = TypeVar("L", bound=Line)


@dataclass(eq=False, kw_only=True, slots=True)
class Deliverable(Document[L]):
    """A document with delivery and payment terms. Addresses are copies, not references."""

    sending: ClassVar[Action]

    opportunity_id: UUID | None = None
    payment_terms: PaymentTerms | None = None
    freight_terms: FreightTerms | None = None
    shipping_method: ShippingMethod | None = None
    purchase_order_number: Annotated[str | None, Text(100)] = None  # the customer's
    bill_to: Address | None = None
    ship_to: Address | None = None
    # A new document has not been sent, whatever happened to the one it was created from.
    mailings: list[Mailing] = field(default_factory=list, metadata=OWN)

    def check_sending(self) -> None:
        """Raise the refusal if the document cannot be sent in its current state."""
        self.lifecycle.check(self.sending, self, self.facts())
