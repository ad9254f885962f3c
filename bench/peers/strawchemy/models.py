"""SQLAlchemy models of the tables, with the columns that the questions need."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Date, DateTime, Numeric, Text, Uuid, and_
from sqlalchemy.orm import DeclarativeBase, Mapped, foreign, mapped_column, relationship


class Base(DeclarativeBase):
    """The base of all models."""

    type_annotation_map = {  # noqa: RUF012 - required by SQLAlchemy
        str: Text,
        UUID: Uuid,
        Decimal: Numeric,
        date: Date,
        datetime: DateTime(timezone=True),
    }


class User(Base):
    __tablename__ = "users"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    name: Mapped[str]


class Account(Base):
    __tablename__ = "accounts"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    name: Mapped[str]
    email: Mapped[str | None]


class QuoteLine(Base):
    __tablename__ = "quote_lines"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    quote_id: Mapped[UUID]
    line_number: Mapped[int]
    quantity: Mapped[Decimal]
    price_per_unit: Mapped[Decimal]
    extended_amount: Mapped[Decimal]


class Quote(Base):
    __tablename__ = "quotes"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    opportunity_id: Mapped[UUID | None]
    number: Mapped[str]
    status: Mapped[str]
    total_amount: Mapped[Decimal]
    created_at: Mapped[datetime]
    lines: Mapped[list[QuoteLine]] = relationship(
        primaryjoin=lambda: and_(
            QuoteLine.tenant_id == Quote.tenant_id, foreign(QuoteLine.quote_id) == Quote.id
        ),
        order_by=lambda: QuoteLine.line_number,
        viewonly=True,
        uselist=True,
    )


class Opportunity(Base):
    __tablename__ = "opportunities"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    number: Mapped[str]
    name: Mapped[str]
    stage: Mapped[str]
    status: Mapped[str]
    estimated_close_date: Mapped[date | None]
    total_amount: Mapped[Decimal]
    total_amount_in_base: Mapped[Decimal | None]
    currency_code: Mapped[str]
    account_id: Mapped[UUID | None]
    owner_id: Mapped[UUID]
    created_at: Mapped[datetime]
    account: Mapped[Account | None] = relationship(
        primaryjoin=lambda: and_(
            Account.tenant_id == Opportunity.tenant_id,
            Account.id == foreign(Opportunity.account_id),
        ),
        viewonly=True,
    )
    owner: Mapped[User] = relationship(
        primaryjoin=lambda: and_(
            User.tenant_id == Opportunity.tenant_id, User.id == foreign(Opportunity.owner_id)
        ),
        viewonly=True,
    )
    quotes: Mapped[list[Quote]] = relationship(
        primaryjoin=lambda: and_(
            Quote.tenant_id == Opportunity.tenant_id,
            foreign(Quote.opportunity_id) == Opportunity.id,
        ),
        viewonly=True,
        uselist=True,
    )
