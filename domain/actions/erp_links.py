"""Actions on links: which of the ERP's records stand for ours."""

from uuid import UUID

from domain.core.payment_terms import FreightTerms, PaymentTerms
from domain.core.record import Values
from domain.ports.unit_of_work import UnitOfWork
from domain.sales.erp_link import RECORDS, ErpLink, ErpLinkKeyInvalid, ErpLinkType

_CODES = {
    ErpLinkType.PAYMENT_TERMS: {each.value for each in PaymentTerms},
    ErpLinkType.FREIGHT_TERMS: {each.value for each in FreightTerms},
}


async def link_erp_record(
    work: UnitOfWork, type: ErpLinkType, record_id: UUID | None, code: str | None, values: Values
) -> ErpLink:
    """Link a record or a code to the ERP's record, in place of the one it was linked to.

    Raises ERP_LINK_KEY_INVALID and the NotFound errors of what is linked.
    """
    key = _key(type, record_id, code)
    await work.lookups.check_linkable(type, key)
    link = await work.find_erp_link(type, key)
    if link is None:
        link = ErpLink(type=type, local_key=key, remote_id="", remote_number="")
        link.assign(values)
        work.records(ErpLink).add(link)
    else:
        link.assign(values)
    return link


async def unlink_erp_record(work: UnitOfWork, link_id: UUID) -> None:
    """Remove a link. Orders with the record cannot be submitted any more. Raises NOT_FOUND."""
    links = work.records(ErpLink)
    links.delete(await links.get(link_id))


def _key(type: ErpLinkType, record_id: UUID | None, code: str | None) -> str:
    if type in RECORDS:
        if record_id is None or code is not None:
            raise ErpLinkKeyInvalid(path=("recordId",))
        return str(record_id)
    if code is None or record_id is not None:
        raise ErpLinkKeyInvalid(path=("code",))
    if type in _CODES and code not in _CODES[type]:
        raise ErpLinkKeyInvalid(path=("code",))
    return code
