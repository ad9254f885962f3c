"""PDFs and mailings of documents, and the logo. Temporary PDF links are signed in SQL."""

from dataclasses import dataclass

from sqlalchemy import Table

from db import tables
from db.link_signing import PURPOSE
from db.planner.document_snapshot import file_name
from db.planner.fields.field_sources import moment
from db.planner.json_objects import to_list, to_object
from db.planner.plan import PlanBuilder
from db.planner.public_ids import id_column
from db.planner.selection import Row, SelectedField
from db.scope import TenantRows, tenant_rows
from db.sql.expressions import NEWLINE, ONE, Expression, case, cast, constant
from db.sql.functions import call, coalesce, largest
from db.sql.selects import Select
from db.sql.sql_types import BYTEA, INTEGER, TEXT, TEXTS, TIMESTAMPTZ
from domain.sales.mailing import SEPARATOR, MailingStatus

PARENTS: dict[Table, str] = {
    tables.quotes: "quote_id",
    tables.orders: "order_id",
    tables.invoices: "invoice_id",
}


@dataclass(frozen=True, slots=True)
class PdfLink:
    """A temporary link to the PDF of a document, with its expiry and file name."""

    table: Table

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The object; see `db.link_signing.message` for the signed text."""
        # Signed in SQL, so that a list of documents with links is still one statement, and no
        # resolver runs per link (decision 22).
        end = builder.ask(lambda request: str(request.links.expires), TEXT)
        tenant = builder.ask(lambda request: request.tenant_id.hex, TEXT)
        base = builder.ask(lambda request: request.links.base, TEXT)
        public_id, version = id_column(self.table, row["id"]), cast(row["version"], TEXT)
        slash = constant("/")
        signed = (
            constant(f"{PURPOSE}/") + tenant + slash + public_id + slash + version + slash + end
        )
        path = base + constant("/documents/") + public_id + constant(".pdf?tenant=") + tenant
        query = (
            constant("&version=") + version + constant("&expires=") + end + constant("&signature=")
        )
        values = {
            "url": path + query + _hmac(builder, signed),
            "expires_at": builder.ask(lambda request: request.links.expires_at, TIMESTAMPTZ),
            "file_name": file_name(self.table, row),
        }
        return to_object(builder, selected.selection, values)


def _hmac(builder: PlanBuilder, signed: Expression) -> Expression:
    """The HMAC of a text (RFC 2104), with functions that every PostgreSQL has."""
    # Python derives both pads from the key; contrib's hmac() is not installed everywhere.
    inner = builder.ask(lambda request: request.links.inner, BYTEA)
    outer = builder.ask(lambda request: request.links.outer, BYTEA)
    hashed = _sha256(inner, call("convert_to", signed, constant("UTF8"), kind=BYTEA))
    return call("encode", _sha256(outer, hashed), constant("hex"))


def _sha256(pad: Expression, message: Expression) -> Expression:
    both = Expression(f"{pad.sql} || {message.operand}", BYTEA)
    return call("sha256", both, kind=BYTEA)


@dataclass(frozen=True, slots=True)
class Mailed:
    """The mailings of a document, earliest first."""

    table: Table

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The list of objects."""
        mailing, rows = _mailings(builder, self.table, row)
        order = (mailing.c.created_at, mailing.c.id)
        return to_list(builder, selected.selection, mailing, rows.order_by(*order))


@dataclass(frozen=True, slots=True)
class SentAt:
    """When a document was last sent to the customer; null if it was never sent."""

    table: Table

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The time of the last mailing that was sent."""
        mailing, rows = _mailings(builder, self.table, row)
        last = moment(largest(mailing.c.sent_at))
        return rows.add(last).where(_is_sent(mailing)).value()


@dataclass(frozen=True, slots=True)
class SentTo:
    """The recipients a document was last sent to; empty if it was never sent."""

    table: Table

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The addresses of the last mailing that was sent."""
        mailing, rows = _mailings(builder, self.table, row)
        addresses = _split_text(mailing.c.recipients, SEPARATOR)
        last = rows.add(addresses).where(_is_sent(mailing))
        last.order_by(mailing.c.sent_at.desc(), mailing.c.id.desc()).limit(ONE)
        return _or_empty(last.value())


@dataclass(frozen=True, slots=True)
class Split:
    """A text column split into a list; empty if the column is null or empty."""

    column: str
    separator: str

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The list."""
        return _or_empty(_split_text(row[self.column], self.separator))


class LogoSource:
    """The logo of a letterhead; null if there is none."""

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The image in base64 without line breaks, its media type, and its size in bytes."""
        breaks = call("encode", row["logo"], constant("base64"))
        values = {
            "data": call("replace", breaks, NEWLINE, constant("")),
            "media_type": row["logo_type"],
            "size": call("octet_length", row["logo"], kind=INTEGER),
        }
        return case((row["logo"].is_not_null(), to_object(builder, selected.selection, values)))


def _mailings(builder: PlanBuilder, table: Table, row: Row) -> tuple[TenantRows, Select]:
    mailing = tenant_rows(tables.mailings, builder.name())
    return mailing, mailing.select().where(mailing[PARENTS[table]] == row["id"])


def _is_sent(mailing: TenantRows) -> Expression:
    return mailing.c.status == constant(MailingStatus.SENT.value)


def _split_text(value: Expression, separator: str) -> Expression:
    return call("string_to_array", value, constant(separator), kind=TEXTS)


def _or_empty(values: Expression) -> Expression:
    return coalesce(values, Expression("'{}'::TEXT[]", TEXTS, is_sure=True))
