"""Types for the values that the documents of a group have in common."""

from datetime import date

from domain.core.payment_terms import FreightTerms, PaymentTerms, ShippingMethod
from domain.pricing.pricing_error import PricingError
from domain.sales.forecast import ForecastCategory, Rating, Stage
from domain.sales.order import FulfillmentStatus, InvoicingStatus
from domain.sales.submission import ErpStatus
from gql.scalars import CurrencyCode
from gql.schema.fields import column, structure, to_one
from gql.types.catalog import Product
from gql.types.enums import DocumentStatus, DocumentStatusReason
from gql.types.parties import Account, Contact, User
from gql.types.sales import Opportunity


@structure
class DocumentKeys:
    """Values that the documents of a group have in common."""

    # All keys are nullable, because a query groups by some of them only.
    status: DocumentStatus | None = column(
        "Status of the documents; null unless grouped by `STATUS`."
    )
    status_reason: DocumentStatusReason | None = column(
        "Status reason of the documents; null unless grouped by `STATUS_REASON`."
    )
    pricing_error: PricingError | None = column(
        "`DETAIL_ERROR` if the documents have a pricing error; otherwise `NONE`. Null unless"
        " grouped by `PRICING_ERROR`."
    )
    currency_code: CurrencyCode | None = column(
        "Currency of the documents; null unless grouped by `CURRENCY_CODE`."
    )
    owner: User | None = to_one(
        "owner_id", "The user responsible for the documents; null unless grouped by `OWNER`."
    )
    account: Account | None = to_one(
        "account_id", "The customer; null if it is a contact, or unless grouped by `ACCOUNT`."
    )
    contact: Contact | None = to_one(
        "contact_id", "The customer; null if it is an account, or unless grouped by `CONTACT`."
    )
    product_family: Product | None = to_one(
        "family_id",
        "Family of the products on the lines; null for lines without one, or unless grouped"
        " by `PRODUCT_FAMILY`.",
    )
    created_at: date | None = column(
        "First day of the period that contains `createdAt`; null unless grouped by it."
    )
    updated_at: date | None = column(
        "First day of the period that contains `updatedAt`; null unless grouped by it."
    )


@structure
class DeliveredKeys(DocumentKeys):
    """Values that quotes, orders and invoices can have in common."""

    payment_terms: PaymentTerms | None = column(
        "Payment terms of the documents; null if they have none, or unless grouped by"
        " `PAYMENT_TERMS`."
    )
    freight_terms: FreightTerms | None = column(
        "Freight terms of the documents; null if they have none, or unless grouped by"
        " `FREIGHT_TERMS`."
    )
    shipping_method: ShippingMethod | None = column(
        "Shipping method of the documents; null if they have none, or unless grouped by"
        " `SHIPPING_METHOD`."
    )


@structure
class OpportunityKeys(DocumentKeys):
    """Values that the opportunities of a group have in common; null unless grouped by them."""

    stage: Stage | None = column(
        "Sales stage of the opportunities; null unless grouped by `STAGE`."
    )
    rating: Rating | None = column(
        "Rating of the opportunities; null if they are not rated, or unless grouped by `RATING`."
    )
    forecast_category: ForecastCategory | None = column(
        "Forecast category of the opportunities; null unless grouped by `FORECAST_CATEGORY`."
    )
    estimated_close_date: date | None = column(
        "First day of the period that contains `estimatedCloseDate`; null unless grouped by it."
    )
    actual_close_date: date | None = column(
        "First day of the period that contains `actualCloseDate`; null unless grouped by it."
    )


@structure
class QuoteKeys(DeliveredKeys):
    """Values that the quotes of a group have in common; null unless grouped by them."""

    opportunity: Opportunity | None = to_one(
        "opportunity_id",
        "Opportunity that the quotes belong to; null if there is none, or unless grouped by"
        " `OPPORTUNITY`.",
    )
    effective_from: date | None = column(
        "First day of the period that contains `effectiveFrom`; null unless grouped by it."
    )
    effective_to: date | None = column(
        "First day of the period that contains `effectiveTo`; null unless grouped by it."
    )
    expires_on: date | None = column(
        "First day of the period that contains `expiresOn`; null unless grouped by it."
    )
    closed_on: date | None = column(
        "First day of the period that contains `closedOn`; null unless grouped by it."
    )


@structure
class OrderKeys(DeliveredKeys):
    """Values that the orders of a group have in common; null unless grouped by them."""

    fulfillment_status: FulfillmentStatus | None = column(
        "How much of each order has been delivered; null unless grouped by `FULFILLMENT_STATUS`."
    )
    invoicing_status: InvoicingStatus | None = column(
        "How much of each order has been invoiced; null unless grouped by `INVOICING_STATUS`."
    )
    erp_status: ErpStatus | None = column(
        "How far the orders have come on their way through the ERP; null if they were not"
        " submitted, or unless grouped by `ERP_STATUS`."
    )
    opportunity: Opportunity | None = to_one(
        "opportunity_id",
        "Opportunity that the orders belong to; null if there is none, or unless grouped by"
        " `OPPORTUNITY`.",
    )
    request_delivery_by: date | None = column(
        "First day of the period that contains `requestDeliveryBy`; null unless grouped by it."
    )
    date_fulfilled: date | None = column(
        "First day of the period that contains `dateFulfilled`; null unless grouped by it."
    )


@structure
class InvoiceKeys(DeliveredKeys):
    """Values that the invoices of a group have in common; null unless grouped by them."""

    opportunity: Opportunity | None = to_one(
        "opportunity_id",
        "Opportunity that the invoices belong to; null if there is none, or unless grouped"
        " by `OPPORTUNITY`.",
    )
    due_date: date | None = column(
        "First day of the period that contains `dueDate`; null unless grouped by it."
    )
