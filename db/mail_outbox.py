"""State changes of mailings by a worker: leased, handed over, sent, postponed, failed.

Each change is a transaction of its own, before or after the SMTP server is contacted, so that the
row shows how far a killed worker had come (decision 23).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Update, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.database import Database
from domain.sales.mailing import SEPARATOR, MailingStatus

_M, _U = tables.mailings, tables.users


@dataclass(frozen=True, slots=True)
class LeasedMailing:
    """A mailing that a worker has leased."""

    id: UUID
    tenant_id: UUID
    rendition_id: UUID
    attempts: int  # including this one
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str | None
    message: str | None
    reply_to: str | None
    lease: timedelta


class MailOutbox:
    """The mailings of all tenants; each method works within one tenant."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(
        self, tenant_id: UUID, id: UUID, lease: timedelta
    ) -> LeasedMailing | timedelta | None:
        """Lease a queued mailing and count the attempt.

        Returns the time left if another worker has the lease, and None if the mailing is not
        queued any more. An earlier attempt that was handed over and did not end may have arrived,
        so this one is marked as repeated.
        """
        takes = (
            update(_M)
            .where(_M.c.tenant_id == tenant_id, _M.c.id == id)
            .where(_M.c.status == MailingStatus.QUEUED.value)
            .where(or_(_M.c.leased_until.is_(None), _M.c.leased_until < func.now()))
            .values(
                attempts=_M.c.attempts + 1,
                leased_until=func.now() + lease,
                is_repeated=or_(_M.c.is_repeated, _M.c.handed_over_at.is_not(None)),
            )
            .returning(_M)
        )
        async with self._database.writing(tenant_id) as connection:
            row = (await connection.execute(takes)).mappings().one_or_none()
            if row is None:
                return await _time_left(connection, tenant_id, id)
            sender = select(_U.c.email).where(
                _U.c.tenant_id == tenant_id, _U.c.id == row["created_by"]
            )
            return _to_taken(row, await connection.scalar(sender), lease)

    async def hand_over(self, mailing: LeasedMailing) -> bool:
        """Record that the mail is about to be sent. False if the lease was lost."""
        return await self._note(mailing, handed_over_at=func.now())

    async def mark_sent(self, mailing: LeasedMailing, subject: str, message: str) -> bool:
        """Record that the mail was sent, with its text. False if the lease was lost."""
        return await self._note(
            mailing,
            status=MailingStatus.SENT.value,
            subject=subject,
            message=message,
            sent_at=func.now(),
            reason=None,
            leased_until=None,
        )

    async def mark_deferred(
        self, mailing: LeasedMailing, reason: str, *, may_have_arrived: bool
    ) -> bool:
        """Record why the mail was not sent yet, or may have been. False if the lease was lost."""
        if may_have_arrived:
            return await self._note(mailing, reason=reason, leased_until=None)
        return await self._note(mailing, reason=reason, leased_until=None, handed_over_at=None)

    async def give_up(self, mailing: LeasedMailing, reason: str) -> bool:
        """Record why the mail will not be sent. False if the lease was lost."""
        return await self._note(
            mailing, status=MailingStatus.FAILED.value, reason=reason, leased_until=None
        )

    async def waiting(self, tenant_id: UUID, longer_than: timedelta) -> list[UUID]:
        """Queued mailings that no worker has had a lease on for longer than this."""
        last = func.coalesce(_M.c.leased_until, _M.c.created_at)
        statement = (
            select(_M.c.id)
            .where(_M.c.tenant_id == tenant_id, _M.c.status == MailingStatus.QUEUED.value)
            .where(last < func.now() - longer_than)
        )
        async with self._database.writing(tenant_id) as connection:
            return list((await connection.scalars(statement)).all())

    async def _note(self, mailing: LeasedMailing, **values: Any) -> bool:
        """Update the mailing if this attempt is still the current one."""
        async with self._database.writing(mailing.tenant_id) as connection:
            return bool((await connection.execute(_mine(mailing).values(**values))).rowcount)


def _mine(mailing: LeasedMailing) -> Update:
    return (
        update(_M)
        .where(_M.c.tenant_id == mailing.tenant_id, _M.c.id == mailing.id)
        .where(_M.c.status == MailingStatus.QUEUED.value, _M.c.attempts == mailing.attempts)
    )


async def _time_left(connection: AsyncConnection, tenant_id: UUID, id: UUID) -> timedelta | None:
    rest = case((_M.c.status == MailingStatus.QUEUED.value, _M.c.leased_until - func.now()))
    statement = select(rest).where(_M.c.tenant_id == tenant_id, _M.c.id == id)
    left: timedelta | None = await connection.scalar(statement)
    return left


def _to_taken(row: RowMapping, reply_to: str | None, lease: timedelta) -> LeasedMailing:
    copies = row["copies"]
    return LeasedMailing(
        id=row["id"],
        tenant_id=row["tenant_id"],
        rendition_id=row["rendition_id"],
        attempts=row["attempts"],
        to=tuple(row["recipients"].split(SEPARATOR)),
        cc=tuple(copies.split(SEPARATOR)) if copies else (),
        subject=row["subject"],
        message=row["message"],
        reply_to=reply_to,
        lease=lease,
    )
