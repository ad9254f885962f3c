"""Whom a tenant sells to, against whom, and who sells: accounts, contacts, competitors, users."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from db import tables
from domain.money import RoundingMode
from domain.pricing import DiscountMethod
from gql.fields import column, connection, document, entity, structure, to_one
from gql.scalars import CurrencyCode
from gql.types.interfaces import Address, Customer, Node
from gql.types.letterheads import Letterhead
from gql.types.listings import CONTACTS, INVOICES, OPPORTUNITIES, ORDERS, QUOTES, Connection

if TYPE_CHECKING:
    from gql.types.prices import PriceList
    from gql.types.sales import Invoice, Opportunity, Order, Quote

_SALES = strawberry.lazy("gql.types.sales")
LaterOpportunity: TypeAlias = Annotated["Opportunity", _SALES]
LaterQuote: TypeAlias = Annotated["Quote", _SALES]
LaterOrder: TypeAlias = Annotated["Order", _SALES]
LaterInvoice: TypeAlias = Annotated["Invoice", _SALES]
LaterPriceList: TypeAlias = Annotated["PriceList", strawberry.lazy("gql.types.prices")]


@entity(tables.tenant_settings)
class TenantSettings(Node):
    """What a tenant decides about its prices. A change alters no document by itself."""

    rounding_mode: RoundingMode = column("What happens to a half.")
    discount_method: DiscountMethod = column("What a manual discount counts for.")
    pricing_precision: int = column("The decimals of prices per unit, whatever the currency.")
    price_list_optional: bool = column("Whether products can be sold without a price list.")
    round_unit_price_first: bool = column(
        "Whether the price after the volume discount is rounded before it is multiplied."
    )
    inactive_discount_lists_apply: bool = column("Whether inactive discount lists still count.")
    products_born_active: bool = column("Whether a new product without a family is active.")
    max_lines_per_document: int = column("How many lines a document can have.")
    base_currency_code: CurrencyCode = column("The currency that all amounts are converted to.")
    version: int = column("Counts the changes; for `expectedVersion`.")
    updated_at: datetime = column("When they last changed.")


@entity(tables.tenants)
class Tenant(Node):
    """A company that uses this server. No tenant sees another tenant's records."""

    slug: str = column("The short name.")
    name: str = column("The name.")
    letterhead: Letterhead = to_one("id", "What its documents are printed on.")
    settings: TenantSettings = to_one("id", "What it decides about prices.", foreign="tenant_id")


@entity(tables.users)
class User(Node):
    """Somebody of the tenant, who owns and changes records."""

    name: str = column("The name.")
    email: str = column("The address for mail.")
    created_at: datetime = column("When the user was added.")


@structure
class Viewer:
    """The signed-in user and the user's tenant.

    It has no id of its own: client caches keep the user and the tenant, which have one.
    """

    user: User = to_one("id", "The user who sent the request.")
    tenant: Tenant = to_one("tenant_id", "The tenant that the user belongs to.")


@entity(tables.accounts)
class Account(Customer):
    """An organisation that buys."""

    website: str | None = column("The web site.")
    industry: str | None = column("The line of business.")
    description: str | None = column("Notes.")
    address: Address | None = document("The main address.")
    is_active: bool = column("Whether new documents can be made for it.")
    default_price_list: LaterPriceList | None = to_one(
        "default_price_list_id", "Where the prices of its new documents come from."
    )
    owner: User = to_one("owner_id", "Who looks after it.")
    contacts: "Connection[Contact]" = connection(CONTACTS, "Its people.", by="account_id")
    opportunities: Connection[LaterOpportunity] = connection(
        OPPORTUNITIES, "Its opportunities.", by="account_id"
    )
    quotes: Connection[LaterQuote] = connection(QUOTES, "Its quotes.", by="account_id")
    orders: Connection[LaterOrder] = connection(ORDERS, "Its orders.", by="account_id")
    invoices: Connection[LaterInvoice] = connection(INVOICES, "Its invoices.", by="account_id")
    version: int = column("Counts the changes; for `expectedVersion`.")
    created_at: datetime = column("When it was made.")
    created_by: User | None = to_one("created_by", "Who made it; null if the system did.")
    updated_at: datetime = column("When it last changed.")
    updated_by: User | None = to_one("updated_by", "Who changed it last; null if the system did.")


@entity(tables.contacts)
class Contact(Customer):
    """A person, with or without an account."""

    first_name: str | None = column("The first name.")
    last_name: str = column("The last name.")
    job_title: str | None = column("The position.")
    description: str | None = column("Notes.")
    address: Address | None = document("The main address.")
    is_active: bool = column("Whether new documents can be made for the person.")
    default_price_list: LaterPriceList | None = to_one(
        "default_price_list_id", "Where the prices of the person's new documents come from."
    )
    account: Account | None = to_one("account_id", "The account that the person works for.")
    owner: User = to_one("owner_id", "Who looks after the person.")
    opportunities: Connection[LaterOpportunity] = connection(
        OPPORTUNITIES, "The person's own opportunities.", by="contact_id"
    )
    quotes: Connection[LaterQuote] = connection(QUOTES, "The person's quotes.", by="contact_id")
    orders: Connection[LaterOrder] = connection(ORDERS, "The person's orders.", by="contact_id")
    invoices: Connection[LaterInvoice] = connection(
        INVOICES, "The person's invoices.", by="contact_id"
    )
    version: int = column("Counts the changes; for `expectedVersion`.")
    created_at: datetime = column("When it was made.")
    created_by: User | None = to_one("created_by", "Who made it; null if the system did.")
    updated_at: datetime = column("When it last changed.")
    updated_by: User | None = to_one("updated_by", "Who changed it last; null if the system did.")


@entity(tables.competitors)
class Competitor(Node):
    """Who else wants to sell."""

    name: str = column("The name.")
    website: str | None = column("The web site.")
    strengths: str | None = column("What they are good at.")
    weaknesses: str | None = column("What they are not good at.")
    version: int = column("Counts the changes; for `expectedVersion`.")
    created_at: datetime = column("When it was made.")
    created_by: User | None = to_one("created_by", "Who made it; null if the system did.")
    updated_at: datetime = column("When it last changed.")
    updated_by: User | None = to_one("updated_by", "Who changed it last; null if the system did.")
