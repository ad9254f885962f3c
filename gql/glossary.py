"""What arguments and input fields mean.

A key is a name, which means the same wherever it stands; or an owner and a name, where one field
or type needs other words; or the last word of an owner and a name, such as `Filter.isActive`.
"""

import re

from gql.catalogue_glossary import CATALOGUE
from gql.document_glossary import DOCUMENTS
from gql.list_glossary import LISTS

_LAST_WORD = re.compile(r"[A-Z]?[a-z]+$")

_IDS = {
    "id": "ID of the record.",
    "ids": "IDs of the records.",
    "accountId": "ID of the account.",
    "ownerId": "ID of the user responsible for the record.",
    "competitorId": "ID of the competitor that won the deal.",
}
_CHANGES = {
    "input": "Fields to set.",
    "recordPayment.input": "The payment to record.",
    "expectedVersion": "Version of the record that you last read. If the record has changed since,"
    " the mutation is refused with `VERSION_CONFLICT`. Omit it to skip this check.",
}
_SETTINGS = {
    "roundingMode": "How amounts that fall exactly halfway between two values are rounded.",
    "discountMethod": "Whether a manual discount amount applies to the line or to each unit.",
    "pricingPrecision": "Number of decimals of prices per unit, 0 to 4.",
    "priceListOptional": "Whether products can be sold without a price list.",
    "roundUnitPriceFirst": "Whether the price per unit is rounded to the decimals of the currency"
    " after the volume discount and before it is multiplied by the quantity.",
    "inactiveDiscountListsApply": "Whether inactive discount lists still apply.",
    "maxLinesPerDocument": "Maximum number of lines per document, 1,000 to 5,000.",
    "createProductsAsActive": "Whether a new product without a family is active immediately.",
    "baseCurrencyCode": "Base currency as an ISO 4217 code. Cannot be changed once documents"
    " have amounts in it.",
}
_PARTIES = {
    "firstName": "First name.",
    "lastName": "Last name.",
    "jobTitle": "Job title.",
    "email": "Email address.",
    "phone": "Phone number.",
    "website": "Website.",
    "industry": "Industry.",
    "address": "Main address.",
    "isActive": "Whether the record can be used in new documents.",
    "Filter.isActive": "Whether the record is active.",
    "strengths": "Strengths of the competitor.",
    "weaknesses": "Weaknesses of the competitor.",
}
_PRINTING = {
    "to": "Email addresses of the recipients. Defaults to the customer's address.",
    "cc": "Email addresses that get a copy.",
    "subject": "Subject of the email. Defaults to a standard subject in the customer's language.",
    "message": "Text of the email. Defaults to a standard text in the customer's language.",
    "locale": "Locale of the documents, such as `de` or `pt-BR`.",
    "companyName": "Name of the sender.",
    "addressLines": "Address of the sender, up to 6 lines.",
    "taxId": "Tax ID of the sender.",
    "footer": "Line printed at the bottom of every page.",
    "logo": "Logo printed at the top: a PNG or JPEG of up to 512 kB, base64-encoded.",
}
_ADDRESSES = {
    "AddressInput.name": "Name of the recipient.",
    "contactName": "Contact person at the address.",
    "line1": "First address line.",
    "line2": "Second address line.",
    "line3": "Third address line.",
    "city": "City.",
    "stateOrProvince": "State or province.",
    "postalCode": "Postal code.",
    "country": "Country.",
    "telephone": "Phone number.",
}

GLOSSARY: dict[str, str] = (
    CATALOGUE | LISTS | DOCUMENTS | _IDS | _CHANGES | _SETTINGS | _PARTIES | _PRINTING | _ADDRESSES
)


def entry(owner: str, name: str) -> str | None:
    """The key that explains an argument of a field, or a field of an input type."""
    last = _LAST_WORD.search(owner)
    keys = (f"{owner}.{name}", f"{last.group()}.{name}" if last else name, name)
    return next((key for key in keys if key in GLOSSARY), None)
