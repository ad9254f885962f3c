"""The query options of a request: `$filter`, `$select`, `$expand`, `$orderby`, `$top`."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from integrations.business_central.simulator.core.errors import refuse_query
from integrations.business_central.simulator.model.entity import Entity, Field, Navigation
from integrations.business_central.simulator.model.registry import ENTITIES
from integrations.business_central.simulator.odata.filters import Condition, parse_filter

_KNOWN = {"filter", "select", "expand", "orderby", "top", "skip", "count", "skiptoken"}
_IGNORED = {"company", "tenant", "schemaversion", "$schemaversion", "aid"}
_DEEPEST = 5


@dataclass
class Options:
    """What a request wants to see of an entity set."""

    filter: Condition | None = None
    select: list[str] | None = None
    expand: dict[str, tuple[Navigation, "Options"]] = field(default_factory=dict)
    order: list[tuple[Field, bool]] = field(default_factory=list)
    top: int | None = None
    skip: int = 0
    count: bool = False
    token: str | None = None


def parse_options(pairs: Iterable[tuple[str, str]], entity: Entity, depth: int = 0) -> Options:
    """Return the options; raises ApiError if one is unknown or cannot be understood."""
    options, seen = Options(), set[str]()
    for name, text in pairs:
        if name.lower() in _IGNORED:
            continue
        known = name.removeprefix("$")
        if known not in _KNOWN or (not name.startswith("$")):
            raise refuse_query(f"The query parameter '{name}' is not supported.")
        if known in seen:
            raise refuse_query(f"Query option '{name}' was specified more than once.")
        seen.add(known)
        _set_option(options, known, text.strip(), entity, depth)
    return options


def _set_option(options: Options, name: str, text: str, entity: Entity, depth: int) -> None:
    if name == "filter":
        options.filter = parse_filter(text, entity)
    elif name == "select":
        options.select = _selected(text, entity)
    elif name == "expand":
        options.expand = _expanded(text, entity, depth)
    elif name == "orderby":
        options.order = [_sort_key(each.strip(), entity) for each in text.split(",")]
    elif name == "count":
        options.count = text.lower() == "true"
    elif name == "skiptoken":
        options.token = text
    else:
        setattr(options, name, _whole(name, text))


def _selected(text: str, entity: Entity) -> list[str] | None:
    names = [name.strip() for name in text.split(",")]
    if "*" in names:
        return None
    return [name if name in entity.navigations else entity.field(name).name for name in names]


def _sort_key(text: str, entity: Entity) -> tuple[Field, bool]:
    name, _, direction = text.partition(" ")
    if direction.strip() not in {"", "asc", "desc"}:
        raise refuse_query(f"Syntax error in $orderby at '{direction}'.")
    return entity.field(name), direction.strip() == "desc"


def _whole(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > len("2147483647"):
        raise refuse_query(f"Invalid value '{text}' for ${name} query option found.")
    return int(text)


def _expanded(text: str, entity: Entity, depth: int) -> dict[str, tuple[Navigation, Options]]:
    if depth >= _DEEPEST:
        raise refuse_query("The $expand query option is nested too deeply.")
    found = {}
    for part in split_outside(text, ","):
        name, _, inner = part.strip().partition("(")
        navigation = entity.navigations.get(name.strip())
        if navigation is None or (inner and not inner.endswith(")")):
            raise refuse_query(f"Could not find a property named '{name}' on type '{entity.type}'.")
        pairs = [_pair(each) for each in split_outside(inner[:-1], ";")] if inner else []
        target = ENTITIES.get(navigation.target, entity)
        found[navigation.name] = (navigation, parse_options(pairs, target, depth + 1))
    return found


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise refuse_query(f"Syntax error in $expand at '{text}'.")
    return name.strip(), value


def split_outside(text: str, separator: str) -> list[str]:
    """Split a text where the separator is neither in parentheses nor in quotes."""
    parts, depth, quoted, begin = [], 0, False, 0
    for position, sign in enumerate(text):
        if sign == "'":
            quoted = not quoted
        elif not quoted and sign in "()":
            depth += 1 if sign == "(" else -1
        elif sign == separator and not quoted and depth == 0:
            parts.append(text[begin:position])
            begin = position + 1
    return [*parts, text[begin:]]
