"""What keeps an order from being submitted to Business Central: all of it at once (O-4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from domain.core.errors import DomainError, Refused
from domain.core.money import ZERO
from domain.pricing.line import LineType, OrderLine
from domain.sales.erp_link import ErpLinkType
from domain.sales.order import Order

MAX_EXTERNAL_NUMBER = 35  # characters of the external document number in Business Central


class OrderCustomerNotLinked(Refused):
    """Business Central does not know the customer (P-6)."""

    rule = "The customer is not linked to a customer in the ERP. Link it with `linkErpRecord`."


class OrderProductNotLinked(Refused):
    """Business Central does not know a product (L-2)."""

    rule = "A product is not linked to an item in the ERP. Link it with `linkErpRecord`."
    message = "The product of line {line} is not linked to an item in the ERP. Link it with \
`linkErpRecord`."


class OrderUnitNotLinked(Refused):
    """Business Central does not know a unit (L-10)."""

    rule = "A unit is not linked to a unit of measure in the ERP. Link it with `linkErpRecord`."
    message = "The unit of line {line} is not linked to a unit of measure in the ERP. Link it \
with `linkErpRecord`."


class OrderCurrencyNotLinked(Refused):
    """Business Central does not know the currency (P-7)."""

    rule = "The currency is not linked to a currency in the ERP. Link it with `linkErpRecord`."


class OrderWriteInItemMissing(Refused):
    """Write-in lines need an item that stands for them (L-5)."""

    rule = "The order has write-in lines. Set `writeInItem` with `connectErp` first."


class OrderFreightAccountMissing(Refused):
    """Freight is a line with an account in the ERP (L-7)."""

    rule = "The order has freight. Set `freightAccount` with `connectErp` first."


class OrderNumberTooLong(Refused):
    """The external document number has at most 35 characters."""

    rule = f"The ERP's number for the order can have at most {MAX_EXTERNAL_NUMBER} characters."


@dataclass(frozen=True, slots=True)
class ErpReadiness:
    """What the ERP connection provides: what is linked, and its settings."""

    linked: Mapping[ErpLinkType, frozenset[str]]
    has_write_in_item: bool
    has_freight_account: bool
    external_number: str

    def knows(self, type: ErpLinkType, key: UUID | str | None) -> bool:
        """Return whether the record or code is linked."""
        return key is not None and str(key) in self.linked.get(type, frozenset())


def problems_of(order: Order, ready: ErpReadiness) -> Iterator[DomainError]:
    """Yield everything that keeps the order from being submitted."""
    is_account = order.account_id is not None
    customer = ErpLinkType.ACCOUNT if is_account else ErpLinkType.CONTACT
    if not ready.knows(customer, order.account_id or order.contact_id):
        yield OrderCustomerNotLinked()
    if not ready.knows(ErpLinkType.CURRENCY, order.currency_code):
        yield OrderCurrencyNotLinked()
    seen: set[tuple[ErpLinkType, UUID]] = set()
    for line in order.lines:
        yield from _problems_of_line(line, ready, seen)
    has_write_ins = any(line.product_id is None for line in order.lines)
    if has_write_ins and not ready.has_write_in_item:
        yield OrderWriteInItemMissing()
    if order.freight_amount > ZERO and not ready.has_freight_account:
        yield OrderFreightAccountMissing()
    if len(ready.external_number) > MAX_EXTERNAL_NUMBER:
        yield OrderNumberTooLong()


def _problems_of_line(
    line: OrderLine, ready: ErpReadiness, seen: set[tuple[ErpLinkType, UUID]]
) -> Iterator[DomainError]:
    """Yield the problems of a line that no earlier line has."""
    # A bundle without a price of its own is sent as a comment above its items.
    if line.product_id is None or is_heading(line):
        return
    needed: list[tuple[ErpLinkType, UUID | None, type[Refused]]] = [
        (ErpLinkType.PRODUCT, line.product_id, OrderProductNotLinked),
        (ErpLinkType.UNIT, line.unit_id, OrderUnitNotLinked),
    ]
    for link, key, problem in needed:
        if key is not None and (link, key) not in seen and not ready.knows(link, key):
            seen.add((link, key))
            yield problem(line=line.line_number)


def is_heading(line: OrderLine) -> bool:
    """Return whether a line only names the bundle whose items follow."""
    return line.line_type is LineType.BUNDLE and line.base_amount == ZERO
