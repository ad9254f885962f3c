"""Mutations whose cost depends on their arguments, or is known only while they run.

`extensions.cost` does not include what is added while a mutation runs (docs/limits.md), so it is
stated here once more.
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from tests.proofs.furnished import HEADER, LONG, Records
from tests.proofs.furnished_longer import ITEMS, LONGER, OPEN
from tests.proofs.priced_long import one_mutation

Body = dict[str, Any]


def quote_closed(chance: Random, records: Records) -> Body:
    """Close a quote with a thousand lines as lost, without a revision."""
    call = f'closeQuote(quoteId: "{records.once["closeQuote"].pop()}", status: LOST)'
    return one_mutation(chance, call, "quote { version }")


def lines_sent(chance: Random, records: Records) -> Body:
    """Send a quote with a thousand lines."""
    call = f'sendQuote(quoteId: "{records.offer}", to: ["ada@example.com"])'
    return one_mutation(chance, call, "quote { version }")


def bundles_created(chance: Random, records: Records) -> Body:
    """Create a quote with bundles, whose items become lines."""
    header = HEADER % ("Bundles", records.customer) + f', priceListId: "{records.prices}"'
    line = {"productId": records.bundle, "quantity": "1"}
    call = f"createQuote(input: {{ {header} }})"
    return one_mutation(chance, call, "quote { id }", l=[line] * chance.choice((10, 100, 200)))


def longer_changed(chance: Random, records: Records) -> Body:
    """Change the discount of a document with 3,000 lines."""
    percent = chance.randint(1, 9_999) / 100
    call = f'updateQuote(id: "{records.longer}", input: {{ discountPercentage: "{percent}" }})'
    return one_mutation(chance, call, "quote { version }")


def longer_recalculated(chance: Random, records: Records) -> Body:
    """Recalculate the prices of a document with 3,000 lines."""
    call = f'recalculate(documentId: "{records.longer}")'
    return one_mutation(chance, call, "document { version }")


def longer_copied(chance: Random, records: Records) -> Body:
    """Create a quote with the 3,000 lines of an opportunity."""
    call = f'createQuoteFromOpportunity(opportunityId: "{records.longer_template}")'
    return one_mutation(chance, call, "quote { id }")


def longer_sent(chance: Random, records: Records) -> Body:
    """Send a quote with 3,000 lines."""
    call = f'sendQuote(quoteId: "{records.longer_offer}", to: ["ada@example.com"])'
    return one_mutation(chance, call, "quote { version }")


def longer_deleted(chance: Random, records: Records) -> Body:
    """Delete a quote with 3,000 lines."""
    call = f'deleteQuote(quoteId: "{records.once["deleteLonger"].pop()}")'
    return one_mutation(chance, call, "deletedQuoteId")


def quotes_canceled(chance: Random, records: Records) -> Body:
    """Lose an opportunity together with its draft quotes."""
    id = records.once["loseOpportunity"].pop()
    call = f'loseOpportunity(opportunityId: "{id}", cancelOpenQuotes: true)'
    return one_mutation(chance, call, "opportunity { version }")


LONGER_KINDS: Mapping[str, Callable[[Random, Records], Body]] = {
    each.__name__: each
    for each in (
        quote_closed, lines_sent, bundles_created, longer_changed, longer_recalculated,
        longer_copied, longer_sent, longer_deleted, quotes_canceled,
    )
}  # fmt: skip


def _longer(weight: int) -> Callable[[Body], int]:
    return lambda _: weight * (LONGER - LONG) // LONG


# The points that are added while a request runs, by kind.
SURPLUS: Mapping[str, Callable[[Body], int]] = {
    "bundles_created": lambda body: 180 * ITEMS * len(body["variables"]["l"]),
    "longer_changed": _longer(18_000),
    "longer_recalculated": _longer(50_000),
    "longer_copied": _longer(90_000),
    "longer_sent": _longer(50_000),
    "longer_deleted": _longer(18_000),
    "quotes_canceled": lambda _: 250 * (OPEN - 10),
}
