"""Builds extremely hostile documents of up to 100 kB, for `tests.proofs.requests`."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from graphql import get_introspection_query

LONGEST = 100_000  # characters
Body = dict[str, Any]
Generator = Callable[[Random], Body]

_LISTS = ("opportunities", "quotes", "orders", "invoices", "accounts", "products")


def name(chance: Random, length: int = 8) -> str:
    """Return a new random name."""
    return "a" + "".join(chance.choices("bcdefghijk0123456789", k=length))


def wide(chance: Random) -> Body:
    """Many fields in one selection."""
    fields = " ".join(f"{name(chance)}: name" for _ in range(chance.randint(300, 499)))
    return {"query": f"{{ quotes(first: 1) {{ nodes {{ {fields} }} }} }}"}


def lists_in_lists(chance: Random) -> Body:
    """Lists side by side, each with nested lists: large statements."""
    inner = "id number totalAmount { amount } owner { name } lines { id quantity }"
    each = f"first: 2) {{ nodes {{ {inner} opportunity {{ {name(chance)}: name }} }} }}"
    roots = " ".join(f"{name(chance)}: {chance.choice(_LISTS[1:4])}({each}" for _ in range(30))
    return {"query": f"{{ {roots} }}"}


def interfaces(chance: Random) -> Body:
    """Fields of interfaces, each of which is planned once for every type."""
    fields = "id number name account { name } owner { name } totalAmount { amount }"
    roots = " ".join(
        f'{name(chance)}: node(id: "x") {{ ... on SalesDocument {{ {fields} }} }}'
        for _ in range(chance.randint(20, 49))
    )
    return {"query": f"{{ {roots} }}"}


def actions(chance: Random) -> Body:
    """The most expensive of all fields, repeatedly."""
    fields = " ".join(f"{name(chance)}: availableActions {{ action }}" for _ in range(24))
    return {"query": f"{{ quotes(first: 1) {{ nodes {{ {fields} }} }} }}"}


def deep(chance: Random) -> Body:
    """Deeply nested selections, beyond every limit."""
    depth = chance.choice((14, 40, 300, 2_000, 4_000))
    field = f"{name(chance)}: account "
    return {"query": "{ " + (field + "{ ") * depth + "id" + " }" * (depth + 1)}


def inline_fragments(chance: Random) -> Body:
    """Nested inline fragments, which do not add levels of fields."""
    depth = chance.choice((20, 100, 600))
    return {
        "query": f"{{ {name(chance)}: viewer "
        + "{ ... " * depth
        + "{ user { id } }"
        + " }" * (depth + 1)
    }


def fragments(chance: Random) -> Body:
    """Fragments that spread each other twice, and so expand to millions of fields."""
    levels = chance.randint(5, 60)
    chain = " ".join(
        f"fragment F{at} on Quote {{ {name(chance)}: opportunity {{ quotes {{ nodes {{"
        f" ...F{at + 1} }} }} }} ...F{at + 1} }}"
        for at in range(levels)
    )
    last = f"fragment F{levels} on Quote {{ id }}"
    return {"query": f'{{ quote(id: "x") {{ ...F0 }} }} {chain} {last}'}


def many_fragments(chance: Random) -> Body:
    """Hundreds of small fragments, all spread in one place or in a chain."""
    names = [name(chance) for _ in range(chance.randint(60, 190))]
    parts = " ".join(f"fragment {each} on Quote {{ {each}: id }}" for each in names)
    spread = " ".join(f"...{each}" for each in names)
    return {"query": f'{{ quote(id: "x") {{ {spread} }} }} {parts}'}


def repeated(chance: Random) -> Body:
    """One field repeated with different selections: all pairs must be compared."""
    alias, count = name(chance), chance.choice((40, 60, 600))
    field = f"{alias}: quotes {{ nodes {{ id }} }} "
    return {"query": "{ " + field * count + "}"}


def operations(chance: Random) -> Body:
    """Many operations, of which one is selected."""
    made = " ".join(
        f"query {name(chance)} {{ quotes {{ nodes {{ id number owner {{ name }} }} }} }}"
        for _ in range(chance.choice((49, 120)))
    )
    return {
        "query": f"query Meant {{ viewer {{ user {{ id }} }} }} {made}",
        "operationName": "Meant",
    }


def declarations(chance: Random) -> Body:
    """Hundreds of variables, used or unused."""
    names = [name(chance) for _ in range(chance.randint(100, 330))]
    declared = " ".join(f"${each}: Int" for each in names)
    used = " ".join(f"{each}: quotes(first: ${each}) {{ totalCount }}" for each in names[:40])
    return {"query": f"query ({declared}) {{ {used} }}"}


def list_types(chance: Random) -> Body:
    """A variable whose type is a deeply nested list."""
    depth = chance.choice((50, 900))
    kind = "[" * depth + "Int" + "]" * depth
    return {"query": f"query (${name(chance)}: {kind}) {{ viewer {{ user {{ id }} }} }}"}


def defaults(chance: Random) -> Body:
    """A variable whose default is deeply nested or long."""
    depth = chance.choice((10, 30, 190, 400))
    value = "{ not: " * depth + "{}" + " }" * depth
    used = f"{{ {name(chance)}: quotes(filter: $f) {{ totalCount }} }}"
    return {"query": f"query ($f: QuoteFilter = {value}) {used}"}


def nested_literal(chance: Random) -> Body:
    """Deeply nested conditions."""
    depth, word = chance.choice((10, 22, 190, 450, 9_000)), chance.choice(("not", "and"))
    value = f"{{ {word}: " * depth + "{}" + " }" * depth
    return {"query": f"{{ {name(chance)}: quotes(filter: {value}) {{ totalCount }} }}"}


def long_literal(chance: Random) -> Body:
    """Hundreds of adjacent conditions."""
    wanted = ", ".join(
        f'{{name: {{contains: "{name(chance)}"}}}}' for _ in range(chance.randint(50, 195))
    )
    return {"query": f"{{ quotes(filter: {{or: [{wanted}]}}) {{ totalCount }} }}"}


def long_strings(chance: Random) -> Body:
    """Strings as long as a request may be, with many escapes."""
    text = chance.choice(("\\u00e4", "a", "\\n", "\u4e2d", '\\"')) * 12_000
    return {"query": f'{{ {name(chance)}: search(text: "{text}") {{ __typename }} }}'}


def block_strings(chance: Random) -> Body:
    """A block string of thousands of indented lines."""
    lines = "\n".join(" " * chance.randint(0, 20) + name(chance) for _ in range(4_000))
    return {"query": f'{{ {name(chance)}: search(text: """{lines}""") {{ __typename }} }}'}


def comments(chance: Random) -> Body:
    """Almost nothing but comments, empty lines and commas."""
    noise = "".join(
        chance.choice(("# " + name(chance, 60) + "\n", "\n\n,,", "\ufeff ")) for _ in range(2_500)
    )
    return {"query": f"{{ {noise} {name(chance)}: viewer {{ user {{ id }} }} }}"}


def long_names(chance: Random) -> Body:
    """A few names of many thousands of letters."""
    fields = " ".join(f"{name(chance, 20_000)}: number" for _ in range(4))
    return {"query": f"{{ quotes(first: 1) {{ nodes {{ {fields} }} }} }}"}


def unknown_names(chance: Random) -> Body:
    """Unknown fields, each of which is an error."""
    fields = " ".join(name(chance, 30) for _ in range(chance.randint(500, 1_900)))
    return {"query": f"{{ quotes {{ nodes {{ {fields} }} }} }}"}


def directives(chance: Random) -> Body:
    """Directives on every field: known, unknown and repeated."""
    each = chance.choice(("@include(if: true)", "@skip(if: false) @include(if: true)", "@none"))
    fields = " ".join(f"{name(chance)}: id {each}" for _ in range(120))
    return {"query": f"{{ quotes {{ nodes {{ {fields} }} }} }}"}


def numbers(chance: Random) -> Body:
    """A number of many thousands of digits."""
    digits = "9" * chance.choice((4_000, 5_000, 90_000))
    return {"query": f"{{ {name(chance)}: quotes(first: {digits}) {{ totalCount }} }}"}


def brackets(chance: Random) -> Body:
    """Nothing but brackets."""
    opening = chance.choice(("{", "[", "(", "{a(b:["))
    return {"query": opening * (LONGEST // len(opening) - 20)}


def introspection(chance: Random) -> Body:
    """The whole schema, under a new name each time."""
    text = get_introspection_query().replace("IntrospectionQuery", name(chance))
    return {"query": text}


def introspection_beside(chance: Random) -> Body:
    """The schema next to records, which the executor would walk in Python."""
    rows = "opportunities(first: 100) { nodes { id name owner { name } quotes { nodes { id } } } }"
    return {"query": f"{{ {name(chance)}: __schema {{ queryType {{ name }} }} {rows} }}"}


DOCUMENTS: Mapping[str, Generator] = {
    made.__name__: made
    for made in (
        wide,
        lists_in_lists,
        interfaces,
        actions,
        deep,
        inline_fragments,
        fragments,
        many_fragments,
        repeated,
        operations,
        declarations,
        list_types,
        defaults,
        nested_literal,
        long_literal,
        long_strings,
        block_strings,
        comments,
        long_names,
        unknown_names,
        directives,
        numbers,
        brackets,
        introspection,
        introspection_beside,
    )
}
