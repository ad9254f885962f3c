"""Shipments: records of what was delivered of an order, and their errors."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from domain.core.errors import Invalid, NotFound, Refused
from domain.core.ids import new_id
from domain.core.record import Record
from domain.core.text import Text

_AHEAD = timedelta(days=1)  # where it is already tomorrow, seen from UTC


class ShipmentNotFound(NotFound):
    """The shipment does not exist, or the caller may not see it."""

    rule = "The shipment does not exist. Check its ID."


class ShipmentAlreadyCanceled(Refused):
    """A shipment can be canceled only once."""

    rule = "The shipment has already been canceled."


class ShipmentLinesRequired(Invalid):
    """An empty list of order lines would ship nothing."""

    rule = (
        "A shipment needs at least one order line. Give one in `lines`, or omit `lines` to ship"
        " everything that is left."
    )


class ShipmentLineRepeated(Invalid):
    """The same order line is listed twice, or an item together with its bundle."""

    rule = (
        "List each order line only once, with its total quantity. The required items of a bundle"
        " are shipped with the bundle's line."
    )


class ShipmentQuantityInvalid(Invalid):
    """A shipped quantity must have the same sign as the order line's quantity."""

    rule = (
        "The quantity to ship must not be zero and must have the same sign as the order line's"
        " quantity."
    )
    message = "Line {line} has {left} left to ship. {rule}"


class ShipmentQuantityExceedsOrder(Refused):
    """More cannot be shipped than was ordered (I-67)."""

    rule = "The quantity exceeds what is left to ship of the order line."
    message = "Line {line} has {left} left to ship, not {asked}."


class ShipmentDateInFuture(Invalid):
    """A shipment records goods that have left."""

    rule = "A shipment cannot have a date in the future. Record it when the goods have left."
    message = "`date` is {on}, but today is {today} (UTC). {rule}"


@dataclass(eq=False, kw_only=True, slots=True)
class ShipmentLine:
    """The quantity of an order line in a shipment."""

    id: UUID = field(default_factory=new_id)
    order_line_id: UUID
    quantity: Decimal


@dataclass(eq=False, kw_only=True, slots=True)
class Shipment(Record):
    """A delivery of goods of an order. It is never deleted; canceling it leaves the record.

    A shipment without lines records only that something was delivered, not what.
    """

    noun = "Shipment"
    not_found = ShipmentNotFound

    order_id: UUID
    shipped_on: date
    tracking_number: Annotated[str | None, Text(100)] = None
    canceled_at: datetime | None = None
    canceled_by: UUID | None = None
    lines: Sequence[ShipmentLine] = ()

    def cancel(self, at: datetime, by: UUID) -> None:
        """Mark as canceled. Raises SHIPMENT_ALREADY_CANCELED."""
        self.check_standing()
        self.canceled_at, self.canceled_by = at, by

    def check_standing(self) -> None:
        """Raise SHIPMENT_ALREADY_CANCELED."""
        if self.canceled_at is not None:
            raise ShipmentAlreadyCanceled(path=("shipmentId",))


def check_shipping_date(on: date, today: date) -> None:
    """Raise SHIPMENT_DATE_IN_FUTURE; tomorrow is fine, because it has begun in the east."""
    if on > today + _AHEAD:
        raise ShipmentDateInFuture(on=on, today=today, path=("date",))
