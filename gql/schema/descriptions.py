"""Descriptions of arguments and input fields.

A key is one of: a name that has the same meaning everywhere; an owner and a name, if one field or
type needs its own description; the last or the first word of an owner and a name, such as
`Filter.isActive` or `update.input`. Arguments for IDs need no key: see `describe_argument`.
"""

import re

from gql.schema.catalog_descriptions import CATALOG_DESCRIPTIONS
from gql.schema.document_descriptions import DOCUMENT_DESCRIPTIONS
from gql.schema.list_descriptions import LIST_DESCRIPTIONS
from gql.schema.naming import words

_LAST_WORD = re.compile(r"[A-Z]?[a-z]+$")
_FIRST_WORD = re.compile(r"[a-z]+(?=[A-Z])")
_ID = re.compile(r"(\w+)Id")
_CREATE_FROM = re.compile(r"create(\w+)From\w+")
_PHRASES = {"hold": "put on hold", "pay": "mark as paid", "update": "change"}

_IDS = {
    "node.id": "ID of a record of any type.",
    "ids": "IDs of records of any types, at most 100.",
    "competitorId": "ID of the competitor that won the deal. Kept in the close record.",
}
_CHANGES = {
    "update.input": "Fields to change. Omitted fields stay as they are.",
    "recordPayment.input": "Amount, date and reference of the payment.",
    "expectedVersion": "Version of the record that you last read. If the record has changed since,"
    " the mutation is refused with `VERSION_CONFLICT`. Omit it to skip this check.",
}
_SETTINGS = {
    "Input.baseCurrencyCode": "Base currency as an ISO 4217 code. Cannot be changed once documents"
    " have amounts in it.",
}
_PARTIES = {
    **dict.fromkeys(
        ("CreateAccountInput.ownerId", "CreateContactInput.ownerId"),
        "ID of the user responsible for the customer. Defaults to the user who sends the request.",
    ),
    "Filter.isActive": "Filters by whether the record is active.",
}
_PRINTING = {
    "to": "Email addresses of the recipients, at least one. Defaults to the customer's address.",
    "cc": "Email addresses that get a copy. Defaults to none.",
    "subject": "Subject of the email. Defaults to a standard subject in the customer's language.",
    "message": "Text of the email. Defaults to a standard text in the customer's language.",
    "logo": "Logo printed at the top: a PNG or JPEG of up to 512 kB, base64-encoded.",
}

DESCRIPTIONS: dict[str, str] = (
    CATALOG_DESCRIPTIONS
    | LIST_DESCRIPTIONS
    | DOCUMENT_DESCRIPTIONS
    | _IDS
    | _CHANGES
    | _SETTINGS
    | _PARTIES
    | _PRINTING
)


def entry(owner: str, name: str) -> str | None:
    """Return the key for an argument of a field, or for a field of an input type."""
    parts = (_LAST_WORD.search(owner), _FIRST_WORD.match(owner))
    keys = (f"{owner}.{name}", *(f"{part.group()}.{name}" for part in parts if part), name)
    return next((key for key in keys if key in DESCRIPTIONS), None)


def describe(owner: str, name: str) -> str | None:
    """Return the description of an argument of a field, or of a field of an input type."""
    key = entry(owner, name)
    return describe_argument(owner, name) if key is None else DESCRIPTIONS[key]


def describe_argument(owner: str, name: str) -> str | None:
    """Derive the description of an ID or an input: `ID of the quote to activate.`.

    `owner` is the field that has the argument. Returns None if nothing can be derived.
    """
    verb = _FIRST_WORD.match(owner)
    noun = words(owner[verb.end() :] if verb else owner)
    if name == "input":
        return f"Fields of the new {noun}."
    if name == "id":
        is_update = verb is not None and verb.group() == "update"
        return (
            f"ID of the {noun} to change." if is_update else f"ID of the {words(owner)} to return."
        )
    match = _ID.fullmatch(name)
    if match is None:
        return None
    about = words(match.group(1))
    if created := _CREATE_FROM.fullmatch(owner):
        return f"ID of the {about} to create the {words(created.group(1))} from."
    if verb and about == noun:
        return f"ID of the {about} to {_PHRASES.get(verb.group(), verb.group())}."
    return f"ID of the {about}."
