"""The type for links between our records and those of the ERP."""

from datetime import datetime

from db import tables
from domain.sales.erp_link import ErpLinkType
from gql.schema.fields import column, entity
from gql.types.interfaces import VERSION_DESCRIPTION, Node

LINK_DESCRIPTION = (
    "The ERP's record for this one; null until it is linked by `matchErpRecords` or"
    " `linkErpRecord`."
)


@entity(tables.erp_links)
class ErpLink(Node):
    """The ERP's record that stands for a customer, product, unit, currency or terms."""

    type: ErpLinkType = column("What the link is about.", filter=True)
    local_key: str = column(
        "UUID of the linked record, without the prefix of its ID, or the code of the currency or"
        " terms.",
        filter=True,
    )
    remote_id: str = column("ID of the ERP's record.")
    remote_number: str = column("Number or code of the ERP's record.", filter=True)
    remote_name: str | None = column("Name of the ERP's record; null if none was given.")
    version: int = column(VERSION_DESCRIPTION)
    created_at: datetime = column("Time the record was linked.", filter=True)
