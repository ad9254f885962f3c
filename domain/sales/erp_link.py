"""Links: what the ERP calls our customers, products, units, currencies and terms."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from domain.core.errors import Invalid, NotFound
from domain.core.record import Record
from domain.core.text import Form, Text


class ErpLinkType(StrEnum):
    """What a link is about."""

    ACCOUNT = "ACCOUNT"
    CONTACT = "CONTACT"
    PRODUCT = "PRODUCT"
    UNIT = "UNIT"
    CURRENCY = "CURRENCY"
    PAYMENT_TERMS = "PAYMENT_TERMS"
    FREIGHT_TERMS = "FREIGHT_TERMS"


# Records are linked by their id, everything else by its code.
RECORDS = frozenset(
    {ErpLinkType.ACCOUNT, ErpLinkType.CONTACT, ErpLinkType.PRODUCT, ErpLinkType.UNIT}
)


class ErpLinkKeyInvalid(Invalid):
    """A link is about a record or about a code, depending on its type."""

    rule = (
        "Name an account, contact, product or unit by `recordId`; name a currency or terms by"
        " `code`."
    )


class ErpLinkNotFound(NotFound):
    """The record is not linked to the ERP."""

    rule = "The link does not exist. Check its ID."


@dataclass(eq=False, kw_only=True, slots=True)
class ErpLink(Record):
    """The ERP's record for one of ours. `local_key` is a record's UUID, or a code."""

    noun = "The link"
    not_found = ErpLinkNotFound

    type: ErpLinkType
    local_key: Annotated[str, Form("what it links")]
    remote_id: Annotated[str, Text(100, required=True)]
    remote_number: Annotated[str, Text(50, required=True)]
    remote_name: Annotated[str | None, Text(200)] = None
