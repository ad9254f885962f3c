"""The terms of payment, freight and shipping that documents can have."""

from enum import StrEnum


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
