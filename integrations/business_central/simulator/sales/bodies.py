"""The body of a write: known, writable fields with values of the right type."""

from typing import Any

from integrations.business_central.simulator.core.errors import (
    refuse,
    refuse_by_rule,
    refuse_query,
)
from integrations.business_central.simulator.core.values import (
    Choice,
    Code,
    Day,
    Guid,
    Kind,
    Text,
    empty_of,
)
from integrations.business_central.simulator.model.entity import Entity, Field

_NULLABLE = (Text, Code, Guid, Day)


def read_body(entity: Entity, body: Any, *, nested: str = "") -> dict[str, Any]:
    """Return the values of a body by field; the navigation property `nested` is left out.

    Raises ApiError for unknown and read-only fields and values of the wrong type.
    """
    if not isinstance(body, dict):
        raise refuse_query("Invalid Request Body")
    values = {}
    for name, value in body.items():
        if name == nested or name.startswith("@"):
            continue
        values[name] = _read_value(_writable(entity, name), value)
    return values


def _writable(entity: Entity, name: str) -> Field:
    field = entity.fields.get(name)
    if field is None and name in entity.navigations:
        raise refuse_query(f"Nested writes to '{name}' are not supported on '{entity.type}'.")
    if field is None:
        raise refuse_query(
            f"The property '{name}' does not exist on type '{entity.type}'. Make sure to only use"
            " property names that are defined by the type."
        )
    if not field.writable:
        raise refuse("BadRequest_InvalidOperation", f"Control '{name}' is read-only.")
    if name == "number" and entity.name.startswith("sales"):
        raise refuse_by_rule(
            "You may not enter numbers manually. If you want to enter numbers manually, please"
            f" activate Manual Nos. in No. Series {entity.title}."
        )
    return field


def _read_value(field: Field, value: Any) -> Any:
    if value is not None:
        return field.kind.read(value)
    if not _can_be_null(field.kind):
        raise refuse(
            "BadRequest_RequiredParamNotProvided",
            f"Field '{field.name}' must not be blank or empty.",
        )
    return empty_of(field.kind)


def _can_be_null(kind: Kind) -> bool:
    return isinstance(kind, _NULLABLE) and not isinstance(kind, Choice)
