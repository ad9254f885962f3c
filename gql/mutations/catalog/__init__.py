"""Mutations of the catalog: one module per noun, named after the domain actions."""

import strawberry

from gql.mutations.catalog.bundles import BundleMutations
from gql.mutations.catalog.discounts import DiscountMutations
from gql.mutations.catalog.money import MoneyMutations
from gql.mutations.catalog.prices import PriceMutations
from gql.mutations.catalog.product_lifecycle import ProductLifecycleMutations
from gql.mutations.catalog.products import ProductMutations
from gql.mutations.catalog.units import UnitMutations


@strawberry.type
class CatalogMutations(
    ProductMutations,
    ProductLifecycleMutations,
    BundleMutations,
    UnitMutations,
    PriceMutations,
    DiscountMutations,
    MoneyMutations,
):
    """All mutations of the catalog."""
