"""Background jobs: what to do, and for which record."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class JobKind(StrEnum):
    """The kind of a background job."""

    SEND_MAILING = "SEND_MAILING"
    DELIVER_ORDER = "DELIVER_ORDER"
    READ_ERP_INVOICES = "READ_ERP_INVOICES"
    READ_ERP_NOTIFICATIONS = "READ_ERP_NOTIFICATIONS"
    KEEP_ERP_SUBSCRIPTIONS = "KEEP_ERP_SUBSCRIPTIONS"
    END_ERP_SUBSCRIPTIONS = "END_ERP_SUBSCRIPTIONS"
    RECONCILE_ERP = "RECONCILE_ERP"
    MATCH_ERP_RECORDS = "MATCH_ERP_RECORDS"


@dataclass(frozen=True, slots=True)
class Job:
    """A background job. It starts only after the transaction that queued it has been committed."""

    kind: JobKind
    record_id: UUID
