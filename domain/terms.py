"""How a document is delivered and paid: addresses and the usual terms."""

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Path
from domain.text import camel, optional_text


class PaymentTerms(StrEnum):
    """When the customer pays."""

    NET_30 = "NET_30"
    TWO_PERCENT_10_NET_30 = "TWO_PERCENT_10_NET_30"
    NET_45 = "NET_45"
    NET_60 = "NET_60"


class FreightTerms(StrEnum):
    """Who pays the freight."""

    FOB = "FOB"
    NO_CHARGE = "NO_CHARGE"


class ShippingMethod(StrEnum):
    """How the goods travel."""

    AIRBORNE = "AIRBORNE"
    DHL = "DHL"
    FEDEX = "FEDEX"
    UPS = "UPS"
    POSTAL_MAIL = "POSTAL_MAIL"
    FULL_LOAD = "FULL_LOAD"
    WILL_CALL = "WILL_CALL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address, copied into the document, not linked."""

    name: str | None = None
    contact_name: str | None = None
    line1: str | None = None
    line2: str | None = None
    line3: str | None = None
    city: str | None = None
    state_or_province: str | None = None
    postal_code: str | None = None
    country: str | None = None
    telephone: str | None = None

    def check(self, path: Path) -> None:
        """Raise TEXT_TOO_LONG or TEXT_INVALID for a part that its field cannot hold."""
        for name, limit in _LENGTHS.items():
            optional_text(getattr(self, name), camel(name), limit, path)


_LENGTHS = {
    "name": 200,
    "contact_name": 150,
    "line1": 250,
    "line2": 250,
    "line3": 250,
    "city": 80,
    "state_or_province": 50,
    "postal_code": 20,
    "country": 80,
    "telephone": 50,
}
