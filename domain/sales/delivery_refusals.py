"""Why an order cannot be delivered, and why what was delivered of it cannot change (I-67)."""

from domain.core.errors import Refused


class OrderLineShipped(Refused):
    """What was shipped of a line stays on the order (I-67)."""

    rule = (
        "The line has been shipped, at least in part: its quantity cannot be less than that, and it"
        " cannot be removed. Cancel the shipment first."
    )


class OrderLineInUse(Refused):
    """Invoices and shipments are kept, even if canceled, and so is what they refer to."""

    rule = (
        "The line is on a canceled invoice or shipment, which is kept. Set the quantity of the line"
        " to 0 instead of removing it."
    )


class OrderInUse(Refused):
    """Invoices and shipments are kept, even if canceled, and so is what they refer to."""

    rule = "The order has canceled invoices or shipments, which are kept. Cancel the order instead."


class OrderCanceled(Refused):
    """Nothing can be done with a canceled order, and its shipments stay as they are (I-52)."""

    rule = "The order is canceled, so its shipments can no longer change."


class OrderNothingToShip(Refused):
    """Everything on the order has been shipped, or all its quantities are zero (I-67)."""

    rule = "Nothing is left to ship on the order."


class OrderHasNoShipments(Refused):
    """Only a shipment that is not canceled can be canceled."""

    rule = "The order has no shipments that could be canceled."
