"""What every part of a request may ask for: the database, who asks, what time it is."""

from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from db.database import Database
from db.reads.draft import Asker, Plan
from db.signing import Links, signing_key
from gql.reading import Question
from gql.settings import Settings

PlanPart = Callable[[Question, Hashable, Callable[[], Plan]], Awaitable[Plan]]


@dataclass(slots=True, kw_only=True)
class Context:
    """One request of one user.

    `now` is when it arrived, by the server's clock. What it saves is dated by the database's clock,
    unless `dated_at` says otherwise.
    """

    database: Database
    settings: Settings
    tenant_id: UUID
    user_id: UUID
    now: datetime
    dated_at: datetime | None = None
    surplus: int | None = None  # points beyond the cost; None before the first mutation has ended
    base_url: Callable[[], str] = str  # how the request reached us
    question: Question = field(init=False)  # set when the operation is known
    plan_part: PlanPart = field(init=False)  # plans a part of a mutation's answer, or remembers it

    def asker(self, variables: Mapping[str, Any]) -> Asker:
        """Who asks, with these variables, as the planner wants to know it."""
        return Asker(
            tenant_id=self.tenant_id,
            user_id=self.user_id,
            today=self.now.date(),
            variables=variables,
            make_links=self._links,
        )

    def _links(self) -> Links:
        return Links(
            key=signing_key(self.settings.secret),
            base=self.settings.public_url or self.base_url(),
            expires=int(self.now.timestamp()) + 60 * self.settings.link_minutes,
        )
