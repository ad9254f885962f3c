"""The connection of a tenant to its ERP: who creates the invoices of orders, and how (F-1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from domain.core.errors import Invalid, NotFound, Refused
from domain.core.record import Record
from domain.core.text import Form, Text, camel

MAX_LISTED = 20  # orders in a message

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class ErpMode(StrEnum):
    """Which ERP gets the submitted orders of a tenant."""

    NONE = "NONE"
    BUSINESS_CENTRAL = "BUSINESS_CENTRAL"
    EXTERNAL = "EXTERNAL"


class ErpCircuitState(StrEnum):
    """Whether requests to the ERP are sent at present."""

    CLOSED = "CLOSED"
    OPEN = "OPEN"
    HALF_OPEN = "HALF_OPEN"


class ErpOrderNumber(StrEnum):
    """What the ERP gets as the external document number of an order."""

    ORDER_NUMBER = "ORDER_NUMBER"
    NAME = "NAME"


class ErpConnectionNotFound(NotFound):
    """The tenant was never connected to an ERP."""

    rule = "No ERP is connected. Connect one with `connectErp` first."


class OrdersStillSubmitted(Refused):
    """An ERP cannot be disconnected or replaced while it has orders (O-2, F-3)."""

    rule = (
        "Submitted orders depend on the ERP. Recall them, or wait until they are invoiced, before"
        " you disconnect or replace it."
    )
    message = "{count} orders are still submitted: {orders}. {rule}"


class ErpModeRequired(Invalid):
    """A connection needs an ERP to connect to."""

    rule = (
        "Choose the mode `BUSINESS_CENTRAL` or `EXTERNAL`. To disconnect the ERP, use"
        " `disconnectErp`."
    )


class ErpSettingRequired(Invalid):
    """Business Central cannot be reached without this value."""

    rule = "Business Central needs a directory, an environment, a company and client credentials."
    message = "`{field}` is required for Business Central."


class ErpSettingUnused(Invalid):
    """Only Business Central is called, so only it has an address and credentials."""

    rule = "An external ERP calls this API, so it has no address and no credentials here."
    message = "`{field}` is only for Business Central. {rule}"


class ErpCompanyInvalid(Invalid):
    """A company of Business Central is named by a UUID."""

    rule = (
        "The ID of a Business Central company is a UUID, such as"
        " 9c9f8a3e-0d4a-4b0e-8f0e-3a1f5f1d2c4b."
    )


_CALLED = ("directory_id", "environment", "company_id", "client_id", "client_secret")


@dataclass(eq=False, kw_only=True, slots=True)
class ErpConnection(Record):
    """The ERP of a tenant. Its ID is the tenant's; a tenant without one has the mode NONE."""

    noun = "The ERP connection"
    not_found = ErpConnectionNotFound

    mode: ErpMode = ErpMode.NONE
    directory_id: Annotated[str | None, Text(100)] = None
    environment: Annotated[str | None, Text(100)] = None
    company_id: Annotated[str | None, Form("check")] = None
    client_id: Annotated[str | None, Text(100)] = None
    # Encrypted before it gets here: the domain never sees the secret.
    client_secret: Annotated[str | None, Form("the cipher")] = None
    order_number: ErpOrderNumber = ErpOrderNumber.ORDER_NUMBER
    write_in_item: Annotated[str | None, Text(20)] = None
    freight_account: Annotated[str | None, Text(20)] = None
    post_orders: bool = False

    @property
    def is_open(self) -> bool:
        """Whether orders go to an ERP."""
        return self.mode is not ErpMode.NONE

    @property
    def is_called(self) -> bool:
        """Whether workers call the ERP; an external one calls this API."""
        return self.mode is ErpMode.BUSINESS_CENTRAL

    def external_number(self, number: str, name: str) -> str:
        """Return what the ERP gets as the external document number of an order."""
        return number if self.order_number is ErpOrderNumber.ORDER_NUMBER else name

    def connect(self, values: Mapping[str, Any], submitted: list[str]) -> None:
        """Connect an ERP, or change its settings; omitted fields stay as they are.

        `submitted` has the numbers of all submitted orders. Raises ORDERS_STILL_SUBMITTED for
        another mode, company or environment, ERP_MODE_REQUIRED, ERP_SETTING_REQUIRED,
        ERP_SETTING_UNUSED.
        """
        moved = {"mode", "directory_id", "environment", "company_id"} & values.keys()
        if self.is_open and any(values[name] != getattr(self, name) for name in moved):
            _check_none_submitted(submitted)
        if values.get("mode", self.mode) is ErpMode.NONE:
            raise ErpModeRequired(path=("mode",))
        self.assign(values)

    def disconnect(self, submitted: list[str]) -> None:
        """Set the mode to NONE; the credentials stay. Raises ORDERS_STILL_SUBMITTED (O-2)."""
        _check_none_submitted(submitted)
        self.mode = ErpMode.NONE

    def forget_credentials(self) -> None:
        """Erase the credentials of an ERP that is not connected any more."""
        if not self.is_open:
            self.client_secret = None

    def check(self) -> None:
        """Raise ERP_SETTING_REQUIRED, ERP_SETTING_UNUSED or ERP_COMPANY_INVALID."""
        for name in _CALLED:
            has_value = getattr(self, name) is not None
            if self.mode is ErpMode.BUSINESS_CENTRAL and not has_value:
                raise ErpSettingRequired(field=camel(name), path=(camel(name),))
            if self.mode is ErpMode.EXTERNAL and has_value:
                raise ErpSettingUnused(field=camel(name), path=(camel(name),))
        if self.company_id is not None and not _UUID.fullmatch(self.company_id):
            raise ErpCompanyInvalid(path=("companyId",))


def _check_none_submitted(submitted: list[str]) -> None:
    if submitted:
        numbers = ", ".join(submitted[:MAX_LISTED])
        if len(submitted) > MAX_LISTED:
            numbers += ", …"
        raise OrdersStillSubmitted(count=len(submitted), orders=numbers)
