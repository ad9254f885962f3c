"""The price lock of orders and invoices (5.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from domain.core.action import Action
from domain.core.errors import Invalid, Path, Refused
from domain.pricing.line import Line, PricesLocked
from domain.pricing.price_book import PriceBook
from domain.sales.deliverable import Deliverable
from domain.sales.document import OWN

L = TypeVar("L", bound=Line)


class PricingAlreadyLocked(Refused):
    """The prices are already locked (Dynamics 0x80043b1d, I-33)."""

    rule = "The prices are already locked. Nothing needs to be done."


class PricingAlreadyUnlocked(Refused):
    """The prices are already unlocked (Dynamics 0x80043b1e, I-33)."""

    rule = "The prices are not locked, so they cannot be unlocked."


class PricingNotLockable(Invalid):
    """Opportunities and quotes have no price lock (5.1)."""

    rule = "Only the prices of orders and invoices can be locked and unlocked."


@dataclass(eq=False, kw_only=True, slots=True)
class PriceLocking(Deliverable[L]):
    """A document whose prices can be locked: an order or an invoice."""

    # A new document decides for itself whether it begins with locked prices (5.1).
    prices_locked: bool = field(default=False, metadata=OWN)

    def lock_pricing(self) -> None:
        """Lock the prices, so that changes to the catalog no longer affect them."""
        self.lifecycle.check(Action.LOCK_PRICING, self, self.facts())
        self.prices_locked = True

    @property
    def follows_catalog(self) -> bool:
        """Whether prices and the exchange rate follow the catalog: only while unlocked."""
        return not self.prices_locked

    def unlock_pricing(self, prices: PriceBook) -> None:
        """Unlock the prices, look them up again and recompute the amounts (I-33)."""
        self.lifecycle.check(Action.UNLOCK_PRICING, self, self.facts())
        self.prices_locked = False
        self.renew(prices)

    def allow_new_line(self, values: Mapping[str, Any], path: Path) -> None:
        """Raise PRICES_LOCKED for a write-in or an entered price, not for catalog prices (I-34)."""
        is_typed = values.get("product_id") is None or values.get("price_per_unit") is not None
        if self.prices_locked and is_typed:
            raise PricesLocked(path=path)

    def allow_line_change(self, line: L, changes: Mapping[str, Any]) -> None:
        """Raise PRICES_LOCKED if a price would change; quantities can change (5.1)."""
        for name, label in (("price_per_unit", "pricePerUnit"), ("unit_id", "unitId")):
            if self.prices_locked and name in changes:
                raise PricesLocked(path=(label,))
