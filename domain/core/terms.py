"""Addresses, and the terms of payment, freight and shipping."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from domain.core.text import Text


class PaymentTerms(StrEnum):
    """When payment is due."""

    NET_30 = "NET_30"
    TWO_PERCENT_10_NET_30 = "TWO_PERCENT_10_NET_30"
    NET_45 = "NET_45"
    NET_60 = "NET_60"


class FreightTerms(StrEnum):
    """Who pays the freight."""

    FOB = "FOB"
    NO_CHARGE = "NO_CHARGE"


class ShippingMethod(StrEnum):
    """How the goods are shipped."""

    AIRBORNE = "AIRBORNE"
    DHL = "DHL"
    FEDEX = "FEDEX"
    UPS = "UPS"
    POSTAL_MAIL = "POSTAL_MAIL"
    FULL_LOAD = "FULL_LOAD"
    WILL_CALL = "WILL_CALL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address. Documents hold a copy, not a reference."""

    name: Annotated[str | None, Text(200)] = None
    contact_name: Annotated[str | None, Text(150)] = None
    line1: Annotated[str | None, Text(250)] = None
    line2: Annotated[str | None, Text(250)] = None
    line3: Annotated[str | None, Text(250)] = None
    city: Annotated[str | None, Text(80)] = None
    state_or_province: Annotated[str | None, Text(50)] = None
    postal_code: Annotated[str | None, Text(20)] = None
    country: Annotated[str | None, Text(80)] = None
    telephone: Annotated[str | None, Text(50)] = None
