"""Mutations of the catalog: one module per noun, named after the domain actions."""

import strawberry

from gql.mutations.catalogue.bundles import BundleMutations
from gql.mutations.catalogue.discounts import DiscountMutations
from gql.mutations.catalogue.money import MoneyMutations
from gql.mutations.catalogue.prices import PriceMutations
from gql.mutations.catalogue.product_lifecycle import LifeMutations
from gql.mutations.catalogue.products import ProductMutations
from gql.mutations.catalogue.units import UnitMutations


@strawberry.type
class CatalogueMutations(
    ProductMutations,
    LifeMutations,
    BundleMutations,
    UnitMutations,
    PriceMutations,
    DiscountMutations,
    MoneyMutations,
):
    """All mutations of the catalog."""
