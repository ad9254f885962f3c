"""The repositories of a tenant."""

from db.repositories.catalogue import (
    BundleItems,
    Collected,
    Parts,
    PriceListItems,
    PriceLists,
    Products,
    Relationships,
    UnitsOfGroups,
)
from db.repositories.documents import Invoices, Opportunities, Orders, Quotes
from db.repositories.masters import Masters
from db.repositories.store import Store
from domain.bundle import BundleItem, ProductRelationship
from domain.currency import TenantCurrency
from domain.discount_list import DiscountList, DiscountTier
from domain.invoice import Invoice
from domain.opportunity import Opportunity
from domain.order import Order
from domain.party import Account, Competitor, Contact
from domain.price_list import PriceList, PriceListItem
from domain.product import Product
from domain.quote import Quote
from domain.tax_code import TaxCode
from domain.unit import UnitGroup


class Repositories:
    """The records of a tenant, kind by kind, in one store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.opportunities = Opportunities(store, Opportunity)
        self.quotes = Quotes(store, Quote)
        self.orders = Orders(store, Order)
        self.invoices = Invoices(store, Invoice)
        self.accounts = Masters(store, Account)
        self.contacts = Masters(store, Contact)
        self.competitors = Masters(store, Competitor)
        self.products = Products(store, Product)
        self.unit_groups = Masters(store, UnitGroup)
        self.units = UnitsOfGroups(store)
        self.price_lists = PriceLists(store, PriceList)
        self.price_list_items = PriceListItems(store, PriceListItem, "price_list_id", PriceList)
        self.discount_lists = Collected(store, DiscountList)
        self.discount_tiers = Parts(store, DiscountTier, "discount_list_id", DiscountList)
        self.bundle_items = BundleItems(store, BundleItem, "bundle_id", Product)
        self.relationships = Relationships(store, ProductRelationship)
        self.tax_codes = Masters(store, TaxCode)
        self.currencies = Masters(store, TenantCurrency)
