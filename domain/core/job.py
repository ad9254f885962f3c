"""Work that is put off: what to do, and the record to do it for."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class JobKind(StrEnum):
    """What is to be done later."""

    SEND_MAILING = "SEND_MAILING"


@dataclass(frozen=True, slots=True)
class Job:
    """Begins once the transaction that asks for it is committed; never without it."""

    kind: JobKind
    record_id: UUID
