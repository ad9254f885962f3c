"""Turns the names of types and fields into words for descriptions, such as "a price list item"."""

import re

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def snake(name: str) -> str:
    """Return the name of a type as the name of a field in Python: price_list_item."""
    return _CAPITAL.sub("_", name).lower()


def to_words(field: str) -> str:
    """Return the name of a field in Python as words: price list item."""
    return field.replace("_", " ")


def words(name: str) -> str:
    """Return the name of a type as words: price list item."""
    return to_words(snake(name))


def plural(name: str) -> str:
    """Return the name of a type as words in the plural: price list items, opportunities."""
    noun = words(name)
    return f"{noun.removesuffix('y')}ies" if noun.endswith("y") else f"{noun}s"


def with_article(noun: str) -> str:
    """Return the words with "a" or "an": an account, a unit."""
    is_vowel = noun[0] in "aeio" or (noun[0] == "u" and not noun.startswith(("uni", "use")))
    return f"{'an' if is_vowel else 'a'} {noun}"
