"""Products and currencies."""

import strawberry

from gql.fields import by_id, connection, every
from gql.types.catalogue import Currency, Product
from gql.types.listings import PRODUCTS, Connection


@strawberry.type
class CatalogueQueries:
    """Questions about what is sold."""

    product: Product | None = by_id("The product with this id; null where there is none.")
    products: Connection[Product] = connection(PRODUCTS, "All products.")
    currencies: list[Currency] = every("The currencies of the world, by code.", order=("code",))
