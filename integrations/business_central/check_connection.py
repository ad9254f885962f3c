"""Tests a connection: signs in, finds the company, and reads what orders and invoices need.

Nothing is created in Business Central. So the test cannot tell whether orders may be created.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from domain.tenant.erp_check import ErpCheck, ErpCheckStatus, ErpCheckSubject as Subject
from domain.tenant.erp_connection import ErpConnection
from integrations.business_central.client import BusinessCentral
from integrations.business_central.outcomes import BusinessCentralError, Outcome
from integrations.business_central.values import Json, quoted, text_of

_LISTED = 5  # companies in a message
_READ = {
    Subject.CUSTOMERS: "customers",
    Subject.ITEMS: "items",
    Subject.ORDERS: "salesOrders",
    Subject.INVOICES: "salesInvoices",
}
_WORDS = {"salesOrders": "sales orders", "salesInvoices": "sales invoices"}
_TESTED = (*tuple(Subject)[:2], *_READ, Subject.WRITE_IN_ITEM, Subject.FREIGHT_ACCOUNT)


class _CheckFailed(Exception):
    """The check has failed; the message says what to do."""


class _CheckSkipped(Exception):
    """There is nothing to check."""


async def check_connection(
    client: BusinessCentral, connection: ErpConnection, seconds: float
) -> list[ErpCheck]:
    """Make all checks, within `seconds` together. A failure is a check, never an exception."""
    test = _ConnectionTest(client, connection)
    try:
        async with asyncio.timeout(seconds):
            await test.run()
    except TimeoutError:
        test.end(f"Business Central did not answer within {seconds:g} seconds.")
    return test.checks


def all_skipped(failed: Subject, message: str) -> list[ErpCheck]:
    """Return the checks of a test whose first one failed before anything was sent."""
    return [_failed(failed, message), *(_skipped(each) for each in _TESTED if each is not failed)]


@dataclass(slots=True)
class _ConnectionTest:
    client: BusinessCentral
    connection: ErpConnection
    begun: list[Subject] = field(default_factory=list)
    done: dict[Subject, ErpCheck] = field(default_factory=dict)

    @property
    def checks(self) -> list[ErpCheck]:
        """All checks in their order; those that were not made are skipped."""
        return [self.done.get(subject) or _skipped(subject) for subject in _TESTED]

    async def run(self) -> None:
        """Sign in and find the company; then check the rest at once."""
        if not await self._check(Subject.CREDENTIALS, self._sign_in):
            return
        if not await self._check(Subject.COMPANY, self._find_company):
            return
        reads = [self._check(subject, self._reader(name)) for subject, name in _READ.items()]
        await asyncio.gather(
            *reads,
            self._check(Subject.WRITE_IN_ITEM, self._find_write_in_item),
            self._check(Subject.FREIGHT_ACCOUNT, self._find_freight_account),
        )

    def end(self, message: str) -> None:
        """Fail what was begun and is not done."""
        for subject in self.begun:
            self.done.setdefault(subject, _failed(subject, message))

    async def _check(self, subject: Subject, act: Callable[[], Awaitable[str]]) -> bool:
        self.begun.append(subject)
        status = ErpCheckStatus.FAILED
        try:
            message, status = await act(), ErpCheckStatus.PASSED
        except _CheckSkipped as skipped:
            message, status = str(skipped), ErpCheckStatus.SKIPPED
        except (_CheckFailed, BusinessCentralError) as error:
            message = str(error)
        self.done[subject] = ErpCheck(subject, status, message)
        return status is not ErpCheckStatus.FAILED

    async def _sign_in(self) -> str:
        await self.client.sign_in()
        return "Microsoft Entra accepts the client ID and the client secret."

    async def _find_company(self) -> str:
        environment, wanted = self.connection.environment, (self.connection.company_id or "")
        try:
            companies = await self.client.companies()
        except BusinessCentralError as error:
            raise _explain(error, f"There is no environment {environment}") from error
        for company in companies:
            if str(company.get("id")).lower() == wanted.lower():
                return f"The company is {_name(company)}."
        there = ", ".join(f"{_name(each)} ({each.get('id')})" for each in companies[:_LISTED])
        raise _CheckFailed(
            f"The environment {environment} has no company with the ID {wanted}."
            f" It has: {there or 'none that the application may see'}."
            " Correct `companyId` with `connectErp`."
        )

    def _reader(self, name: str) -> Callable[[], Awaitable[str]]:
        words = _WORDS.get(name, name)

        async def read() -> str:
            try:
                await self.client.get(name, select="id", top="1")
            except BusinessCentralError as error:
                raise _explain(error, f"The company has no {words}", words) from error
            return f"The application can read {words}."

        return read

    async def _find_write_in_item(self) -> str:
        number = self.connection.write_in_item
        if number is None:
            raise _CheckSkipped(
                "`writeInItem` is not set, so orders with write-in lines cannot be submitted."
            )
        return await self._find("items", "item", number, "writeInItem")

    async def _find_freight_account(self) -> str:
        number = self.connection.freight_account
        if number is None:
            raise _CheckSkipped(
                "`freightAccount` is not set, so orders with freight cannot be submitted."
            )
        return await self._find("accounts", "account", number, "freightAccount")

    async def _find(self, path: str, noun: str, number: str, setting: str) -> str:
        try:
            found = await self.client.get(path, filter=f"number eq {quoted(number)}", top="1")
        except BusinessCentralError as error:
            raise _explain(error, f"The company has no {path}", path) from error
        records = found.get("value") or ()
        if not records:
            raise _CheckFailed(
                f"The company has no {noun} {number}. Correct `{setting}` with `connectErp`."
            )
        if records[0].get("blocked") is True:
            raise _CheckFailed(f"The {noun} {number} is blocked in Business Central.")
        return f"The company has the {noun} {number}."


def _explain(error: BusinessCentralError, missing: str, what: str = "companies") -> _CheckFailed:
    """Say what a person must correct; other errors keep their own words."""
    if error.status == HTTPStatus.UNAUTHORIZED:
        return _CheckFailed(
            "Business Central does not accept the application. Add its client ID there under"
            " Microsoft Entra applications, and set the state to Enabled."
        )
    if error.status == HTTPStatus.FORBIDDEN:
        return _CheckFailed(
            f"The application has no permission to read {what}. Give it a permission set that"
            " allows it, in Business Central under Microsoft Entra applications."
        )
    if error.outcome is Outcome.GONE:
        return _CheckFailed(f"{missing}. Business Central says: {error}")
    return _CheckFailed(str(error))


def _name(record: Json) -> str:
    return text_of(record, "displayName") or text_of(record, "name") or "without a name"


def _failed(subject: Subject, message: str) -> ErpCheck:
    return ErpCheck(subject, ErpCheckStatus.FAILED, message)


def _skipped(subject: Subject) -> ErpCheck:
    message = "Not checked, because an earlier check failed."
    return ErpCheck(subject, ErpCheckStatus.SKIPPED, message)
