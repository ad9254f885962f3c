"""Reads the part of the catalog that the lines of a document need."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from domain.core.record import Values
from domain.ports.unit_of_work import CatalogRefs, UnitOfWork
from domain.pricing.line import Line
from domain.pricing.price_book import PriceBook
from domain.sales.document import Document


async def price_book(
    work: UnitOfWork,
    document: Document[Any],
    lines: Iterable[Line] = (),
    values: Iterable[Values] = (),
) -> PriceBook:
    """Read the catalog for these lines of a document and for lines from the input."""
    there, coming = refs_of_lines(lines), refs_of_input(values)
    both = CatalogRefs(
        there.products | coming.products,
        there.units | coming.units,
        there.tax_codes | coming.tax_codes,
    )
    return await work.load_price_book(document.currency_code, document.price_list_id, both)


def refs_of_input(values: Iterable[Values]) -> CatalogRefs:
    """Return the catalog records that lines of the input refer to."""
    lines = list(values)
    # Options become lines of their own, with their own prices (3.4).
    sold = [*lines, *(option for line in lines for option in line.get("options") or ())]
    return CatalogRefs(
        _ids_of(sold, "product_id"), _ids_of(sold, "unit_id"), _ids_of(sold, "tax_code_id")
    )


def refs_of_lines(lines: Iterable[Line]) -> CatalogRefs:
    """Return the catalog records that lines refer to."""
    there = list(lines)
    products = frozenset(line.product_id for line in there if line.product_id is not None)
    taxes = frozenset(line.tax_code_id for line in there if line.tax_code_id is not None)
    # The units of existing lines were checked when they were entered.
    return CatalogRefs(products, frozenset(), taxes)


def _ids_of(values: Iterable[Values], name: str) -> frozenset[UUID]:
    return frozenset(each[name] for each in values if each.get(name) is not None)


def count_items(values: Iterable[Values], prices: PriceBook) -> int:
    """Count the lines that the input's bundles add: their required items.

    Capped at the most a document may have, because more are refused before they are created.
    """
    required = {
        bundle: len([item for item in items if item.is_required])
        for bundle, items in prices.bundle_items.items()
    }
    sold = (each.get("product_id") for each in values)
    count = sum(required.get(product, 0) for product in sold if product is not None)
    return min(count, prices.rules.max_lines_per_document)
