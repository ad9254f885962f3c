"""The context of a request: database, settings, user and time."""

from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from db.database import Database
from db.link_signing import Links, signing_key
from db.planner.plan import Plan, RequestContext
from domain.ports.erp import Erp
from gql.engine.planned_operation import PlannedOperation
from gql.settings import Settings

PlanPart = Callable[[PlannedOperation, Hashable, Callable[[], Plan]], Awaitable[Plan]]


@dataclass(slots=True, kw_only=True)
class Context:
    """One request of one user.

    `now` is the time of arrival by the server's clock. Saved records are dated by the database's
    clock unless `dated_at` is set.
    """

    database: Database
    settings: Settings
    tenant_id: UUID
    user_id: UUID
    now: datetime
    dated_at: datetime | None = None
    # points above the estimated cost; None until the first mutation has ended
    extra_cost: int | None = None
    base_url: Callable[[], str] = str  # returns the URL at which the client reached the server
    erp: Erp | None = None  # what calls the ERPs of tenants; None outside of the server
    planned: PlannedOperation = field(init=False)  # set once the operation is known
    # plans a part of a mutation's payload, or returns the cached plan
    plan_part: PlanPart = field(init=False)

    def request(self, variables: Mapping[str, Any]) -> RequestContext:
        """The request as the planner needs it, with these variables."""
        return RequestContext(
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
