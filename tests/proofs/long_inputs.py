"""Mutations of documents with a thousand lines, up to the cost limit of a request or beyond it.

`TEMPLATE`, `LONG` and `TARGET` stand for the IDs of an opportunity and of two quotes with a
thousand lines each, `LINE` for that of a line of `LONG`; `tests.proofs.requests` creates them.
"""

from collections.abc import Mapping
from random import Random

from tests.proofs.inputs import Body, Generator, word

TEMPLATE = "opp_the_template_of_the_requests"
LONG = "quo_the_long_quote_of_the_requests"
TARGET = "quo_the_quote_that_takes_lines"
LINE = "qul_the_line_of_the_requests"
_COPIES = (
    f'createQuoteFromOpportunity(opportunityId: "{TEMPLATE}")',
    f'createInvoiceFromOpportunity(opportunityId: "{TEMPLATE}")',
    f"""getProductsFromOpportunity(documentId: "{TARGET}", mode: REPLACE,
      opportunityId: "{TEMPLATE}")""",
)


def _together(calls: list[str]) -> Body:
    chosen = " ".join(f"m{at}: {call} {{ userErrors {{ code }} }}" for at, call in enumerate(calls))
    return {"query": f"mutation {{ {chosen} }}"}


def copies(chance: Random) -> Body:
    """Copies of a long document."""
    return _together(chance.choices(_COPIES, k=chance.choice((1, 2, 4))))


def rewrites(chance: Random) -> Body:
    """Changes of a long document, each of which recalculates it."""
    calls = [
        f'updateQuote(id: "{LONG}", input: {{ discountPercentage: "{chance.randint(1, 99)}" }})',
        f'updateQuote(id: "{LONG}", input: {{ description: "{word(chance)}" }})',
        f'updateLine(lineId: "{LINE}", input: {{ quantity: "{chance.randint(1, 99)}" }})',
        f'recalculate(documentId: "{LONG}")',
    ]
    return _together(chance.choices(calls, k=4))


LONG_INPUTS: Mapping[str, Generator] = {"rewrites": rewrites, "copies": copies}
