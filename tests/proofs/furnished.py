"""Creates the records that `tests.proofs.calibration` requests."""

from dataclasses import dataclass, field
from typing import Any

import asyncpg
import httpx

from db.database import plain_url

OPPORTUNITIES, QUOTES, LINES, LONG = 20, 25, 4, 1_000
PAYMENTS, REVISIONS = 60, 20  # of one invoice, of one quote
MANY = 30_000  # opportunities that are only counted
HEADER = 'name: "%s", customerId: "%s", currencyCode: "EUR", lines: $l'
LINE = {"writeIn": "Feed pump", "quantity": "2", "pricePerUnit": "40.00", "tax": "5.00"}
_CLONE = """INSERT INTO opportunities ({columns}) SELECT {values} FROM opportunities o,
  generate_series(1, $1) n WHERE o.id = (SELECT min(id::text)::uuid FROM opportunities)"""


@dataclass
class Records:
    """The IDs to request. Each opportunity has `QUOTES` quotes, and each quote `LINES` lines.

    IDs in the lists of `once` are used up: each can be ordered, revised or invoiced only once.
    """

    customer: str
    opportunities: list[str] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    long: str = ""  # a draft quote with a thousand lines
    long_lines: list[str] = field(default_factory=list)
    long_revision: str = ""  # of a quote with a thousand lines, all of which differ
    growing: str = ""  # a draft quote with 800 lines
    template: str = ""  # an opportunity with a thousand lines
    paid: str = ""  # an invoice with many payments
    revised: str = ""  # a quote with many revisions
    offer: str = ""  # an active quote with a thousand lines
    longer: str = ""  # a draft quote with 3,000 lines
    longer_offer: str = ""  # an active quote with 3,000 lines
    longer_template: str = ""  # an opportunity with 3,000 lines
    bundle: str = ""  # a product with three required items
    prices: str = ""  # a price list with the bundle
    once: dict[str, list[str]] = field(default_factory=dict)  # by the mutation that uses them up


async def multiply(url: str) -> None:
    """Copy an opportunity many times, without its lines, so that groups have records to count."""
    connection = await asyncpg.connect(plain_url(url))
    names = [
        row["column_name"]
        for row in await connection.fetch(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND table_name = 'opportunities' AND is_generated = 'NEVER'"
        )
    ]
    other = {"id": "gen_random_uuid()", "number": "'B-' || n"}
    values = ", ".join(other.get(name, f'o."{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    await connection.execute(_CLONE.format(columns=columns, values=values), MANY)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


class Furnisher:
    """Creates the records through the API."""

    def __init__(self, http: httpx.AsyncClient, customer: str) -> None:
        self._http, self.records = http, Records(customer)

    async def send(self, query: str, **variables: Any) -> Any:
        """Send a request; return its data."""
        return await _send(self._http, query, **variables)

    async def make(self, kind: str, count: int, chosen: str = "id") -> Any:
        """Create a document with this many lines."""
        header = HEADER % (f"{kind} of {count}", self.records.customer)
        answer = f"{{ {kind.lower()} {{ {chosen} }} }}"
        query = f"mutation ($l: [LineInput!]) {{ r: create{kind}(input: {{ {header} }}) {answer} }}"
        return (await self.send(query, l=[LINE] * count))["r"][kind.lower()]

    async def short(self) -> None:
        """Create opportunities and their quotes."""
        for _ in range(OPPORTUNITIES):
            opportunity = (await self.make("Opportunity", LINES))["id"]
            self.records.opportunities.append(opportunity)
            call = f'createQuoteFromOpportunity(opportunityId: "{opportunity}")'
            query = f"mutation {{ r: {call} {{ quote {{ id }} }} }}"
            for _ in range(QUOTES):
                self.records.quotes.append((await self.send(query))["r"]["quote"]["id"])

    async def long(self, each: int) -> None:
        """Create documents with a thousand lines; `each` of those that are used up."""
        records = self.records
        long = await self.make("Quote", LONG, "id lines { id }")
        records.long, records.long_lines = long["id"], [line["id"] for line in long["lines"]]
        records.growing = (await self.make("Quote", 800))["id"]
        records.template = (await self.make("Opportunity", LONG))["id"]
        for use in ("createOrderFromQuote", "reviseQuote"):
            records.once[use] = [await self.offer(LONG) for _ in range(each)]
        orders = [await self.make("Order", LONG) for _ in range(each)]
        records.once["createInvoiceFromOrder"] = [order["id"] for order in orders]
        drafts = [await self.make("Quote", LONG) for _ in range(each)]
        records.once["deleteQuote"] = [draft["id"] for draft in drafts]
        call = f'r: reviseQuote(quoteId: "{await self.offer(LONG)}") {{ revision {{ id }} }}'
        revision = (await self.send(f"mutation {{ {call} }}"))["r"]["revision"]["id"]
        source = f'documentId: "{revision}", opportunityId: "{records.template}", mode: REPLACE'
        call = f"getProductsFromOpportunity({source}) {{ document {{ id }} }}"
        await self.send(f"mutation {{ {call} }}")
        records.long_revision = revision

    async def lists(self) -> None:
        """Create records with long lists."""
        self.records.paid = paid = (await self.make("Invoice", LINES))["id"]
        for _ in range(PAYMENTS):
            call = f'recordPayment(invoiceId: "{paid}", input: {{ amount: "1.00" }})'
            await self.send(f"mutation {{ {call} {{ payment {{ id }} }} }}")
        quote = await self.offer(LINES)
        for _ in range(REVISIONS):
            call = f'r: reviseQuote(quoteId: "{quote}") {{ revision {{ id }} }}'
            quote = (await self.send(f"mutation {{ {call} }}"))["r"]["revision"]["id"]
            await self.activate(quote)
        self.records.revised = quote

    async def offer(self, lines: int) -> str:
        """Create an active quote with this many lines."""
        quote: str = (await self.make("Quote", lines))["id"]
        await self.activate(quote)
        return quote

    async def activate(self, quote: str) -> None:
        """Activate a quote."""
        await self.send(f'mutation {{ activateQuote(quoteId: "{quote}") {{ quote {{ id }} }} }}')


async def furnish(http: httpx.AsyncClient, each: int) -> Furnisher:
    """Create the records; `each` of those that are used up. Return what creates more."""
    account = 'mutation { a: createAccount(input: { name: "Alpine" }) { account { id } } }'
    customer = (await _send(http, account))["a"]["account"]["id"]
    furnisher = Furnisher(http, customer)
    await furnisher.short()
    await furnisher.long(each)
    await furnisher.lists()
    return furnisher


async def _send(http: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    response = await http.post("/graphql", json={"query": query, "variables": variables})
    answer = response.json()
    assert "errors" not in answer, (answer["errors"], query[:300])
    return answer["data"]
