"""GET: a collection, a page of it, a record, a count."""

from typing import Any
from urllib.parse import quote, urlencode

from integrations.business_central.simulator.core.errors import method_not_allowed, refuse_by_rule
from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import Transaction, etag_of
from integrations.business_central.simulator.core.values import NO_GUID
from integrations.business_central.simulator.model.entity import Entity
from integrations.business_central.simulator.model.registry import COMPANIES
from integrations.business_central.simulator.model.shipments import SHIPMENT_LINES
from integrations.business_central.simulator.odata.options import Options, parse_options
from integrations.business_central.simulator.odata.pages import LARGEST_PAGE, by_key, page_of
from integrations.business_central.simulator.odata.projection import Projection
from integrations.business_central.simulator.web.messages import ApiRequest, ApiResponse
from integrations.business_central.simulator.web.paths import Target


def read(tx: Transaction, request: ApiRequest, target: Target, *, encode: bool) -> ApiResponse:
    """Answer a GET."""
    if target.action:
        raise method_not_allowed(request.method, target.action)
    options = parse_options(request.query, target.entity)
    if target.row is not None:
        return show_row(tx, request, target, target.row, options, encode=encode)
    rows = by_key(_rows_of(tx, target, options))
    return show_rows(tx, request, target, rows, options, encode=encode)


def show_row(
    tx: Transaction,
    request: ApiRequest,
    target: Target,
    row: Row,
    options: Options | None = None,
    *,
    encode: bool,
    status: int = 200,
) -> ApiResponse:
    """Answer with one record."""
    shown = Projection(tx, encode).show(target.entity, row, options or Options())
    context = {"@odata.context": f"{_context(request, target)}/$entity"}
    return ApiResponse(status, {**context, **shown}, {"etag": etag_of(row)})


def show_rows(
    tx: Transaction,
    request: ApiRequest,
    target: Target,
    rows: list[Row],
    options: Options,
    *,
    encode: bool,
) -> ApiResponse:
    """Answer with a page of records, or with their number."""
    preferred = request.preference("odata.maxpagesize")
    size = int(preferred) if preferred and preferred.isdigit() else LARGEST_PAGE
    page = page_of(tx, rows, options, min(max(size, 1), LARGEST_PAGE))
    if target.count:
        return ApiResponse(200, str(page.total), media_type="text/plain")
    projection = Projection(tx, encode)
    body: dict[str, Any] = {"@odata.context": _context(request, target)}
    if options.count:
        body["@odata.count"] = page.total
    body["value"] = [projection.show(target.entity, row, options) for row in page.rows]
    if page.token:
        body["@odata.nextLink"] = _next_link(request, page.token)
    applied = {"preference-applied": f"odata.maxpagesize={size}"} if preferred else {}
    return ApiResponse(200, body, applied)


def _rows_of(tx: Transaction, target: Target, options: Options) -> list[Row]:
    entity = target.entity
    if entity is COMPANIES:
        return list(tx.rows("companies"))
    if target.parent is not None:
        return list(target.parent.get("lines", ()))
    company = target.company["id"] if target.company else ""
    if entity.lines_of:
        return _lines_of(tx, entity, company, options)
    return [row for row in tx.rows(entity.set_name) if row["_company"] == company]


def _lines_of(tx: Transaction, entity: Entity, company: str, options: Options) -> list[Row]:
    equal_to = options.filter.equal_to if options.filter else {}
    record_id, document_id = equal_to.get("id"), equal_to.get("documentId", NO_GUID)
    if entity is SHIPMENT_LINES and not equal_to:
        shipments = (row for row in tx.rows(entity.lines_of) if row["_company"] == company)
        return [line for shipment in shipments for line in shipment["lines"]]
    if record_id is None and document_id == NO_GUID:
        raise refuse_by_rule("You must specify an Id or a Document Id to get the lines.")
    owner = tx.store.owner_of_line(record_id) if record_id else None
    document = tx.get(entity.lines_of, owner[1] if owner else document_id)
    return list(document["lines"]) if document and document["_company"] == company else []


def _context(request: ApiRequest, target: Target) -> str:
    company = f"companies({target.company['id']})/" if target.company else ""
    name = target.entity.set_name
    return f"{request.base}/$metadata#{'' if name == 'companies' else company}{name}"


def _next_link(request: ApiRequest, token: str) -> str:
    path = "/".join(quote(segment, safe="()$',.-") for segment in request.path)
    kept = [pair for pair in request.query if pair[0] not in {"$skiptoken", "$top", "$skip"}]
    return f"{request.base}/{path}?{urlencode([*kept, ('$skiptoken', token)], quote_via=quote)}"
