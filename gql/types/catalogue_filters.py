"""What lists of the catalogue can be filtered by; see `gql.types.filters`."""

from datetime import date, datetime
from decimal import Decimal

import strawberry

from domain.bundle import RelationshipDirection, RelationshipType
from domain.discount_list import DiscountListType
from domain.price_list import PricingMethod, QuantitySelling, RoundingOption, RoundingPolicy
from domain.product import ProductStatus, ProductStructure, ProductType
from gql.scalars import CurrencyCode
from gql.types.operators import (
    ABSENT,
    BooleanFilter,
    IDFilter,
    Many,
    OneOf,
    Range,
    TextFilter,
    wanted,
    word,
)


@strawberry.input
class RecordFilter:
    """Conditions that all filters of the catalog have in common."""

    id: IDFilter | None = ABSENT
    created_at: Range[datetime] | None = ABSENT
    updated_at: Range[datetime] | None = ABSENT


@wanted
class ProductFilter(RecordFilter):
    """Filter for products: all conditions must match."""

    and_: "list[ProductFilter] | None" = word("and")
    or_: "list[ProductFilter] | None" = word("or")
    not_: "ProductFilter | None" = word("not")
    number: TextFilter | None = ABSENT
    name: TextFilter | None = ABSENT
    description: TextFilter | None = ABSENT
    structure: OneOf[ProductStructure] | None = ABSENT
    type: OneOf[ProductType] | None = ABSENT
    status: OneOf[ProductStatus] | None = ABSENT
    is_active: BooleanFilter | None = ABSENT
    parent_id: IDFilter | None = ABSENT
    unit_group_id: IDFilter | None = ABSENT
    default_price_list_id: IDFilter | None = ABSENT
    currency_code: OneOf[CurrencyCode] | None = ABSENT
    list_price: Range[Decimal] | None = ABSENT
    valid_from: Range[date] | None = ABSENT
    valid_to: Range[date] | None = ABSENT
    parent: "ProductFilter | None" = ABSENT
    unit_group: "UnitGroupFilter | None" = ABSENT
    default_price_list: "PriceListFilter | None" = ABSENT
    children: "Many[ProductFilter] | None" = ABSENT
    bundle_items: "Many[BundleItemFilter] | None" = ABSENT
    price_list_items: "Many[PriceListItemFilter] | None" = ABSENT


@wanted
class BundleItemFilter(RecordFilter):
    """Filter for bundle items: all conditions must match."""

    and_: "list[BundleItemFilter] | None" = word("and")
    or_: "list[BundleItemFilter] | None" = word("or")
    not_: "BundleItemFilter | None" = word("not")
    bundle_id: IDFilter | None = ABSENT
    product_id: IDFilter | None = ABSENT
    is_required: BooleanFilter | None = ABSENT
    bundle: ProductFilter | None = ABSENT
    product: ProductFilter | None = ABSENT


@wanted
class ProductRelationshipFilter(RecordFilter):
    """Filter for product relationships: all conditions must match."""

    and_: "list[ProductRelationshipFilter] | None" = word("and")
    or_: "list[ProductRelationshipFilter] | None" = word("or")
    not_: "ProductRelationshipFilter | None" = word("not")
    product_id: IDFilter | None = ABSENT
    related_product_id: IDFilter | None = ABSENT
    product: ProductFilter | None = ABSENT
    related_product: ProductFilter | None = ABSENT
    type: OneOf[RelationshipType] | None = ABSENT
    direction: OneOf[RelationshipDirection] | None = ABSENT


@wanted
class UnitGroupFilter(RecordFilter):
    """Filter for unit groups: all conditions must match."""

    and_: "list[UnitGroupFilter] | None" = word("and")
    or_: "list[UnitGroupFilter] | None" = word("or")
    not_: "UnitGroupFilter | None" = word("not")
    name: TextFilter | None = ABSENT
    units: "Many[UnitFilter] | None" = ABSENT


@wanted
class UnitFilter(RecordFilter):
    """Filter for units: all conditions must match."""

    and_: "list[UnitFilter] | None" = word("and")
    or_: "list[UnitFilter] | None" = word("or")
    not_: "UnitFilter | None" = word("not")
    unit_group_id: IDFilter | None = ABSENT
    base_unit_id: IDFilter | None = ABSENT
    unit_group: UnitGroupFilter | None = ABSENT
    base_unit: "UnitFilter | None" = ABSENT
    name: TextFilter | None = ABSENT
    quantity: Range[Decimal] | None = ABSENT


@wanted
class PriceListFilter(RecordFilter):
    """Filter for price lists: all conditions must match."""

    and_: "list[PriceListFilter] | None" = word("and")
    or_: "list[PriceListFilter] | None" = word("or")
    not_: "PriceListFilter | None" = word("not")
    name: TextFilter | None = ABSENT
    description: TextFilter | None = ABSENT
    currency_code: OneOf[CurrencyCode] | None = ABSENT
    is_active: BooleanFilter | None = ABSENT
    begins_on: Range[date] | None = ABSENT
    ends_on: Range[date] | None = ABSENT
    items: "Many[PriceListItemFilter] | None" = ABSENT


@wanted
class PriceListItemFilter(RecordFilter):
    """Filter for price list items: all conditions must match."""

    and_: "list[PriceListItemFilter] | None" = word("and")
    or_: "list[PriceListItemFilter] | None" = word("or")
    not_: "PriceListItemFilter | None" = word("not")
    price_list_id: IDFilter | None = ABSENT
    product_id: IDFilter | None = ABSENT
    unit_id: IDFilter | None = ABSENT
    discount_list_id: IDFilter | None = ABSENT
    price_list: PriceListFilter | None = ABSENT
    product: ProductFilter | None = ABSENT
    unit: UnitFilter | None = ABSENT
    discount_list: "DiscountListFilter | None" = ABSENT
    currency_code: OneOf[CurrencyCode] | None = ABSENT
    method: OneOf[PricingMethod] | None = ABSENT
    rounding_policy: OneOf[RoundingPolicy] | None = ABSENT
    rounding_option: OneOf[RoundingOption] | None = ABSENT
    quantity_selling: OneOf[QuantitySelling] | None = ABSENT
    amount: Range[Decimal] | None = ABSENT
    percentage: Range[Decimal] | None = ABSENT


@wanted
class DiscountListFilter(RecordFilter):
    """Filter for discount lists: all conditions must match."""

    and_: "list[DiscountListFilter] | None" = word("and")
    or_: "list[DiscountListFilter] | None" = word("or")
    not_: "DiscountListFilter | None" = word("not")
    name: TextFilter | None = ABSENT
    description: TextFilter | None = ABSENT
    type: OneOf[DiscountListType] | None = ABSENT
    currency_code: OneOf[CurrencyCode] | None = ABSENT
    is_active: BooleanFilter | None = ABSENT
    tiers: "Many[DiscountTierFilter] | None" = ABSENT


@wanted
class DiscountTierFilter(RecordFilter):
    """Filter for discount tiers: all conditions must match."""

    and_: "list[DiscountTierFilter] | None" = word("and")
    or_: "list[DiscountTierFilter] | None" = word("or")
    not_: "DiscountTierFilter | None" = word("not")
    discount_list_id: IDFilter | None = ABSENT
    discount_list: DiscountListFilter | None = ABSENT
    low_quantity: Range[Decimal] | None = ABSENT
    high_quantity: Range[Decimal] | None = ABSENT


@wanted
class TaxCodeFilter(RecordFilter):
    """Filter for tax codes: all conditions must match."""

    and_: "list[TaxCodeFilter] | None" = word("and")
    or_: "list[TaxCodeFilter] | None" = word("or")
    not_: "TaxCodeFilter | None" = word("not")
    code: TextFilter | None = ABSENT
    name: TextFilter | None = ABSENT
    rate: Range[Decimal] | None = ABSENT
    is_active: BooleanFilter | None = ABSENT


@wanted
class CurrencyFilter(RecordFilter):
    """Filter for currencies: all conditions must match."""

    and_: "list[CurrencyFilter] | None" = word("and")
    or_: "list[CurrencyFilter] | None" = word("or")
    not_: "CurrencyFilter | None" = word("not")
    code: OneOf[CurrencyCode] | None = ABSENT
    name: TextFilter | None = ABSENT
    precision: Range[int] | None = ABSENT
    is_active: BooleanFilter | None = ABSENT
