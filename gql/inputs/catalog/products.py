"""Input types for products, bundle items and product relationships."""

from gql.inputs.input_types import create_input, update_input
from gql.types.catalog import BundleItem, Product, ProductRelationship


@create_input(Product)
class CreateProductInput:
    """Fields for creating a product, a product family or a bundle."""


@update_input(Product)
class UpdateProductInput:
    """Fields to change on a product."""


@create_input(BundleItem)
class BundleItemInput:
    """Fields for adding a product to a bundle."""


@update_input(BundleItem)
class UpdateBundleItemInput:
    """Fields to change on a bundle item."""


@create_input(ProductRelationship)
class ProductRelationshipInput:
    """A product to suggest when another product is sold."""


@update_input(ProductRelationship)
class UpdateProductRelationshipInput:
    """Fields to change on a relationship."""
