"""Documents of every kind for `tests.proofs.calibration`, and records that fill their lists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

import asyncpg
import httpx

from db.database import plain_url

Body = dict[str, Any]
OPPORTUNITIES, QUOTES, LINES, LONG = 20, 25, 4, 1_000


@dataclass(frozen=True)
class Records:
    """Ids to ask for. Each opportunity has so many quotes, each quote so many lines."""

    customer: str
    opportunities: list[str]
    quotes: list[str]
    long: str  # a quote with a thousand lines


_HEADER = 'name: "%s", customerId: "%s", currencyCode: "EUR", lines: $l'
_LINE = {"writeIn": "Feed pump", "quantity": "2", "pricePerUnit": "40.00", "tax": "5.00"}


MANY = 30_000  # opportunities that are only counted
_CLONE = """INSERT INTO opportunities ({columns}) SELECT {values} FROM opportunities o,
  generate_series(1, $1) n WHERE o.id = (SELECT min(id::text)::uuid FROM opportunities)"""


async def multiply(url: str) -> None:
    """Copy an opportunity very often, without its lines, so that groups have something to count."""
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


async def furnish(http: httpx.AsyncClient) -> Records:
    """Make the records."""

    async def made(query: str, **variables: Any) -> Any:
        answer = (await http.post("/graphql", json={"query": query, "variables": variables})).json()
        return answer["data"]

    account = 'mutation { a: createAccount(input: { name: "Alpine" }) { account { id } } }'
    customer = (await made(account))["a"]["account"]["id"]
    opportunities, quotes = [], []
    for at in range(OPPORTUNITIES):
        header = _HEADER % (f"Deal {at}", customer)
        query = f"""mutation ($l: [LineInput!]) {{ o: createOpportunity(input: {{ {header} }}) {{
          opportunity {{ id }} }} }}"""
        opportunity = (await made(query, l=[_LINE] * LINES))["o"]["opportunity"]["id"]
        opportunities.append(opportunity)
        each = f'createQuoteFromOpportunity(opportunityId: "{opportunity}") {{ quote {{ id }} }}'
        for _ in range(QUOTES // 4 + 1):
            found = await made("mutation { " + " ".join(f"q{n}: {each}" for n in range(4)) + " }")
            quotes += [one["quote"]["id"] for one in found.values()]
    query = f"""mutation ($l: [LineInput!]) {{ q: createQuote(input: {{
      {_HEADER % ("Long", customer)} }}) {{ quote {{ id }} }} }}"""
    long = (await made(query, l=[_LINE] * LONG))["q"]["quote"]["id"]
    return Records(customer, opportunities, quotes, long)


def _name(chance: Random) -> str:
    """A name that nobody has used before."""
    return "a" + "".join(chance.choices("bcdefghijk0123456789", k=8))


_SCALARS = (
    "id", "number", "name", "description", "status", "statusReason", "revision", "createdAt",
    "updatedAt", "version", "effectiveFrom", "effectiveTo", "expiresOn", "closedOn",
    "paymentTerms", "freightTerms", "shippingMethod",
)  # fmt: skip
_OBJECTS = (
    "totalAmount { amount }", "freightAmount { amount }", "totalTax { amount currencyCode }",
    "owner { id name }", "account { id name email }", "detailAmount { amount }",
)  # fmt: skip


def _fields(chance: Random, most: int = 12) -> str:
    """Fields of a quote, under names of their own."""
    scalars = chance.sample(_SCALARS, chance.randint(2, most))
    objects = chance.sample(_OBJECTS, chance.randint(0, len(_OBJECTS)))
    return " ".join(f"{_name(chance)}: {field}" for field in scalars + objects)


def record(chance: Random, records: Records) -> Body:
    """One record by its id."""
    return {"query": f'{{ quote(id: "{chance.choice(records.quotes)}") {{ {_fields(chance)} }} }}'}


def page(chance: Random, records: Records) -> Body:
    """A page of records."""
    first = chance.choice((5, 25, 50, 100))
    rows = f"nodes {{ {_fields(chance)} }} pageInfo {{ hasNextPage endCursor }}"
    return {"query": f"{{ {_name(chance)}: quotes(first: {first}) {{ {rows} }} }}"}


def pages_in_pages(chance: Random, records: Records) -> Body:
    """Pages inside of a page."""
    first, each = chance.choice((5, 10, 20)), chance.choice((5, 10, 25))
    quotes = f"quotes(first: {each}) {{ nodes {{ {_fields(chance)} }} }}"
    return {"query": f"{{ opportunities(first: {first}) {{ nodes {{ id name {quotes} }} }} }}"}


def lines(chance: Random, records: Records) -> Body:
    """The lines of a long document."""
    amounts = " ".join(
        f"{_name(chance)}: {field} {{ amount }}"
        for field in chance.sample(["pricePerUnit", "extendedAmount", "tax", "baseAmount"], 2)
    )
    chosen = f"lines {{ id {_name(chance)}: quantity writeIn {amounts} }}"
    return {"query": f'{{ quote(id: "{records.long}") {{ id {chosen} }} }}'}


def many(chance: Random, records: Records) -> Body:
    """Records that are named, by their interface."""
    ids = chance.sample(records.quotes, chance.choice((5, 30, 100)))
    chosen = f"... on SalesDocument {{ {_name(chance)}: name number totalAmount {{ amount }} }}"
    query = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ id {chosen} }} }}"
    return {"query": query, "variables": {"ids": ids}}


def filtered(chance: Random, records: Records) -> Body:
    """Conditions on the records and on others."""
    wanted = [
        {chance.choice(("number", "name")): {"contains": _name(chance)}}
        for _ in range(chance.choice((2, 20, 100)))
    ] + [{"opportunity": {"account": {"name": {"startsWith": "Alp"}}}}]
    rows = f"quotes(first: 20, filter: $f) {{ nodes {{ {_fields(chance)} }} }}"
    return {"query": f"query ($f: QuoteFilter) {{ {rows} }}", "variables": {"f": {"or": wanted}}}


def ordered(chance: Random, records: Records) -> Body:
    """Orders of several steps."""
    fields = ["NUMBER", "NAME", "STATUS", "TOTAL_AMOUNT", "CUSTOMER_NAME", "OWNER_NAME"]
    steps = [{"field": field} for field in chance.sample(fields, chance.randint(1, 4))]
    rows = f"quotes(first: 20, orderBy: $o) {{ nodes {{ {_fields(chance)} }} }}"
    return {"query": f"query ($o: [QuoteOrder!]) {{ {rows} }}", "variables": {"o": steps}}


def wide(chance: Random, records: Records) -> Body:
    """Documents of up to 12 kB: many fields in many places."""
    id, count = chance.choice(records.quotes), chance.choice((5, 10, 20))
    roots = " ".join(
        f'{_name(chance)}: quote(id: "{id}") {{ {_fields(chance, 16)} }}' for _ in range(count)
    )
    return {"query": f"{{ {roots} }}"}


def actions(chance: Random, records: Records) -> Body:
    """What can be done with documents."""
    first = chance.choice((1, 10, 40))
    chosen = f"id {_name(chance)}: availableActions {{ action }}"
    return {"query": f"{{ quotes(first: {first}) {{ nodes {{ {chosen} }} }} }}"}


def groups(chance: Random, records: Records) -> Body:
    """Groups of documents."""
    by = ", ".join(f"{{ field: {field} }}" for field in chance.sample(["STAGE", "OWNER"], 1))
    sums = "byCurrency { sum { totalAmount { amount } } }"
    rows = f"nodes {{ {_name(chance)}: count {sums} }}"
    return {"query": f"{{ opportunityGroups(groupBy: [{by}]) {{ {rows} }} }}"}


def found(chance: Random, records: Records) -> Body:
    """Records that are searched for."""
    chosen = f"... on SalesDocument {{ id {_name(chance)}: name }}"
    first = chance.choice((5, 20, 50))
    return {"query": f'{{ search(text: "deal", first: {first}) {{ __typename {chosen} }} }}'}


def created(chance: Random, records: Records) -> Body:
    """New documents with lines."""
    count = chance.choice((10, 100, 500, 1_000))
    header = _HEADER % ("New", records.customer)
    create = f"{_name(chance)}: createQuote(input: {{ {header} }})"
    chosen = "{ quote { id } userErrors { code } }"
    query = f"mutation ($l: [LineInput!]) {{ {create} {chosen} }}"
    return {"query": query, "variables": {"l": [_LINE] * count}}


def changed(chance: Random, records: Records) -> Body:
    """Small changes."""
    id = chance.choice(records.quotes)
    each = f'updateQuote(id: "{id}", input: {{ description: "{_name(chance)}" }})'
    return {"query": f"mutation {{ {each} {{ quote {{ id version }} }} }}"}


KINDS: Mapping[str, Callable[[Random, Records], Body]] = {
    each.__name__: each
    for each in (
        record, page, pages_in_pages, lines, many, filtered, ordered, wide, actions, groups, found,
        created, changed,
    )
}  # fmt: skip
