"""Descriptions of arguments and input fields.

A key is one of: a name that has the same meaning everywhere; an owner and a name, if one field or
type needs its own description; the last word of an owner and a name, such as `Filter.isActive`.
"""

import re

from gql.schema.catalog_descriptions import CATALOG
from gql.schema.document_descriptions import DOCUMENTS
from gql.schema.list_descriptions import LISTS
from gql.schema.naming import words

_LAST_WORD = re.compile(r"[A-Z]?[a-z]+$")
_ID = re.compile(r"(\w+)Id")

_IDS = {
    "id": "ID of the record.",
    "ids": "IDs of the records.",
    "competitorId": "ID of the competitor that won the deal.",
}
_CHANGES = {
    "input": "Fields to set.",
    "recordPayment.input": "The payment to record.",
    "expectedVersion": "Version of the record that you last read. If the record has changed since,"
    " the mutation is refused with `VERSION_CONFLICT`. Omit it to skip this check.",
}
_SETTINGS = {
    "Input.baseCurrencyCode": "Base currency as an ISO 4217 code. Cannot be changed once documents"
    " have amounts in it.",
}
_PARTIES = {
    "Filter.isActive": "Whether the record is active.",
}
_PRINTING = {
    "to": "Email addresses of the recipients. Defaults to the customer's address.",
    "cc": "Email addresses that get a copy.",
    "subject": "Subject of the email. Defaults to a standard subject in the customer's language.",
    "message": "Text of the email. Defaults to a standard text in the customer's language.",
    "logo": "Logo printed at the top: a PNG or JPEG of up to 512 kB, base64-encoded.",
}

GLOSSARY: dict[str, str] = (
    CATALOG | LISTS | DOCUMENTS | _IDS | _CHANGES | _SETTINGS | _PARTIES | _PRINTING
)


def entry(owner: str, name: str) -> str | None:
    """Return the key for an argument of a field, or for a field of an input type."""
    last = _LAST_WORD.search(owner)
    keys = (f"{owner}.{name}", f"{last.group()}.{name}" if last else name, name)
    return next((key for key in keys if key in GLOSSARY), None)


def describe(key: str | None, name: str) -> str | None:
    """Return the description for a key; without a key, that of an ID: "ID of the tax code."."""
    if key is not None:
        return GLOSSARY[key]
    noun = _ID.fullmatch(name)
    return None if noun is None else f"ID of the {words(noun.group(1))}."
