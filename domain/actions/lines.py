"""Actions on the lines of a document, the same for all four kinds."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.actions.documents import lock_opportunity
from domain.actions.erp_lock import open_to_integration
from domain.actions.price_books import count_items, price_book
from domain.core.money import CurrencyMismatch
from domain.core.record import Values
from domain.ports.unit_of_work import UnitOfWork
from domain.pricing.line import Line
from domain.sales.document import Document
from domain.sales.line_editing import TakeMode


async def add_lines(
    work: UnitOfWork,
    kind: type[Document[Any]],
    id: UUID,
    lines: Sequence[Values],
    expected_version: int | None,
) -> list[Line]:
    """Append lines, either all of them or none."""
    document = await work.get_document(kind, id)
    document.expect(expected_version)
    await open_to_integration(work, document)
    # A line that joins a bundle must be one of its options, so the bundle's items are read, too.
    joined = {each.get("bundle_line_id") for each in lines}
    bundles = [line for line in document.lines if line.id in joined]
    prices = await price_book(work, document, bundles, lines)
    items = count_items(lines, prices)
    # Bundle items are not in the input, so the cost of the request does not include them yet
    # (decision 59).
    work.announce_items(items)
    count = len(document.lines) + len(lines) + items
    return await work.compute(lambda: document.add_lines(lines, prices), count)


async def get_products_from_opportunity(
    work: UnitOfWork,
    kind: type[Document[Any]],
    id: UUID,
    opportunity_id: UUID,
    *,
    mode: TakeMode,
    expected_version: int | None,
) -> tuple[list[Line], list[Line]]:
    """Copy an opportunity's lines into a quote, an order or an invoice (4.2, I-48).

    Returns the lines that were added, and those they replaced.
    """
    # The opportunity comes first in the order of locks (decision 3).
    opportunity = await lock_opportunity(work, opportunity_id)
    await work.read_lines(opportunity)
    document = await work.get_document(kind, id)
    document.expect(expected_version)
    await open_to_integration(work, document)
    if document.currency_code != opportunity.currency_code:
        raise CurrencyMismatch(
            currency=opportunity.currency_code,
            expected=document.currency_code,
            path=("opportunityId",),
        )
    prices = await price_book(work, document, opportunity.lines)
    before = list(document.lines)
    count = len(before) + len(opportunity.lines)
    added = await work.compute(lambda: document.take_lines(opportunity.lines, mode, prices), count)
    return added, before if mode is TakeMode.REPLACE else []


async def update_line(
    work: UnitOfWork,
    kind: type[Document[Any]],
    line_id: UUID,
    values: Values,
    expected_version: int | None,
) -> Document[Any]:
    """Change one line."""
    document = await work.get_document_of_line(kind, line_id)
    document.expect(expected_version)
    await open_to_integration(work, document)
    # Only this line can get another price; all others keep the agreed one (decision 14).
    prices = await price_book(work, document, [document.line(line_id)], [values])
    count = len(document.lines)
    await work.compute(lambda: document.update_line(line_id, values, prices), count)
    return document


async def remove_line(
    work: UnitOfWork, kind: type[Document[Any]], line_id: UUID, expected_version: int | None
) -> tuple[Document[Any], list[Line]]:
    """Remove a line. Returns the document and every line that was removed: a bundle's items too."""
    document = await work.get_document_of_line(kind, line_id)
    document.expect(expected_version)
    await open_to_integration(work, document)
    # Without lines: only the totals are computed, from today's settings and rate.
    prices = await price_book(work, document)
    removed = await work.compute(lambda: document.remove_line(line_id, prices), len(document.lines))
    return document, removed
