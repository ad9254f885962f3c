"""What Business Central says in a notification: which record has changed, and nothing more.

The URL in `resource` is never requested. Only the entity set and the ID are taken from it.
"""

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson

from db.erp_inbox import ErpChange

SETS = ("salesOrders", "salesInvoices")
MAX_NOTIFICATIONS = 5_000  # in a call; Business Central merges more than 1,000 changes of a set
_COLLECTION = "collection"
_ID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_RESOURCE = re.compile(
    rf"/?api/v2\.0/companies\((?P<company>{_ID})\)/(?P<set>{'|'.join(SETS)})"
    rf"(?:\((?P<id>{_ID})\)|(?P<rest>\?.*)?)",
    re.DOTALL,
)
_MAX_RESOURCE = 500  # characters


@dataclass(frozen=True, slots=True)
class Notifications:
    """The changes in a call, and how many of its notifications were not ours."""

    changes: frozenset[ErpChange]
    refused: int


def read_notifications(body: bytes, client_state: str) -> Notifications:
    """Return the changes in the body of a call; what is malformed or not ours is only counted."""
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError:
        return Notifications(frozenset(), 1)
    listed = sent.get("value") if isinstance(sent, dict) else None
    if not isinstance(listed, list):
        return Notifications(frozenset(), 1)
    return _read_all(listed, client_state.encode())


def _read_all(listed: list[Any], client_state: bytes) -> Notifications:
    changes = [_change_of(each, client_state) for each in listed[:MAX_NOTIFICATIONS]]
    ours = [change for change in changes if change is not None]
    # What is beyond the limit is not lost: the sets are read again as a whole.
    overflow = _whole_sets(ours) if len(listed) > MAX_NOTIFICATIONS else ()
    return Notifications(frozenset([*ours, *overflow]), len(changes) - len(ours))


def _change_of(notification: Any, client_state: bytes) -> ErpChange | None:
    """Return the change that a notification names; None if it is malformed or not ours."""
    if not isinstance(notification, dict):
        return None
    state, resource = notification.get("clientState"), notification.get("resource")
    if not isinstance(state, str) or not isinstance(resource, str):
        return None
    # JSON can have lone surrogates, which UTF-8 has not.
    if not hmac.compare_digest(state.encode(errors="replace"), client_state):
        return None
    match = _RESOURCE.fullmatch(resource) if len(resource) <= _MAX_RESOURCE else None
    if match is None:
        return None
    is_single = match["id"] is not None and notification.get("changeType") != _COLLECTION
    record_id = match["id"].lower() if is_single else None
    return ErpChange(match["company"].lower(), match["set"], record_id)


def _whole_sets(changes: Iterable[ErpChange]) -> set[ErpChange]:
    return {ErpChange(change.company_id, change.resource, None) for change in changes}
