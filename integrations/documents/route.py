"""GET /documents/{id}.pdf: returns the PDF to everyone with a signed link, and to nobody else."""

import logging
import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from http import HTTPStatus
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from db.errors import OutcomeUnknown
from db.link_signing import is_signed, message
from db.pdf_renditions import Rendition
from db.planner.document_snapshot import KINDS
from db.planner.public_ids import table_of, uuid_in
from db.pool.deadlines import REQUEST, time_budget
from db.pool.failures import failure_of
from db.pool.retrying import retry_on_another_connection
from integrations.documents.printer import Printer

log = logging.getLogger("salesgraph")

PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'"
# The URL is the permission, so it must not reach other sites or search engines.
HEADERS = {
    "content-security-policy": PDF_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
}
_HEX = re.compile(r"[0-9a-f]{32}")
_COUNT = re.compile(r"[1-9][0-9]{0,14}")


class PdfEndpoint:
    """Handles requests for PDFs."""

    def __init__(self, printer: Printer, key: bytes, clock: Callable[[], datetime]) -> None:
        self._printer, self._key, self._clock = printer, key, clock

    async def get(self, request: Request) -> Response:
        """Return the PDF, or a sentence that explains the error."""
        signed_id, query = request.path_params["id"], request.query_params
        tenant, version, end = (query.get(name, "") for name in ("tenant", "version", "expires"))
        table = table_of(signed_id)
        plain = _HEX.fullmatch(tenant) and _COUNT.fullmatch(version) and _COUNT.fullmatch(end)
        if table is None or table not in KINDS or not plain:
            return _answer("This link is not valid.", 403)
        tenant_id, number, expires = UUID(hex=tenant), int(version), int(end)
        signed = message(tenant_id, signed_id, number, expires)
        if not is_signed(self._key, signed, query.get("signature", "")):
            return _answer("This link is not valid.", 403)
        # After the signature, so that only links of ours are told that they have expired.
        left = expires - self._clock().timestamp()
        if left <= 0:
            return _answer("This link has expired. Request a new one.", 403)
        try:
            document = tenant_id, table, uuid_in(signed_id, table), number
            with time_budget(REQUEST):
                document_version = await retry_on_another_connection(
                    partial(self._printer.version, *document)
                )
        except Exception as error:  # noqa: BLE001 - no internals reach the client
            return _answer_failure(error)
        if document_version is None:
            return _answer("This version of the document is no longer available as a PDF.", 410)
        return _pdf(document_version, int(left))


def _pdf(rendition: Rendition, seconds: int) -> Response:
    headers = HEADERS | {
        "cache-control": f"private, max-age={seconds}",
        "content-disposition": f'inline; filename="{rendition.file_name}"',
    }
    return Response(rendition.pdf, 200, headers, media_type="application/pdf")


def _answer(sentence: str, status: int) -> Response:
    headers = HEADERS | {"cache-control": "no-store"}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["retry-after"] = "1"
    return PlainTextResponse(f"{sentence}\n", status, headers)


def _answer_failure(error: Exception) -> Response:
    number = uuid4().hex
    log.error("error %s: a PDF could not be created", number, exc_info=error)
    if failure_of(error) is not None or isinstance(error, OutcomeUnknown):
        return _answer(f"Try again in a moment. Error {number}.", 503)
    return _answer(f"The document could not be printed. Error {number}.", 500)
