"""Types for tenants, users, accounts, contacts and competitors."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from db import tables
from domain.core.money import RoundingMode
from domain.pricing.calculation import DiscountMethod
from gql.scalars import CurrencyCode
from gql.schema.field_uses import ON_UPDATE, REQUIRED, SETTABLE
from gql.schema.fields import column, connection, document, entity, structure, to_one
from gql.types.erp_links import LINK_DESCRIPTION, ErpLink
from gql.types.interfaces import VERSION_DESCRIPTION, Address, Customer, Node
from gql.types.letterheads import Letterhead
from gql.types.pages import Connection

if TYPE_CHECKING:
    from gql.types.erp import ErpConnection
    from gql.types.prices import PriceList
    from gql.types.sales import Invoice, Opportunity, Order, Quote

# A module refers only to those before it (`gql.types`); types of later ones are named, not
# imported.
_SALES = strawberry.lazy("gql.types.sales")
LaterOpportunity: TypeAlias = Annotated["Opportunity", _SALES]
LaterQuote: TypeAlias = Annotated["Quote", _SALES]
LaterOrder: TypeAlias = Annotated["Order", _SALES]
LaterInvoice: TypeAlias = Annotated["Invoice", _SALES]
LaterErpConnection: TypeAlias = Annotated["ErpConnection", strawberry.lazy("gql.types.erp")]
LaterPriceList: TypeAlias = Annotated["PriceList", strawberry.lazy("gql.types.prices")]


@entity(tables.tenant_settings)
class TenantSettings(Node):
    """Settings of a tenant. Documents do not change until they are recalculated."""

    rounding_mode: RoundingMode = column(
        "How amounts that fall exactly halfway between two values are rounded.", input=ON_UPDATE
    )
    discount_method: DiscountMethod = column(
        "Whether a manual discount amount applies to the line or to each unit.", input=ON_UPDATE
    )
    pricing_precision: int = column(
        "Number of decimals in prices per unit, 0 to 4, regardless of the currency.",
        input=ON_UPDATE,
    )
    price_list_optional: bool = column(
        "Whether products can be sold without a price list. A product without a price then"
        " costs nothing.",
        input=ON_UPDATE,
    )
    round_unit_price_first: bool = column(
        "Whether the price per unit is rounded to the decimals of the currency after the"
        " volume discount and before it is multiplied by the quantity.",
        input=ON_UPDATE,
    )
    inactive_discount_lists_apply: bool = column(
        "Whether inactive discount lists still apply. If false, lines that use one have a"
        " pricing error.",
        input=ON_UPDATE,
    )
    create_products_as_active: bool = column(
        "Whether a new product without a family is active immediately.", input=ON_UPDATE
    )
    max_lines_per_document: int = column(
        "Maximum number of lines per document, 1,000 to 5,000.", input=ON_UPDATE
    )
    base_currency_code: CurrencyCode = column(
        "Base currency, which amounts are converted to, as an ISO 4217 code.", input=ON_UPDATE
    )
    version: int = column(VERSION_DESCRIPTION)
    updated_at: datetime = column("Time the settings were last changed.")


@entity(tables.tenants)
class Tenant(Node):
    """A company that uses this server. No tenant can see another tenant's records."""

    slug: str = column("Short name that identifies the tenant on the command line, such as `acme`.")
    name: str = column("Name of the tenant, for display in clients.")
    # Both belong to the tenant alone, so the tenant's ID is their key.
    letterhead: Letterhead = to_one("id", "Letterhead of the tenant's quotes, orders and invoices.")
    settings: TenantSettings = to_one(
        "id", "Settings for prices, products and documents of the tenant.", foreign="tenant_id"
    )
    erp_connection: LaterErpConnection | None = to_one(
        "id", "Connection to the tenant's ERP; null if there never was one.", foreign="tenant_id"
    )


@entity(tables.users)
class User(Node):
    """A person or program of the tenant that signs in."""

    name: str = column("Name of the user, for display in clients.", filter=True)
    email: str = column("Email address of the user, unique within the tenant.", filter=True)
    is_integration: bool = column(
        "Whether the user is a program, such as an ERP, that may change submitted orders."
    )
    created_at: datetime = column("Time the user was created. Never changes.", filter=True)


@structure
class Viewer:
    """The signed-in user and the user's tenant.

    A viewer has no ID. Client caches can use the IDs of the user and the tenant.
    """

    # With the user's ID, caches would merge the viewer and the user (decision 42).
    user: User = to_one("id", "User who sent the request, as stated in the token.")
    tenant: Tenant = to_one("tenant_id", "Tenant that the user belongs to.")


@entity(tables.accounts)
class Account(Customer):
    """A company or other organization that is a customer."""

    name: str = column(
        "Name of the account. At most 300 characters, on one line.", filter=True, input=REQUIRED
    )
    website: str | None = column(
        "Website of the account, such as `https://www.example.com`; null if not given. At"
        " most 2,000 characters.",
        input=SETTABLE,
    )
    industry: str | None = column(
        "Industry that the account works in, as free text; null if not given. At most 2,000"
        " characters.",
        filter=True,
        input=SETTABLE,
    )
    description: str | None = column(
        "Notes about the account; null if there are none. At most 2,000 characters.",
        filter=True,
        input=SETTABLE,
    )
    address: Address | None = document("Main postal address; null if not given.", input=SETTABLE)
    is_active: bool = column(
        "Whether new documents can be created for the account.", filter=True, input=ON_UPDATE
    )
    default_price_list: LaterPriceList | None = to_one(
        "default_price_list_id",
        "Default price list of new documents for the account; null if none is set.",
        filter=True,
        input=SETTABLE,
    )
    owner: User = to_one(
        "owner_id",
        "The user responsible for the account.",
        filter=True,
        input=SETTABLE,
        sort=("name",),
    )
    contacts: "Connection[Contact]" = connection(
        "Contact", "Contacts who work for the account.", by="account_id", filter=True
    )
    opportunities: Connection[LaterOpportunity] = connection(
        "Opportunity", "Opportunities whose customer is the account.", by="account_id", filter=True
    )
    quotes: Connection[LaterQuote] = connection(
        "Quote", "Quotes whose customer is the account.", by="account_id", filter=True
    )
    orders: Connection[LaterOrder] = connection(
        "Order", "Orders whose customer is the account.", by="account_id", filter=True
    )
    invoices: Connection[LaterInvoice] = connection(
        "Invoice", "Invoices whose customer is the account.", by="account_id", filter=True
    )
    erp_link: ErpLink | None = to_one("id", LINK_DESCRIPTION, foreign="record_id", filter=True)
    version: int = column(VERSION_DESCRIPTION)
    created_at: datetime = column("Time the account was created. Never changes.", filter=True)
    created_by: User | None = to_one(
        "created_by", "User who created the account; null if the system created it."
    )
    updated_at: datetime = column(
        "Time the account was last changed. Equals `createdAt` until the first change.", filter=True
    )
    updated_by: User | None = to_one(
        "updated_by", "User who last changed the account; null if the system changed it."
    )


@entity(tables.contacts)
class Contact(Customer):
    """A person who is a customer, or who works for an account."""

    first_name: str | None = column(
        "First name; null if not given. At most 2,000 characters, on one line.", input=SETTABLE
    )
    last_name: str = column("Last name. At most 150 characters, on one line.", input=REQUIRED)
    job_title: str | None = column(
        "Job title; null if not given. At most 2,000 characters.", input=SETTABLE
    )
    description: str | None = column(
        "Notes about the contact; null if there are none. At most 2,000 characters.",
        filter=True,
        input=SETTABLE,
    )
    address: Address | None = document("Main postal address; null if not given.", input=SETTABLE)
    is_active: bool = column(
        "Whether new documents can be created for the contact.", filter=True, input=ON_UPDATE
    )
    default_price_list: LaterPriceList | None = to_one(
        "default_price_list_id",
        "Default price list of new documents for the contact; null if none is set.",
        filter=True,
        input=SETTABLE,
    )
    account: Account | None = to_one(
        "account_id",
        "Account that the contact works for; null if none.",
        filter=True,
        input=SETTABLE,
        sort=("name",),
    )
    owner: User = to_one(
        "owner_id",
        "The user responsible for the contact.",
        filter=True,
        input=SETTABLE,
        sort=("name",),
    )
    opportunities: Connection[LaterOpportunity] = connection(
        "Opportunity", "Opportunities whose customer is the contact.", by="contact_id", filter=True
    )
    quotes: Connection[LaterQuote] = connection(
        "Quote", "Quotes whose customer is the contact.", by="contact_id", filter=True
    )
    orders: Connection[LaterOrder] = connection(
        "Order", "Orders whose customer is the contact.", by="contact_id", filter=True
    )
    invoices: Connection[LaterInvoice] = connection(
        "Invoice", "Invoices whose customer is the contact.", by="contact_id", filter=True
    )
    erp_link: ErpLink | None = to_one("id", LINK_DESCRIPTION, foreign="record_id", filter=True)
    version: int = column(VERSION_DESCRIPTION)
    created_at: datetime = column("Time the contact was created. Never changes.", filter=True)
    created_by: User | None = to_one(
        "created_by", "User who created the contact; null if the system created it."
    )
    updated_at: datetime = column(
        "Time the contact was last changed. Equals `createdAt` until the first change.", filter=True
    )
    updated_by: User | None = to_one(
        "updated_by", "User who last changed the contact; null if the system changed it."
    )


@entity(tables.competitors)
class Competitor(Node):
    """A company that competes for the tenant's deals."""

    name: str = column(
        "Name of the competitor. At most 300 characters.", filter=True, input=REQUIRED
    )
    website: str | None = column(
        "Website of the competitor; null if not given. At most 2,000 characters.",
        filter=True,
        input=SETTABLE,
    )
    strengths: str | None = column(
        "Strengths of the competitor, as free text; null if not given. At most 2,000 characters.",
        filter=True,
        input=SETTABLE,
    )
    weaknesses: str | None = column(
        "Weaknesses of the competitor, as free text; null if not given. At most 2,000 characters.",
        filter=True,
        input=SETTABLE,
    )
    version: int = column(VERSION_DESCRIPTION)
    created_at: datetime = column("Time the competitor was created. Never changes.", filter=True)
    created_by: User | None = to_one(
        "created_by", "User who created the competitor; null if the system created it."
    )
    updated_at: datetime = column(
        "Time the competitor was last changed. Equals `createdAt` until the first change.",
        filter=True,
    )
    updated_by: User | None = to_one(
        "updated_by", "User who last changed the competitor; null if the system changed it."
    )
