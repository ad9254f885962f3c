"""Mutations of documents with a thousand lines, for `tests.proofs.calibration`."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from tests.proofs.furnished import LINE, Records

Body = dict[str, Any]
_ERRORS = "userErrors { code }"


def name_anew(chance: Random) -> str:
    """Return a new random name."""
    return "a" + "".join(chance.choices("bcdefghijk0123456789", k=8))


def one_mutation(chance: Random, call: str, chosen: str = "", **variables: Any) -> Body:
    """Build a request with one mutation; `l` is the variable for lines."""
    head = "mutation ($l: [LineInput!]!)" if variables else "mutation"
    query = f"{head} {{ {name_anew(chance)}: {call} {{ {chosen} {_ERRORS} }} }}"
    return {"query": query, "variables": variables}


def line_changed(chance: Random, records: Records) -> Body:
    """Change the quantity of one line."""
    line, quantity = chance.choice(records.long_lines), chance.randint(1, 9_999)
    call = f'updateLine(lineId: "{line}", input: {{ quantity: "{quantity}" }})'
    return one_mutation(chance, call, "document { version totalAmount { amount } }")


def line_changed_and_read(chance: Random, records: Records) -> Body:
    """Change the quantity of one line, and read all lines back."""
    line, quantity = chance.choice(records.long_lines), chance.randint(1, 9_999)
    call = f'updateLine(lineId: "{line}", input: {{ quantity: "{quantity}" }})'
    lines = "lines { id quantity pricePerUnit { amount } extendedAmount { amount } }"
    return one_mutation(chance, call, f"document {{ version totalAmount {{ amount }} {lines} }}")


def line_added(chance: Random, records: Records) -> Body:
    """Add one line."""
    call = f'addLines(documentId: "{records.growing}", lines: $l)'
    return one_mutation(chance, call, "document { version }", l=[LINE])


def lines_discounted(chance: Random, records: Records) -> Body:
    """Change the discount of the whole document."""
    percent = chance.randint(1, 9_999) / 100
    call = f'updateQuote(id: "{records.long}", input: {{ discountPercentage: "{percent}" }})'
    return one_mutation(chance, call, "quote { version totalAmount { amount } }")


def lines_recalculated(chance: Random, records: Records) -> Body:
    """Recalculate all prices."""
    return one_mutation(
        chance, f'recalculate(documentId: "{records.long}")', "document { version }"
    )


def lines_copied(chance: Random, records: Records) -> Body:
    """Create a quote or an invoice with the lines of an opportunity."""
    kind = chance.choice(("Quote", "Invoice"))
    call = f'create{kind}FromOpportunity(opportunityId: "{records.template}")'
    return one_mutation(chance, call, f"{kind.lower()} {{ id }}")


def lines_taken(chance: Random, records: Records) -> Body:
    """Replace the lines of a document with those of an opportunity."""
    call = (
        f'getProductsFromOpportunity(documentId: "{records.once["deleteQuote"][0]}",'
        f' opportunityId: "{records.template}", mode: REPLACE)'
    )
    return one_mutation(chance, call, "document { version }")


def lines_ordered(chance: Random, records: Records) -> Body:
    """Create an order from a quote."""
    quote = records.once["createOrderFromQuote"].pop()
    return one_mutation(chance, f'createOrderFromQuote(quoteId: "{quote}")', "order { id }")


def lines_revised(chance: Random, records: Records) -> Body:
    """Create the next revision of a quote, every other time with current prices."""
    quote, reprice = records.once["reviseQuote"].pop(), chance.choice(("true", "false"))
    call = f'reviseQuote(quoteId: "{quote}", reprice: {reprice})'
    return one_mutation(chance, call, "revision { id }")


def lines_invoiced(chance: Random, records: Records) -> Body:
    """Create an invoice from an order."""
    order = records.once["createInvoiceFromOrder"].pop()
    return one_mutation(chance, f'createInvoiceFromOrder(orderId: "{order}")', "invoice { id }")


def lines_deleted(chance: Random, records: Records) -> Body:
    """Delete a quote."""
    call = f'deleteQuote(quoteId: "{records.once["deleteQuote"].pop()}")'
    return one_mutation(chance, call, "deletedQuoteId")


def header_changed(chance: Random, records: Records) -> Body:
    """Change a header field that does not affect the lines."""
    call = f'updateQuote(id: "{records.long}", input: {{ description: "{name_anew(chance)}" }})'
    return one_mutation(chance, call, "quote { version }")


def lines_compared(chance: Random, records: Records) -> Body:
    """Compare two revisions of a quote."""
    changes = "changes { lines { change fields { field } } }"
    root = f'{name_anew(chance)}: quote(id: "{records.long_revision}") {{ id {changes} }}'
    return {"query": f"{{ {root} }}"}


LONG_KINDS: Mapping[str, Callable[[Random, Records], Body]] = {
    each.__name__: each
    for each in (
        line_changed, line_changed_and_read, line_added, lines_discounted, lines_recalculated,
        lines_copied, lines_taken, lines_ordered, lines_revised, lines_invoiced, lines_deleted,
        header_changed, lines_compared,
    )
}  # fmt: skip
