"""POST, PATCH and DELETE of records and lines, and bound actions."""

import re
from collections.abc import Callable

from integrations.business_central.simulator.core.errors import (
    ApiError,
    entity_changed,
    invalid_token,
    method_not_allowed,
    refuse_query,
)
from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import Transaction, etag_of
from integrations.business_central.simulator.model.registry import DOCUMENTS
from integrations.business_central.simulator.odata.options import parse_options
from integrations.business_central.simulator.sales import documents, invoices, masters, quotes
from integrations.business_central.simulator.sales.payments import cancel_invoice
from integrations.business_central.simulator.sales.posting import ship_and_invoice
from integrations.business_central.simulator.web.messages import ApiRequest, ApiResponse
from integrations.business_central.simulator.web.paths import Target
from integrations.business_central.simulator.web.reading import show_row

_ETAG = re.compile(r'(W/)?"[^"]*"')
NO_CONTENT, CREATED = 204, 201


def write(tx: Transaction, request: ApiRequest, target: Target, *, encode: bool) -> ApiResponse:
    """Answer a POST, a PATCH or a DELETE; raises ApiError if it is refused."""
    if request.headers.get("data-access-intent", "").lower() == "readonly":
        raise refuse_query("The data access intent ReadOnly cannot be used for writes.")
    if target.action:
        return _act(tx, request, target)
    if request.method not in target.entity.methods or target.count:
        raise method_not_allowed(request.method, target.entity.set_name)
    if request.method == "POST":
        return _create(tx, request, target, encode=encode)
    if target.row is None:
        raise method_not_allowed(request.method, target.entity.set_name)
    check_etag(request, target.row, required=request.method == "PATCH")
    if request.method == "DELETE":
        _delete(tx, target, target.row)
        return ApiResponse(NO_CONTENT)
    changed = _change(tx, request, target, target.row)
    return _answer(tx, request, target, changed, 200, encode=encode)


def check_etag(request: ApiRequest, row: Row, *, required: bool) -> None:
    """Raise ApiError if the If-Match header is missing, malformed or stale."""
    etag = request.headers.get("if-match")
    if etag is None and not required:
        return
    if etag is None or (etag != "*" and not _ETAG.fullmatch(etag)):
        raise invalid_token()
    if etag not in {"*", etag_of(row)}:
        raise entity_changed()


def _create(tx: Transaction, request: ApiRequest, target: Target, *, encode: bool) -> ApiResponse:
    entity, company = target.entity, target.company
    if target.row is not None or company is None:
        raise method_not_allowed("POST", entity.set_name)
    body = request.json()
    if entity.lines_of:
        parent = target.parent["id"] if target.parent else None
        created = documents.create_line(tx, entity, body, parent)
    elif entity.set_name in DOCUMENTS:
        created = documents.create_document(tx, company, entity, body)
    else:
        created = masters.create_master(tx, company, entity, body)
    answer = _answer(tx, request, target, created, CREATED, encode=encode)
    place = f"companies({company['id']})/{entity.set_name}({created['id']})"
    answer.headers["location"] = f"{request.base}/{place}"
    return answer


def _change(tx: Transaction, request: ApiRequest, target: Target, row: Row) -> Row:
    entity, company = target.entity, target.company
    if company is None:
        raise method_not_allowed("PATCH", entity.set_name)
    body = request.json()
    if entity.lines_of:
        return documents.update_line(tx, entity, row, body)
    if entity.set_name in DOCUMENTS:
        return documents.change_document(tx, company, entity, row, body)
    return masters.change_master(tx, company, entity, row, body)


def _delete(tx: Transaction, target: Target, row: Row) -> None:
    if target.entity.lines_of:
        documents.delete_line(tx, target.entity, row)
    elif target.entity.set_name in DOCUMENTS:
        documents.delete_document(tx, target.entity, row)
    else:
        masters.delete_master(tx, target.entity, row)


def _answer(
    tx: Transaction, request: ApiRequest, target: Target, row: Row, status: int, *, encode: bool
) -> ApiResponse:
    if request.preference("return-no-content") is not None or (
        request.preference("return") == "minimal"
    ):
        return ApiResponse(NO_CONTENT, headers={"preference-applied": "return-no-content"})
    options = parse_options(request.query, target.entity)
    lines = f"{target.entity.name}Lines"
    if status == CREATED and row.get("lines") and lines not in options.expand:
        more = parse_options([("$expand", lines)], target.entity)
        options.expand |= more.expand  # a deep insert answers with what it inserted
    return show_row(tx, request, target, row, options, encode=encode, status=status)


def _act(tx: Transaction, request: ApiRequest, target: Target) -> ApiResponse:
    if request.method != "POST" or target.row is None:
        raise method_not_allowed(request.method, target.action)
    check_etag(request, target.row, required=False)
    action = _ACTIONS.get(target.action)
    if action is None:
        raise ApiError(
            501, "BadRequest_MethodNotImplemented", f"'{target.action}' is not simulated."
        )
    made = action(tx, target.row)
    place = f"{request.base}/companies({target.row['_company']})/{made}"
    return ApiResponse(NO_CONTENT, headers={"location": place})


def _ship_and_invoice(tx: Transaction, order: Row) -> str:
    return f"salesInvoices({ship_and_invoice(tx, order['id'])['id']})"


def _post_invoice(tx: Transaction, draft: Row) -> str:
    copy = tx.edit("salesInvoices", draft["id"]) or draft
    return f"salesInvoices({invoices.post_draft(tx, copy)['id']})"


def _cancel(tx: Transaction, invoice: Row) -> str:
    cancel_invoice(tx, invoice["id"])
    return f"salesInvoices({invoice['id']})"


def _send(tx: Transaction, document: Row) -> str:
    if "sentDate" in document:
        quotes.send_quote(tx, document)
        return f"salesQuotes({document['id']})"
    return f"salesInvoices({document['id']})"


_ACTIONS: dict[str, Callable[[Transaction, Row], str]] = {
    "shipAndInvoice": _ship_and_invoice,
    "post": _post_invoice,
    "postAndSend": _post_invoice,
    "cancel": _cancel,
    "cancelAndSend": _cancel,
    "send": _send,
    "makeOrder": lambda tx, row: f"salesOrders({quotes.make_order(tx, row)['id']})",
    "makeInvoice": lambda tx, row: f"salesInvoices({quotes.make_invoice(tx, row)['id']})",
}
