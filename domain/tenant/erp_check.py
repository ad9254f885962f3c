"""The test of a connection to an ERP: what was checked, and what came of it."""

from dataclasses import dataclass
from enum import StrEnum

from domain.core.errors import Refused


class ErpCheckSubject(StrEnum):
    """What a check is about."""

    CREDENTIALS = "CREDENTIALS"
    COMPANY = "COMPANY"
    CUSTOMERS = "CUSTOMERS"
    ITEMS = "ITEMS"
    ORDERS = "ORDERS"
    INVOICES = "INVOICES"
    WRITE_IN_ITEM = "WRITE_IN_ITEM"
    FREIGHT_ACCOUNT = "FREIGHT_ACCOUNT"
    INTEGRATION_USER = "INTEGRATION_USER"


class ErpCheckStatus(StrEnum):
    """What came of a check."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"


class ErpTestsBusy(Refused):
    """Each test waits for an ERP, so few run at once."""

    rule = "Too many connections are being tested at present. Try again in ten seconds."


@dataclass(frozen=True, slots=True)
class ErpCheck:
    """A check and its outcome; `message` is a sentence for people."""

    subject: ErpCheckSubject
    status: ErpCheckStatus
    message: str


def check_program(users: int) -> ErpCheck:
    """Check an external ERP, which calls this API: somebody must be able to sign in for it."""
    subject = ErpCheckSubject.INTEGRATION_USER
    if users == 0:
        return ErpCheck(
            subject,
            ErpCheckStatus.FAILED,
            "An external ERP calls this API, but there is no active integration user for it."
            " Create one with `salesgraph user create --integration`.",
        )
    return ErpCheck(
        subject,
        ErpCheckStatus.PASSED,
        "An external ERP calls this API, as an integration user. This server cannot tell whether"
        " it does.",
    )
