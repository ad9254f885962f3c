"""Builds extremely hostile variables, sorts, groups and mutations of up to 100 kB.

`CUSTOMER` stands for the ID of an account, which `tests.proofs.requests` inserts.
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

Body = dict[str, Any]
Generator = Callable[[Random], Body]

CUSTOMER = "acc_the_customer_of_the_requests"
LONGEST = 95_000  # characters of one value
QUOTES = """query ($f: QuoteFilter, $o: [QuoteSort!], $a: String) {
  quotes(first: 5, filter: $f, orderBy: $o, after: $a) { totalCount nodes { id number } } }"""
MUTATION = "mutation ($input: %s!) { %s(input: $input) { %s { id } userErrors { code path } } }"
_FIELDS = ("number", "name", "description")
_ORDER = ("NUMBER", "NAME", "STATUS", "TOTAL_AMOUNT", "CUSTOMER_NAME", "OWNER_NAME", "EXPIRES_ON")
_GROUPED = (
    "STATUS", "STATUS_REASON", "PRICING_ERROR", "CURRENCY_CODE", "OWNER", "ACCOUNT", "CONTACT",
    "OPPORTUNITY", "PRODUCT_FAMILY",
)  # fmt: skip
_DAYS = ("EFFECTIVE_FROM", "EFFECTIVE_TO", "EXPIRES_ON", "CLOSED_ON", "CREATED_AT", "UPDATED_AT")


def word(chance: Random, length: int = 8) -> str:
    """Return a new random word."""
    return "".join(chance.choices("abcdefghijk0123456789", k=length))


def some_id(chance: Random) -> str:
    """Return the ID of a quote that does not exist."""
    return f"quo_{chance.getrandbits(128):032x}"


def empty_conditions(chance: Random) -> Body:
    """Many empty conditions."""
    many = chance.choice((100, 490, 4_900, 30_000))
    return {"query": QUOTES, "variables": {"f": {chance.choice(("or", "and")): [{}] * many}}}


def conditions(chance: Random) -> Body:
    """Conditions on texts, up to the limit and beyond it."""
    many = chance.choice((50, 120, 160, 1_500))
    wanted = [
        {chance.choice(_FIELDS): {chance.choice(("eq", "contains", "gt")): word(chance)}}
        for _ in range(many)
    ]
    return {"query": QUOTES, "variables": {"f": {"or": wanted}}}


def related(chance: Random) -> Body:
    """Conditions on related records, each of which is a subquery."""
    name = {"name": {"contains": word(chance)}}
    lines = {"lines": {"some": {"product": {"parent": name}}}}
    step = {"opportunity": {"account": {"owner": name}, "orders": {"none": lines}}}
    many = chance.choice((1, 10, 30, 60))
    return {"query": QUOTES, "variables": {"f": {"or": [step] * many}}}


def nested(chance: Random) -> Body:
    """Deeply nested conditions."""
    wanted: Any = {"number": {"eq": word(chance)}}
    for _ in range(chance.choice((10, 20, 100, 190))):
        wanted = {"not": wanted} if chance.random() < 0.9 else {"and": [wanted]}
    return {"query": QUOTES, "variables": {"f": wanted}}


def long_lists(chance: Random) -> Body:
    """Lists of IDs, words and numbers."""
    many = chance.choice((100, 1_000, 2_400))
    wanted = {
        "id": {"in": [some_id(chance) for _ in range(many // 2)]},
        "number": {"in": [word(chance) for _ in range(many)]},
        "status": {"in": ["DRAFT", "ACTIVE"] * (many // 4)},
        "revision": {"in": [chance.getrandbits(31) for _ in range(many // 2)]},
    }
    return {"query": QUOTES, "variables": {"f": wanted}}


def one_list_often(chance: Random) -> Body:
    """One list in up to a hundred conditions, and cursors that depend on all of them."""
    wanted = ", ".join(["{ id: { in: $ids } }"] * chance.choice((20, 60, 90)))
    chosen = " ".join(f"c{at}: cursor" for at in range(chance.choice((10, 200, 300))))
    how = chance.choice(("or", "and"))
    quotes = f"quotes(first: 1, filter: {{ {how}: [{wanted}] }}) {{ edges {{ {chosen} }} }}"
    ids = [some_id(chance) for _ in range(2_300)]
    return {"query": f"query ($ids: [ID!]!) {{ {quotes} }}", "variables": {"ids": ids}}


def named(chance: Random) -> Body:
    """Many IDs, most of which do not exist."""
    ids = [some_id(chance) for _ in range(chance.choice((100, 101, 2_500)))]
    query = """query ($ids: [ID!]!) { nodes(ids: $ids) { id
      ... on SalesDocument { number name account { name } owner { name } lines { id } } } }"""
    return {"query": query, "variables": {"ids": ids}}


def orders(chance: Random) -> Body:
    """Sorts of many fields, in one list and in many."""
    many = chance.choice((5, 20, 100, 1_400))
    steps = [
        {"field": chance.choice(_ORDER), "direction": "DESC", "nulls": "FIRST"} for _ in range(many)
    ]
    lists = chance.choice((1, 5, 40))
    chosen = " ".join(
        f"a{at}: quotes(first: 1, orderBy: $o) {{ edges {{ cursor }} pageInfo {{ endCursor }} }}"
        for at in range(lists)
    )
    head = f"query q{word(chance)}($o: [QuoteSort!])"
    return {"query": f"{head} {{ {chosen} }}", "variables": {"o": steps}}


def cursors(chance: Random) -> Body:
    """Invalid cursors, some of which look valid."""
    given = chance.choice((word(chance, 3_999), word(chance, LONGEST), "W1tbW1tbW1tb" * 300))
    return {"query": QUOTES, "variables": {"a": given, "o": [{"field": "NAME"}]}}


def long_texts(chance: Random) -> Body:
    """Very long texts and time zones."""
    text = chance.choice(("ä", "\u0000", "a ", "%_\\", "2026-01-01T00:00:00", "1")) * 15_000
    text = text[: 4_000 if text.isprintable() is False else 15_000]
    query = """query ($t: String!, $i: ID!, $f: QuoteFilter) { search(text: $t) { __typename }
      quoteGroups(timeZone: $t, groupBy: [{ field: CREATED_AT }]) { totalCount }
      node(id: $i) { id } quotes(filter: $f) { totalCount } }"""
    wanted = {"name": {"contains": text}, "totalAmount": {"gt": text[:9]}}
    return {"query": query, "variables": {"t": text, "i": text, "f": wanted}}


def unknown_fields(chance: Random) -> Body:
    """Unknown input fields, each of which could trigger a search for a suggestion."""
    many = chance.choice((10, 500, 5_000))
    unknown = {f"numbe{word(chance, 4)}": 1 for _ in range(many)}
    return {"query": QUOTES, "variables": {"f": unknown}}


def wrong_values(chance: Random) -> Body:
    """Values of wrong types, in long lists."""
    wrong: Any = chance.choice(([], {}, 1.5, "DRAFTS", None, True, 2**63 - 1, [[["DRAFT"]]]))
    wanted = {"status": {"in": [wrong] * chance.choice((10, 4_900))}, "createdAt": {"gt": wrong}}
    return {"query": QUOTES, "variables": {"f": wanted}}


def strangers(chance: Random) -> Body:
    """Unknown members and variables."""
    much = [{word(chance): [word(chance)] * 3} for _ in range(900)]
    return {"query": "{ __typename }", "variables": {"x": much}, "extensions": {"persisted": much}}


def large_defaults(chance: Random) -> Body:
    """Large default values in the document, for variables that are not provided."""
    many = chance.choice((20, 300, 600))
    wanted = ", ".join("{}" for _ in range(many))
    chosen = " ".join(f"a{at}: quotes(filter: $f) {{ totalCount }}" for at in range(8))
    head = f"query q{word(chance)}($f: QuoteFilter = {{ or: [{wanted}] }})"
    return {"query": f"{head} {{ {chosen} }}"}


def groups(chance: Random) -> Body:
    """Groups by everything at once, filled from the first day to the last."""
    by: list[Body] = [{"field": field} for field in chance.sample(_GROUPED, chance.randint(3, 9))]
    span = chance.choice(("DAY", "WEEK", "MONTH", "YEAR"))
    fill = {"from": "1900-01-01", "to": "2200-12-31"}
    by.append({"field": chance.choice(_DAYS), "by": span, "fill": fill})
    chosen = " ".join(
        f"g{at}{word(chance, 4)}: quoteGroups(first: 1000, groupBy: $by, having: $h) {{ totalCount"
        " nodes { count byCurrency { sum { totalAmount { amount } } } } }"
        for at in range(chance.choice((1, 2, 8)))
    )
    head = "query ($by: [QuoteGroupBy!], $h: QuoteGroupHaving)"
    having = {"count": {"in": list(range(chance.choice((1, 4_000))))}}
    return {"query": f"{head} {{ {chosen} }}", "variables": {"by": by, "h": having}}


def lines(chance: Random) -> Body:
    """Documents with as many lines as possible."""
    many = chance.choice((100, 900, 1_000, 1_500))
    line = {"writeIn": word(chance), "quantity": "1", "pricePerUnit": "0.5"}
    header = {"name": word(chance), "customerId": CUSTOMER, "currencyCode": "EUR"}
    query = MUTATION % ("CreateQuoteInput", "createQuote", "quote")
    return {"query": query, "variables": {"input": {**header, "lines": [line] * many}}}


def lines_of_nothing(chance: Random) -> Body:
    """Lines of nonexistent products and bundles, for nonexistent documents."""
    line = {
        "productId": some_id(chance).replace("quo", "prd"),
        "quantity": "1",
        "options": [{"productId": "prd_x"}] * chance.choice((1, 3)),
    }
    chosen = " ".join(
        f'm{at}: addLines(documentId: "{some_id(chance)}", lines: $l) {{ userErrors {{ code }} }}'
        for at in range(4)
    )
    many = [line] * chance.choice((10, 100, 500))
    return {"query": f"mutation ($l: [LineInput!]!) {{ {chosen} }}", "variables": {"l": many}}


def tiers(chance: Random) -> Body:
    """Discounts for a very large number of quantities."""
    many = chance.choice((50, 500, 1_200))
    rows = [
        {"lowQuantity": str(at), "highQuantity": f"{at}.5", "percentage": "1"} for at in range(many)
    ]
    query = MUTATION % ("CreateDiscountListInput", "createDiscountList", "discountList")
    given = {"name": word(chance, 12), "type": "PERCENTAGE", "tiers": rows}
    return {"query": query, "variables": {"input": given}}


def units(chance: Random) -> Body:
    """Units based on units that are based on units."""
    many = chance.choice((20, 300, 1_500))
    rows = [{"name": f"u{at}", "quantity": "2"} for at in range(many)]
    if chance.random() < 0.5:
        rows = [{**row, "baseUnit": f"u{at - 1}"} if at else row for at, row in enumerate(rows)]
    query = MUTATION % ("CreateUnitGroupInput", "createUnitGroup", "unitGroup")
    given = {"name": word(chance, 12), "primaryUnit": "each", "units": rows}
    return {"query": query, "variables": {"input": given}}


def price_items(chance: Random) -> Body:
    """Prices of nonexistent products."""
    items = [
        {"productId": some_id(chance).replace("quo", "prd"), "amount": "1.00"}
        for _ in range(chance.choice((10, 200, 1_200)))
    ]
    query = MUTATION % ("CreatePriceListInput", "createPriceList", "priceList")
    given = {"name": word(chance, 12), "currencyCode": "EUR", "items": items}
    return {"query": query, "variables": {"input": given}}


def texts_of_records(chance: Random) -> Body:
    """Names and images that are too large."""
    query = MUTATION % ("UpdateLetterheadInput", "updateLetterhead", "letterhead")
    text = word(chance, 20) * 1_200
    given = {"companyName": text, "logo": text, "addressLines": [word(chance)] * 4_000}
    return {"query": query, "variables": {"input": given}}


def mutations(chance: Random) -> Body:
    """As many mutations as are allowed, or more, each with long texts."""
    many, length = chance.choice((2, 4, 5, 40)), chance.choice((20, 300, 2_000))
    chosen = " ".join(
        f'm{at}: createAccount(input: {{ name: "{word(chance, length)}" }}) {{ account {{ id }} }}'
        for at in range(many)
    )
    return {"query": f"mutation {{ {chosen} }}"}


INPUTS: Mapping[str, Generator] = {
    each.__name__: each
    for each in (
        empty_conditions,
        conditions,
        related,
        nested,
        long_lists,
        one_list_often,
        named,
        orders,
        cursors,
        long_texts,
        unknown_fields,
        wrong_values,
        strangers,
        large_defaults,
        groups,
        lines,
        lines_of_nothing,
        tiers,
        units,
        price_items,
        texts_of_records,
        mutations,
    )
}
