"""Masters: customers, items, units, currencies, terms, accounts, salespeople, tax groups."""

from decimal import Decimal

from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import Transaction
from integrations.business_central.simulator.core.values import (
    Choice,
    Code,
    Flag,
    Guid,
    Kind,
    Number,
    Text,
)
from integrations.business_central.simulator.model.entity import (
    Entity,
    Field,
    Navigation,
    fields_of,
    navigations_of,
    read_only,
)

WRITABLE = frozenset({"GET", "POST", "PATCH", "DELETE"})


def _texts(*lengths: tuple[str, int]) -> tuple[Field, ...]:
    return tuple(Field(name, Text(length)) for name, length in lengths)


def _balance(tx: Transaction, row: Row) -> Decimal:
    invoices = (each for each in tx.rows("salesInvoices") if each["billToCustomerId"] == row["id"])
    return sum((each["remainingAmount"] for each in invoices if each["_posted"]), Decimal(0))


def _inventory(_: Transaction, row: Row) -> Decimal:
    return Decimal(row.get("_inventory", 0))


def _small(set_name: str, name: str, title: str, *more: Field, length: int = 10) -> Entity:
    first = (Field("code", Code(length)), Field("displayName", Text(100)))
    return Entity(set_name, name, title, fields_of(*first, *more), methods=WRITABLE)


def _pair(name: str, kind: Kind) -> tuple[Field, Field]:
    return Field(f"{name}Id", Guid()), Field(f"{name}Code", kind)


CUSTOMERS = Entity(
    "customers",
    "customer",
    "Customer",
    fields_of(
        Field("number", Code(20)),
        Field("displayName", Text(100)),
        Field("type", Choice(("Company", "Person"))),
        *_texts(("addressLine1", 100), ("addressLine2", 50), ("city", 30), ("state", 30)),
        Field("country", Code(10)),
        Field("postalCode", Code(20)),
        *_texts(("phoneNumber", 30), ("email", 80), ("website", 80)),
        Field("salespersonCode", Code(20)),
        read_only("balanceDue", Number(), compute=_balance),
        Field("creditLimit", Number()),
        Field("taxLiable", Flag()),
        Field("taxAreaId", Guid()),
        read_only("taxAreaDisplayName", Text(100)),
        Field("taxRegistrationNumber", Text(20)),
        *_pair("currency", Code(10)),
        Field("paymentTermsId", Guid()),
        Field("shipmentMethodId", Guid()),
        Field("paymentMethodId", Guid()),
        Field("blocked", Choice((" ", "Ship", "Invoice", "All"))),
    ),
    navigations_of(
        Navigation("currency", "currencies", by="currencyId"),
        Navigation("paymentTerm", "paymentTerms", by="paymentTermsId"),
        Navigation("shipmentMethod", "shipmentMethods", by="shipmentMethodId"),
        Navigation("paymentMethod", "paymentMethods", by="paymentMethodId"),
    ),
    WRITABLE,
)

ITEMS = Entity(
    "items",
    "item",
    "Item",
    fields_of(
        Field("number", Code(20)),
        *_texts(("displayName", 100), ("displayName2", 50)),
        Field("type", Choice(("Inventory", "Service", "Non-Inventory"))),
        *_pair("itemCategory", Code(20)),
        Field("blocked", Flag()),
        Field("gtin", Code(14)),
        read_only("inventory", Number(5), compute=_inventory),
        Field("unitPrice", Number(5)),
        Field("priceIncludesTax", Flag()),
        Field("unitCost", Number(5)),
        *_pair("taxGroup", Code(20)),
        *_pair("baseUnitOfMeasure", Code(10)),
        *_pair("generalProductPostingGroup", Code(20)),
        *_pair("inventoryPostingGroup", Code(20)),
    ),
    navigations_of(Navigation("baseUnitOfMeasure", "unitsOfMeasure", by="baseUnitOfMeasureId")),
    WRITABLE,
)

MASTERS = (
    CUSTOMERS,
    ITEMS,
    _small(
        "unitsOfMeasure",
        "unitOfMeasure",
        "Unit of Measure",
        Field("internationalStandardCode", Code(10)),
        Field("symbol", Text(10)),
    ),
    _small(
        "currencies",
        "currency",
        "Currency",
        Field("symbol", Text(10)),
        Field("amountDecimalPlaces", Text(5), initial="2:2"),
        Field("amountRoundingPrecision", Number(5), initial=Decimal("0.01")),
    ),
    _small(
        "paymentTerms",
        "paymentTerm",
        "Payment Terms",
        Field("dueDateCalculation", Text(32)),
        Field("discountDateCalculation", Text(32)),
        Field("discountPercent", Number(5)),
        Field("calculateDiscountOnCreditMemos", Flag()),
    ),
    _small("shipmentMethods", "shipmentMethod", "Shipment Method"),
    _small("paymentMethods", "paymentMethod", "Payment Method"),
    _small(
        "taxGroups",
        "taxGroup",
        "Tax Group",
        read_only("taxType", Choice(("Sales Tax", "VAT")), initial="VAT"),
        length=20,
    ),
    Entity(
        "accounts",
        "account",
        "G/L Account",
        fields_of(
            Field("number", Code(20)),
            Field("displayName", Text(100)),
            Field("category", Text(30), initial="Income"),
            Field("subCategory", Text(80)),
            Field("blocked", Flag()),
            Field("accountType", Text(30), initial="Posting"),
            Field("directPosting", Flag(), initial=True),
            Field("netChange", Number()),
            Field("consolidationTranslationMethod", Text(30), initial="Average Rate (Manual)"),
            Field("consolidationDebitAccount", Code(20)),
            Field("consolidationCreditAccount", Code(20)),
            Field("excludeFromConsolidation", Flag()),
        ),
    ),
    Entity(
        "salespeoplePurchasers",
        "salespersonPurchaser",
        "Salesperson/Purchaser",
        fields_of(
            Field("code", Code(20)),
            *_texts(("displayName", 50), ("email", 80), ("phoneNo", 30), ("jobTitle", 30)),
            Field("commisionPercent", Number(2)),
            Field("blocked", Flag()),
        ),
        methods=WRITABLE,
    ),
)
