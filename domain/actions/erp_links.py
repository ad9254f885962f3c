"""Actions on links: which of the ERP's records stand for ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.core.job import Job, JobKind
from domain.core.payment_terms import FreightTerms, PaymentTerms
from domain.core.record import Values
from domain.ports.unit_of_work import UnitOfWork
from domain.sales.erp_link import RECORDS, ErpLink, ErpLinkKeyInvalid, ErpLinkType
from domain.tenant.erp_connection import ErpConnection, ErpConnectionNotFound

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


@dataclass(frozen=True, slots=True)
class Match:
    """A record of the ERP that certainly is one of ours."""

    type: ErpLinkType
    key: str
    remote_id: str
    remote_number: str
    remote_name: str | None


async def add_matches(work: UnitOfWork, matches: Sequence[Match]) -> None:
    """Link the records that are not linked yet; what people have linked stays."""
    known = await work.lookups.list_links()
    links = work.records(ErpLink)
    new = {(match.type, match.key): match for match in matches}
    for match in new.values():
        if match.key not in known.get(match.type, ()):
            link = ErpLink(
                type=match.type,
                local_key=match.key,
                remote_id=match.remote_id,
                remote_number=match.remote_number,
                remote_name=match.remote_name,
            )
            links.add(link)


async def request_matches(work: UnitOfWork) -> ErpConnection:
    """Have a worker link everything that matches. Raises ERP_CONNECTION_NOT_FOUND."""
    connection = await work.lookups.share_erp_connection()
    if connection is None or not connection.is_called:
        raise ErpConnectionNotFound
    work.enqueue(Job(JobKind.MATCH_ERP_RECORDS, work.tenant_id))
    return connection


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
