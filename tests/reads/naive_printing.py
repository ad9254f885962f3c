"""The part of the oracle for PDFs and mail, and helpers of the other parts."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from db import tables
from db.link_signing import Links, message, signature
from db.planner.fields import pdf_links
from db.planner.public_ids import public_id


@dataclass(frozen=True)
class Thing:
    """An object of the naive executor: a row, or a view of one."""

    table: Table | None
    values: Mapping[str, Any]


def written(value: Any) -> Any:
    """Return a value as the API writes it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value


class NaivePrinting:
    """The part of the oracle for links, mails and letterheads."""

    viewer: tuple[UUID, UUID]
    links: Links

    def rows_with(self, table: Table, column: str, value: Any) -> list[Thing]:
        """Return the rows with this value."""
        raise NotImplementedError

    def _pdflink(self, source: pdf_links.PdfLink, parent: Thing, *_: Any) -> Any:
        named, end = public_id(source.table, parent.values["id"]), self.links.expires
        said = message(self.viewer[1], named, parent.values["version"], end)
        query = f"tenant={self.viewer[1].hex}&version={parent.values['version']}&expires={end}"
        signed = f"{query}&signature={signature(self.links.key, said)}"
        revision = parent.values.get("revision") or 0
        return Thing(
            None,
            {
                "url": f"{self.links.base}/documents/{named}.pdf?{signed}",
                "expires_at": self.links.expires_at,
                "file_name": f"{parent.values['number']}{f'-{revision}' if revision else ''}.pdf",
            },
        )

    def _mailed(self, source: pdf_links.Mailed, parent: Thing, *_: Any) -> list[Thing]:
        found = self.rows_with(
            tables.mailings, pdf_links.PARENTS[source.table], parent.values["id"]
        )
        return sorted(found, key=lambda mail: (mail.values["created_at"], mail.values["id"]))

    def _last_sent(self, source: Any, parent: Thing) -> Mapping[str, Any]:
        mails = self._mailed(source, parent)
        sent = [mail for mail in mails if mail.values["status"] == "SENT"]
        last = sorted(sent, key=lambda mail: (mail.values["sent_at"], mail.values["id"]))
        return last[-1].values if last else {"sent_at": None, "recipients": None}

    def _sentat(self, source: pdf_links.SentAt, parent: Thing, *_: Any) -> Any:
        return written(self._last_sent(source, parent)["sent_at"])

    def _sentto(self, source: pdf_links.SentTo, parent: Thing, *_: Any) -> Any:
        recipients = self._last_sent(source, parent)["recipients"]
        return recipients.split(", ") if recipients else []

    def _split(self, source: pdf_links.Split, parent: Thing, *_: Any) -> Any:
        text = parent.values[source.column]
        return text.split(source.separator) if text else []

    def _logosource(self, _: pdf_links.LogoSource, parent: Thing, *__: Any) -> Any:
        data = parent.values["logo"]
        if data is None:
            return None
        shown = {"data": b64encode(data).decode(), "media_type": parent.values["logo_type"]}
        return Thing(None, {**shown, "size": len(data)})
