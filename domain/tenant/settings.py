"""The settings of a tenant (1.11). Changing them changes no existing document (I-25)."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from domain.core.money import MAX_PLACES, Number, RoundingMode
from domain.core.record import Record
from domain.core.text import CODE
from domain.pricing.calculation import DiscountMethod
from domain.pricing.line import MAX_LINES

MAX_LINE_LIMIT = 5_000  # of the setting for lines per document


@dataclass(eq=False, kw_only=True, slots=True)
class TenantSettings(Record):
    """The settings of the pricing engine and of the catalog.

    They apply from the next calculation of a document; read-only documents keep their amounts.
    """

    noun = "The tenant's settings record"

    rounding_mode: RoundingMode = RoundingMode.HALF_EVEN
    discount_method: DiscountMethod = DiscountMethod.LINE_ITEM
    pricing_precision: Annotated[int, Number(0, MAX_PLACES)] = 2
    price_list_optional: bool = False
    round_unit_price_first: bool = False
    inactive_discount_lists_apply: bool = True
    create_products_as_active: bool = True
    max_lines_per_document: Annotated[int, Number(MAX_LINES, MAX_LINE_LIMIT)] = MAX_LINES
    base_currency_code: Annotated[str, CODE]
    default_unit_group_id: UUID | None = None
