"""The printed form of a document: a link that opens it for a while, made and signed in SQL."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Integer,
    LargeBinary,
    Select,
    Table,
    Text,
    case,
    cast,
    func,
    literal_column,
)

from db import tables
from db.content import file_name
from db.reads.draft import Draft
from db.reads.facts import text
from db.reads.identifiers import id_column
from db.reads.objects import to_list, to_object
from db.reads.selection import Chosen, Row
from db.reads.sources import moment
from db.scope import Scoped, scoped
from db.signing import PURPOSE
from domain.mailing import SEPARATOR, MailingStatus

Expression = ColumnElement[Any]

PARENTS: dict[Table, str] = {
    tables.quotes: "quote_id",
    tables.orders: "order_id",
    tables.invoices: "invoice_id",
}


@dataclass(frozen=True, slots=True)
class Printed:
    """The object of the link, its end and the file's name."""

    table: Table

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> Expression:
        """The object; see `db.signing.message` for what is signed."""
        end = draft.ask(lambda asker: str(asker.links.expires), Text())
        tenant = draft.ask(lambda asker: asker.tenant_id.hex, Text())
        base = draft.ask(lambda asker: asker.links.base, Text())
        named, version = id_column(self.table, row["id"]), cast(row["version"], Text)
        slash = text("/")
        said = text(f"{PURPOSE}/") + tenant + slash + named + slash + version + slash + end
        path = base + text("/documents/") + named + text(".pdf?tenant=") + tenant
        query = text("&version=") + version + text("&expires=") + end + text("&signature=")
        values = {
            "url": path + query + _hmac(draft, said),
            "expires_at": draft.ask(lambda asker: asker.links.expires_at, DateTime(timezone=True)),
            "file_name": file_name(self.table, row),
        }
        return to_object(draft, chosen.shape, values)


def _hmac(draft: Draft, said: Expression) -> Expression:
    """RFC 2104 with the functions that every PostgreSQL has."""
    inner = draft.ask(lambda asker: asker.links.inner, LargeBinary())
    outer = draft.ask(lambda asker: asker.links.outer, LargeBinary())
    hashed = func.sha256(inner.op("||")(func.convert_to(said, text("UTF8"))), type_=LargeBinary)
    return func.encode(func.sha256(outer.op("||")(hashed)), text("hex"), type_=Text)


@dataclass(frozen=True, slots=True)
class Mailed:
    """The mails that carried a document, the earliest first."""

    table: Table

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> Expression:
        """The list of objects."""
        mailing, rows = _mailings(self.table, row)
        order = (mailing.c.created_at, mailing.c.id)
        return to_list(draft, chosen.shape, mailing.c, rows.order_by(*order))


@dataclass(frozen=True, slots=True)
class SentAt:
    """When a document last left for the customer; null while it has not."""

    table: Table

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> Expression:
        """The moment of the last mail that was sent."""
        mailing, rows = _mailings(self.table, row)
        last = moment(func.max(mailing.c.sent_at))
        return rows.add_columns(last).where(_is_sent(mailing)).scalar_subquery()


@dataclass(frozen=True, slots=True)
class SentTo:
    """To whom a document last left; empty while it has not."""

    table: Table

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> Expression:
        """The addresses of the last mail that was sent."""
        mailing, rows = _mailings(self.table, row)
        addresses = _split(mailing.c.recipients, SEPARATOR)
        last = rows.add_columns(addresses).where(_is_sent(mailing))
        last = last.order_by(mailing.c.sent_at.desc(), mailing.c.id.desc()).limit(
            literal_column("1")
        )
        return _or_empty(last.scalar_subquery())


@dataclass(frozen=True, slots=True)
class Split:
    """A text as a list of its parts; null and nothing are empty lists."""

    column: str
    separator: str

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> Expression:
        """The list."""
        return _or_empty(_split(row[self.column], self.separator))


class Logo:
    """The picture of a letterhead; null where there is none."""

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> Expression:
        """The object of its bytes in base64, its media type and its size."""
        breaks = func.encode(row["logo"], text("base64"), type_=Text)
        values = {
            "data": func.replace(breaks, literal_column("E'\\n'"), text("")),
            "media_type": row["logo_type"],
            "size": func.octet_length(row["logo"], type_=Integer),
        }
        return case((row["logo"].is_not(None), to_object(draft, chosen.shape, values)))


def _mailings(table: Table, row: Row) -> tuple[Scoped, Select[Any]]:
    mailing = scoped(tables.mailings)
    return mailing, mailing.select().where(mailing.c[PARENTS[table]] == row["id"])


def _is_sent(mailing: Scoped) -> ColumnElement[bool]:
    return mailing.c.status == text(MailingStatus.SENT.value)


def _split(value: Expression, separator: str) -> Expression:
    quoted = separator.replace("\n", "\\n")
    return func.string_to_array(value, literal_column(f"E'{quoted}'"), type_=ARRAY(Text))


def _or_empty(values: Expression) -> Expression:
    return func.coalesce(values, literal_column("'{}'::text[]"))
