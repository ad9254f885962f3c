"""The part of the catalogue that the lines of a document name."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from domain.ports.unit_of_work import Wanted, Work
from domain.pricing.line import Line
from domain.pricing.price_book import PriceBook
from domain.sales.document import Document

Typed = Mapping[str, Any]


async def price_book(
    work: Work, document: Document[Any], lines: Iterable[Line] = (), typed: Iterable[Typed] = ()
) -> PriceBook:
    """What the catalogue says about these lines of a document and about typed ones."""
    there, coming = named_by(lines), wanted(typed)
    both = Wanted(
        there.products | coming.products,
        there.units | coming.units,
        there.tax_codes | coming.tax_codes,
    )
    return await work.price_book(document.currency_code, document.price_list_id, both)


def wanted(typed: Iterable[Typed]) -> Wanted:
    """What typed lines name of the catalogue."""
    lines = list(typed)
    sold = [*lines, *(option for line in lines for option in line.get("options") or ())]
    return Wanted(_named(sold, "product_id"), _named(sold, "unit_id"), _named(sold, "tax_code_id"))


def named_by(lines: Iterable[Line]) -> Wanted:
    """What lines name of the catalogue."""
    there = list(lines)
    products = frozenset(line.product_id for line in there if line.product_id is not None)
    taxes = frozenset(line.tax_code_id for line in there if line.tax_code_id is not None)
    return Wanted(products, frozenset(), taxes)


def _named(typed: Iterable[Typed], name: str) -> frozenset[UUID]:
    return frozenset(values[name] for values in typed if values.get(name) is not None)


def count_items(typed: Iterable[Typed], prices: PriceBook) -> int:
    """How many lines come with the bundles among typed ones: their required items.

    No more than a document may have, because more are refused before they are made.
    """
    required = {
        bundle: len([item for item in items if item.is_required])
        for bundle, items in prices.bundle_items.items()
    }
    sold = (values.get("product_id") for values in typed)
    count = sum(required.get(product, 0) for product in sold if product is not None)
    return min(count, prices.rules.max_lines_per_document)
