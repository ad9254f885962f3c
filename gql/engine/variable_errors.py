"""Explains why the values of variables are invalid, in terms that a client can act on.

graphql-core prints values in Python's notation; here they are JSON, and truncated.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import orjson
from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLScalarType,
    Undefined,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
)
from graphql.pyutils import did_you_mean, suggestion_list

from gql.literal_errors import place

MAX_PROBLEMS = 20
_MAX_SHOWN_LENGTH = 80  # characters of a value
_MAX_WORDS = 12  # values of an enum that a message lists

Path = tuple[str | int, ...]
Problem = tuple[Path, str]

_BUILT_IN = {
    "Int": "`Int` must be a whole number from -2147483648 to 2147483647",
    "Float": "`Float` must be a number",
    "String": "`String` must be a string in quotes",
    "Boolean": "`Boolean` must be true or false",
    "ID": "`ID` must be a string in quotes, such as an ID returned by this API",
}


def problems(variables: Iterable[Any], raw_variables: Mapping[str, Any]) -> list[GraphQLError]:
    """Return up to 20 errors in the values of variables, which have a name, a type and a default.

    `extensions.path` begins with the variable's name.
    """
    first_problems = (
        problem
        for variable in variables
        for problem in _of_variable(variable, raw_variables.get(variable.name, Undefined))
    )
    return [_error(*problem) for problem in islice(first_problems, MAX_PROBLEMS)]


def show_value(value: Any) -> str:
    """A value as JSON, truncated if it is long."""
    text = orjson.dumps(value, default=str).decode()
    return text if len(text) <= _MAX_SHOWN_LENGTH else f"{text[:_MAX_SHOWN_LENGTH]}…"


def _of_variable(variable: Any, value: Any) -> Iterator[Problem]:
    if value is not Undefined:
        yield from _find_problems(value, variable.type, (variable.name,))
    elif variable.default is Undefined and is_non_null_type(variable.type):
        yield (variable.name,), f"a value of type `{variable.type}` is required"


def _error(path: Path, message: str) -> GraphQLError:
    text = f"Variable `${path[0]}` has an invalid value{place(path[1:])}: {message}"
    end = "" if text.endswith("?") else "."
    return GraphQLError(text + end, extensions={"path": list(path)})


def _find_problems(value: Any, kind: Any, path: Path) -> Iterator[Problem]:
    if value is None:
        if is_non_null_type(kind):
            yield path, f"it must not be null; its type is `{kind}`"
        return
    inner: Any = get_nullable_type(kind)
    if is_list_type(inner):
        yield from _in_list(value, inner.of_type, path)
    elif isinstance(inner, GraphQLInputObjectType):
        yield from _in_object(value, inner, path)
    elif isinstance(inner, GraphQLEnumType):
        yield from _in_enum(value, inner, path)
    else:
        yield from _in_scalar(value, inner, path)


def _in_list(value: Any, kind: Any, path: Path) -> Iterator[Problem]:
    if not isinstance(value, list):  # a single value stands for a list of one
        yield from _find_problems(value, kind, path)
        return
    for at, item in enumerate(value):
        yield from _find_problems(item, kind, (*path, at))


def _in_object(value: Any, kind: GraphQLInputObjectType, path: Path) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield path, f"`{kind.name}` must be an object with fields, not {show_value(value)}"
        return
    for name in value.keys() - kind.fields.keys():
        hint = did_you_mean(suggestion_list(name, list(kind.fields)))
        yield path, f"`{kind.name}` has no field {show_value(name)}{_sentence(hint)}"
    for name, field in kind.fields.items():
        if name in value:
            yield from _find_problems(value[name], field.type, (*path, name))
        elif is_required_input_field(field):
            yield (*path, name), f"a value of type `{field.type}` is required"
    if kind.is_one_of and (len(value) != 1 or None in value.values()):
        yield path, f"`{kind.name}` needs exactly one of its fields, which must not be null"


def _in_enum(value: Any, kind: GraphQLEnumType, path: Path) -> Iterator[Problem]:
    if isinstance(value, str) and value in kind.values:
        return
    words = list(kind.values)
    hint = did_you_mean(suggestion_list(value, words)) if isinstance(value, str) else ""
    if not hint and len(words) <= _MAX_WORDS:
        hint = f" Use {', '.join(f'`{word}`' for word in words)}"
    yield path, f"{show_value(value)} is not a value of `{kind.name}`{_sentence(hint)}"


def _in_scalar(value: Any, kind: GraphQLScalarType, path: Path) -> Iterator[Problem]:
    try:
        kind.coerce_input_value(value)
    except GraphQLError as error:
        expectation = _BUILT_IN.get(kind.name)
        yield (
            path,
            f"{expectation}, not {show_value(value)}"
            if expectation
            else error.message.removesuffix("."),
        )


def _sentence(hint: str) -> str:
    """A hint to append to a sentence."""
    return f".{hint}" if hint else ""
