"""The repositories of a tenant."""

from typing import TypeVar

from db.repositories.catalog import (
    BatchRepository,
    BundleItems,
    ChildRepository,
    PriceListItems,
    Products,
    Relationships,
    UnitsOfGroups,
)
from db.repositories.documents import Invoices, Opportunities, Orders, Quotes
from db.repositories.identity_map import IdentityMap
from db.repositories.records import Records
from db.repositories.shipments import Shipments
from db.repositories.submissions import PostedInvoices, Submissions
from domain.catalog.bundle import BundleItem, ProductRelationship
from domain.catalog.discount_list import DiscountList, DiscountTier
from domain.catalog.price_list import PriceList, PriceListItem
from domain.catalog.product import Product
from domain.core.record import Record
from domain.sales.invoice import Invoice
from domain.sales.opportunity import Opportunity
from domain.sales.order import Order
from domain.sales.posted_invoice import PostedInvoice
from domain.sales.quote import Quote
from domain.sales.shipment import Shipment
from domain.sales.submission import Submission

R = TypeVar("R", bound=Record)


class Repositories:
    """The records of a tenant, kind by kind, in one store."""

    def __init__(self, identity_map: IdentityMap) -> None:
        self.identity_map = identity_map
        self.opportunities = Opportunities(identity_map, Opportunity)
        self.quotes = Quotes(identity_map, Quote)
        self.orders = Orders(identity_map, Order)
        self.shipments = Shipments(identity_map, Shipment)
        self.invoices = Invoices(identity_map, Invoice)
        self.submissions = Submissions(identity_map, Submission)
        self.posted_invoices = PostedInvoices(identity_map, PostedInvoice)
        self.products = Products(identity_map, Product)
        self.units = UnitsOfGroups(identity_map)
        self.price_lists = Records(identity_map, PriceList)
        self.price_list_items = PriceListItems(
            identity_map, PriceListItem, "price_list_id", PriceList
        )
        self.discount_lists = BatchRepository(identity_map, DiscountList)
        self.discount_tiers = ChildRepository(
            identity_map, DiscountTier, "discount_list_id", DiscountList
        )
        self.bundle_items = BundleItems(identity_map, BundleItem, "bundle_id", Product)
        self.relationships = Relationships(identity_map, ProductRelationship)

    def records(self, kind: type[R]) -> Records[R]:
        """Return the repository of a type of record that has no attribute above.

        Raises TypeError for a type that has one, because its repository locks other records too.
        """
        if any(getattr(own, "kind", None) is kind for own in vars(self).values()):
            raise TypeError(f"{kind.__name__} has a repository of its own")
        return Records(self.identity_map, kind)
