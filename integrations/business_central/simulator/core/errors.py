"""Errors as the API answers them: an HTTP status, a code and a message."""

from dataclasses import dataclass
from http import HTTPStatus


@dataclass
class ApiError(Exception):
    """An answer that is an error."""

    status: int
    code: str
    message: str


def refuse(code: str, message: str) -> ApiError:
    """Return an error of status 400."""
    return ApiError(HTTPStatus.BAD_REQUEST, code, message)


def refuse_by_rule(message: str) -> ApiError:
    """Return the error of a business rule, which application code raises with a message."""
    return refuse("Application_DialogException", message)


def refuse_field(message: str) -> ApiError:
    """Return the error of a field that has another value than a rule wants."""
    return refuse("Application_FieldValidationException", message)


def refuse_relation(field: str, table: str, value: str, related: str) -> ApiError:
    """Return the error of a code that its master table does not have."""
    return refuse(
        "Internal_InvalidTableRelation",
        f"The field {field} of table {table} contains a value ({value}) that cannot be found"
        f" in the related table ({related}).",
    )


def refuse_query(message: str) -> ApiError:
    """Return the error of a URL or a body that cannot be understood."""
    return refuse("BadRequest", message)


def not_found(entity: str, key: str) -> ApiError:
    """Return the error of an entity that does not exist."""
    return ApiError(
        HTTPStatus.NOT_FOUND,
        "Internal_RecordNotFound",
        f"The {entity} does not exist. Identification fields and values: Id='{{{key.upper()}}}'",
    )


def no_such_segment(name: str) -> ApiError:
    """Return the error of a path that the service does not have."""
    return ApiError(
        HTTPStatus.NOT_FOUND,
        "BadRequest_ResourceNotFound",
        f"Resource not found for the segment '{name}'.",
    )


def method_not_allowed(method: str, name: str) -> ApiError:
    """Return the error of a verb that an entity set does not take."""
    return ApiError(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "BadRequest_MethodNotAllowed",
        f"'{method}' requests for '{name}' of EdmType 'Entity' are not allowed"
        " within Microsoft Dynamics 365 Business Central OData web services.",
    )


def entity_changed() -> ApiError:
    """Return the error of an etag that is not the record's current one."""
    return ApiError(
        HTTPStatus.CONFLICT,
        "Request_EntityChanged",
        "Another user has already changed the record.",
    )


def record_locked() -> ApiError:
    """Return the error of a record that another transaction holds for too long."""
    return ApiError(
        HTTPStatus.CONFLICT,
        "Internal_ServerError",
        "The operation could not complete because a record was locked by another user.",
    )


def invalid_token() -> ApiError:
    """Return the error of a missing or malformed If-Match header."""
    return refuse(
        "BadRequest_InvalidToken",
        "Could not validate the client concurrency token required by the service."
        " Please provide a valid token in the client request.",
    )
