"""The part of salesgraph's schema that the questions need, with a resolver per relation."""

import base64
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.types import Info

_OPPORTUNITY = (
    "id, number, name, stage, estimated_close_date, account_id, owner_id, total_amount,"
    " currency_code, created_at"
)
_PAGE = f"""
SELECT {_OPPORTUNITY} FROM (SELECT * FROM opportunities WHERE tenant_id = $1
  ORDER BY created_at DESC, id DESC LIMIT 101) AS found LIMIT $2
"""
_ONE = f"SELECT {_OPPORTUNITY} FROM opportunities WHERE tenant_id = $1 AND id = $2"


@strawberry.enum
class OpportunityOrderField(Enum):
    CREATED_AT = "CREATED_AT"


@strawberry.enum
class OrderDirection(Enum):
    DESC = "DESC"


@strawberry.input
class OpportunityOrder:
    field: OpportunityOrderField
    direction: OrderDirection


@strawberry.type
class Money:
    amount: Decimal
    currency_code: str


@strawberry.type
class User:
    id: strawberry.ID
    name: str


@strawberry.type
class Account:
    id: strawberry.ID
    name: str
    email: str | None


@strawberry.type
class QuoteLine:
    id: strawberry.ID
    line_number: int
    quantity: Decimal
    price_per_unit: Money
    extended_amount: Money


@strawberry.type
class Quote:
    id: strawberry.ID
    number: str
    status: str
    total_amount: Money
    key: strawberry.Private[UUID]

    @strawberry.field
    async def lines(self, info: Info[Any, Any]) -> list[QuoteLine]:
        rows = await info.context.lines.load(self.key)
        return [
            QuoteLine(
                id=_id("qul", row["id"]),
                line_number=row["line_number"],
                quantity=row["quantity"],
                price_per_unit=_money(row, "price_per_unit"),
                extended_amount=_money(row, "extended_amount"),
            )
            for row in rows
        ]


@strawberry.type
class QuoteConnection:
    nodes: list[Quote]


@strawberry.type
class Opportunity:
    id: strawberry.ID
    number: str
    name: str
    stage: str
    estimated_close_date: date | None
    total_amount: Money
    row: strawberry.Private[Any]

    @strawberry.field
    async def account(self, info: Info[Any, Any]) -> Account | None:
        key = self.row["account_id"]
        row = await info.context.account.load(key) if key else None
        return row and Account(id=_id("acc", row["id"]), name=row["name"], email=row["email"])

    @strawberry.field
    async def owner(self, info: Info[Any, Any]) -> User:
        row = await info.context.user.load(self.row["owner_id"])
        return User(id=_id("usr", row["id"]), name=row["name"])

    @strawberry.field
    async def quotes(self, info: Info[Any, Any], first: int = 10) -> QuoteConnection:
        rows = await info.context.quotes.load(self.row["id"])
        return QuoteConnection(nodes=[_quote(row) for row in rows[:first]])


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class OpportunityConnection:
    nodes: list[Opportunity]
    page_info: PageInfo


@strawberry.type
class Query:
    @strawberry.field
    async def opportunities(
        self, info: Info[Any, Any], order_by: list[OpportunityOrder], first: int = 25
    ) -> OpportunityConnection:
        rows = await info.context.rows(_PAGE, first + 1)
        last = rows[:first][-1] if rows else None
        cursor = last and base64.b64encode(f"{last['created_at']} {last['id']}".encode()).decode()
        return OpportunityConnection(
            nodes=[_opportunity(row) for row in rows[:first]],
            page_info=PageInfo(has_next_page=len(rows) > first, end_cursor=cursor),
        )

    @strawberry.field
    async def opportunity(self, info: Info[Any, Any], id: strawberry.ID) -> Opportunity | None:
        rows = await info.context.rows(_ONE, UUID(hex=id[4:]))
        return _opportunity(rows[0]) if rows else None


def _opportunity(row: Any) -> Opportunity:
    return Opportunity(
        id=_id("opp", row["id"]),
        number=row["number"],
        name=row["name"],
        stage=row["stage"],
        estimated_close_date=row["estimated_close_date"],
        total_amount=_money(row, "total_amount"),
        row=row,
    )


def _quote(row: Any) -> Quote:
    return Quote(
        id=_id("quo", row["id"]),
        number=row["number"],
        status=row["status"],
        total_amount=_money(row, "total_amount"),
        key=row["id"],
    )


def _money(row: Any, column: str) -> Money:
    return Money(amount=row[column], currency_code=row["currency_code"])


def _id(prefix: str, key: UUID) -> strawberry.ID:
    return strawberry.ID(f"{prefix}_{key.hex}")


_CACHES: Any = [ParserCache(maxsize=100), ValidationCache(maxsize=100)]  # kept across requests
schema = strawberry.Schema(Query, extensions=_CACHES)
