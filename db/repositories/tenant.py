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
from db.repositories.identity_map import Store
from db.repositories.records import Masters
from domain.catalogue.bundle import BundleItem, ProductRelationship
from domain.catalogue.currency import TenantCurrency
from domain.catalogue.discount_list import DiscountList, DiscountTier
from domain.catalogue.price_list import PriceList, PriceListItem
from domain.catalogue.product import Product
from domain.catalogue.tax_code import TaxCode
from domain.catalogue.unit import UnitGroup
from domain.sales.invoice import Invoice
from domain.sales.opportunity import Opportunity
from domain.sales.order import Order
from domain.sales.party import Account, Competitor, Contact
from domain.sales.quote import Quote


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
