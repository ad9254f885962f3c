"""Documents of every kind for `tests.proofs.calibration`."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from tests.proofs.furnished import HEADER, LINE, Records
from tests.proofs.priced_long import LONG_KINDS, name_anew
from tests.proofs.priced_longer import LONGER_KINDS

Body = dict[str, Any]
WORDS = ("deal", "alpine", "deal 1", "QUO", "feed", "nothing like it")


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
    """Select fields of a quote, under unique aliases."""
    scalars = chance.sample(_SCALARS, chance.randint(2, most))
    objects = chance.sample(_OBJECTS, chance.randint(0, len(_OBJECTS)))
    return " ".join(f"{name_anew(chance)}: {field}" for field in scalars + objects)


def record(chance: Random, records: Records) -> Body:
    """One record by ID."""
    return {"query": f'{{ quote(id: "{chance.choice(records.quotes)}") {{ {_fields(chance)} }} }}'}


def page(chance: Random, records: Records) -> Body:
    """A page of records."""
    first = chance.choice((5, 25, 50, 100))
    rows = f"nodes {{ {_fields(chance)} }} pageInfo {{ hasNextPage endCursor }}"
    return {"query": f"{{ {name_anew(chance)}: quotes(first: {first}) {{ {rows} }} }}"}


def pages_in_pages(chance: Random, records: Records) -> Body:
    """Nested pages."""
    first, each = chance.choice((5, 10, 20)), chance.choice((5, 10, 25))
    quotes = f"quotes(first: {each}) {{ nodes {{ {_fields(chance)} }} }}"
    return {"query": f"{{ opportunities(first: {first}) {{ nodes {{ id name {quotes} }} }} }}"}


def lines(chance: Random, records: Records) -> Body:
    """The lines of a long document."""
    amounts = " ".join(
        f"{name_anew(chance)}: {field} {{ amount }}"
        for field in chance.sample(["pricePerUnit", "extendedAmount", "tax", "baseAmount"], 2)
    )
    chosen = f"lines {{ id {name_anew(chance)}: quantity writeIn {amounts} }}"
    return {"query": f'{{ quote(id: "{records.long}") {{ id {chosen} }} }}'}


def many(chance: Random, records: Records) -> Body:
    """Records by ID, through their interface."""
    ids = chance.sample(records.quotes, chance.choice((5, 30, 100)))
    chosen = f"... on SalesDocument {{ {name_anew(chance)}: name number totalAmount {{ amount }} }}"
    query = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ id {chosen} }} }}"
    return {"query": query, "variables": {"ids": ids}}


def filtered(chance: Random, records: Records) -> Body:
    """Conditions on the records and on related ones."""
    wanted = [
        {chance.choice(("number", "name")): {"contains": name_anew(chance)}}
        for _ in range(chance.choice((2, 20, 100)))
    ] + [{"opportunity": {"account": {"name": {"startsWith": "Alp"}}}}]
    rows = f"quotes(first: 20, filter: $f) {{ nodes {{ {_fields(chance)} }} }}"
    return {"query": f"query ($f: QuoteFilter) {{ {rows} }}", "variables": {"f": {"or": wanted}}}


def ordered(chance: Random, records: Records) -> Body:
    """Sorts of several fields."""
    fields = ["NUMBER", "NAME", "STATUS", "TOTAL_AMOUNT", "CUSTOMER_NAME", "OWNER_NAME"]
    steps = [{"field": field} for field in chance.sample(fields, chance.randint(1, 4))]
    rows = f"quotes(first: 20, orderBy: $o) {{ nodes {{ {_fields(chance)} }} }}"
    return {"query": f"query ($o: [QuoteSort!]) {{ {rows} }}", "variables": {"o": steps}}


def wide(chance: Random, records: Records) -> Body:
    """Documents of up to 12 kB: many fields in many places."""
    id, count = chance.choice(records.quotes), chance.choice((5, 10, 20))
    roots = " ".join(
        f'{name_anew(chance)}: quote(id: "{id}") {{ {_fields(chance, 16)} }}' for _ in range(count)
    )
    return {"query": f"{{ {roots} }}"}


def actions(chance: Random, records: Records) -> Body:
    """The available actions of documents."""
    first = chance.choice((1, 10, 40))
    chosen = f"id {name_anew(chance)}: availableActions {{ action }}"
    return {"query": f"{{ quotes(first: {first}) {{ nodes {{ {chosen} }} }} }}"}


def groups(chance: Random, records: Records) -> Body:
    """Groups of documents."""
    by = ", ".join(f"{{ field: {field} }}" for field in chance.sample(["STAGE", "OWNER"], 1))
    sums = "byCurrency { sum { totalAmount { amount } } }"
    rows = f"nodes {{ {name_anew(chance)}: count {sums} }}"
    return {"query": f"{{ opportunityGroups(groupBy: [{by}]) {{ {rows} }} }}"}


def found(chance: Random, records: Records) -> Body:
    """Records found by search, once and several times."""
    chosen = f"... on SalesDocument {{ id {name_anew(chance)}: name }}"
    first = chance.choice((5, 20, 50))
    searches = " ".join(
        f'{name_anew(chance)}: search(text: "{chance.choice(WORDS)}", first: {first})'
        f" {{ __typename {chosen} }}"
        for _ in range(chance.choice((1, 3, 10)))
    )
    return {"query": f"{{ {searches} }}"}


def kept(chance: Random, records: Records) -> Body:
    """Lists that grow over the years: payments, revisions and close records."""
    chosen = {
        "invoice": (records.paid, "payments { id paidOn reference amount { amount } }"),
        "quote": (records.revised, "revisions { id number revision totalAmount { amount } }"),
    }
    roots = []
    for _ in range(chance.choice((1, 5, 20))):
        root, (id, fields) = chance.choice(list(chosen.items()))
        roots.append(f'{name_anew(chance)}: {root}(id: "{id}") {{ id {fields} }}')
    return {"query": f"{{ {' '.join(roots)} }}"}


def created(chance: Random, records: Records) -> Body:
    """New documents with lines."""
    count = chance.choice((10, 100, 500, 1_000))
    header = HEADER % ("New", records.customer)
    create = f"{name_anew(chance)}: createQuote(input: {{ {header} }})"
    chosen = "{ quote { id } userErrors { code } }"
    query = f"mutation ($l: [LineInput!]) {{ {create} {chosen} }}"
    return {"query": query, "variables": {"l": [LINE] * count}}


def changed(chance: Random, records: Records) -> Body:
    """A small change to a short document."""
    id = chance.choice(records.quotes)
    each = f'updateQuote(id: "{id}", input: {{ description: "{name_anew(chance)}" }})'
    return {"query": f"mutation {{ {each} {{ quote {{ id version }} }} }}"}


_SHORT = (
    record, page, pages_in_pages, lines, many, filtered, ordered, wide, actions, groups, found,
    kept, created, changed,
)  # fmt: skip
KINDS: Mapping[str, Callable[[Random, Records], Body]] = {
    **{each.__name__: each for each in _SHORT},
    **LONG_KINDS,
    **LONGER_KINDS,
}
