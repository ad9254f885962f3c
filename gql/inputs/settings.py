"""The settings of a tenant as clients type them."""

import strawberry
from strawberry import Maybe

from domain.money import RoundingMode
from domain.pricing import DiscountMethod
from gql.scalars import CurrencyCode


@strawberry.input(
    description="Fields to change on the tenant's settings; omitted fields stay as they are."
    " Changes apply to a document the next time it is calculated."
)
class UpdateTenantSettingsInput:
    """See `domain.settings.TenantSettings`."""

    rounding_mode: Maybe[RoundingMode | None]
    discount_method: Maybe[DiscountMethod | None]
    pricing_precision: Maybe[int | None]
    price_list_optional: Maybe[bool | None]
    round_unit_price_first: Maybe[bool | None]
    inactive_discount_lists_apply: Maybe[bool | None]
    create_products_as_active: Maybe[bool | None]
    max_lines_per_document: Maybe[int | None]
    base_currency_code: Maybe[CurrencyCode | None]
