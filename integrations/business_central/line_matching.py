"""Finds the order line that a posted line of Business Central is about.

Its lines name an item, and for write-ins a text, but not the line of our order.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from domain.core.money import ZERO
from domain.pricing.line import OrderLine
from domain.sales.erp_link import ErpLinkType
from domain.tenant.erp_connection import ErpConnection
from integrations.business_central.order_mapping import MAX_DESCRIPTION, Links
from integrations.business_central.values import Json, decimal_of, text_of


class LineMatching:
    """The lines of an order by item, and the quantity that is left of each.

    `done` has quantities by order line.
    """

    def __init__(
        self,
        lines: Sequence[OrderLine],
        connection: ErpConnection,
        links: Links,
        done: Mapping[UUID, Decimal],
    ) -> None:
        self._write_in_item = connection.write_in_item
        self._products = defaultdict[str, list[OrderLine]](list)  # by number of the item
        self._write_ins = defaultdict[str, list[OrderLine]](list)  # by text
        for line in lines:
            if line.product_id is None:
                self._write_ins[(line.write_in or "")[:MAX_DESCRIPTION].strip()].append(line)
            elif linked := links.get((ErpLinkType.PRODUCT, str(line.product_id))):
                self._products[linked.remote_number].append(line)
        self._left = {line: line.quantity - done.get(line.id, ZERO) for line in lines}

    def find(self, theirs: Json) -> OrderLine | None:
        """Return the line with the item and the price of which enough is left, or a similar one."""
        number = text_of(theirs, "lineObjectNumber")
        same = [] if number is None else [*self._products.get(number, ())]
        if number == self._write_in_item:
            same += self._write_ins.get(text_of(theirs, "description") or "", ())
            same.sort(key=lambda line: line.line_number)
        quantity, price = abs(decimal_of(theirs, "quantity")), decimal_of(theirs, "unitPrice")

        def misfit(line: OrderLine) -> tuple[bool, bool, bool]:
            left = self._left[line]
            return not left, line.price_per_unit != price, abs(left) < quantity

        return min((line for line in same if line in self._left), key=misfit, default=None)

    def use(self, line: OrderLine, quantity: Decimal) -> None:
        """Leave less of a line for those that follow."""
        self._left[line] -= quantity

    def use_up(self, line: OrderLine) -> None:
        """Leave nothing of a line: no other line is about it."""
        del self._left[line]
